/** Cards as an operator describes them, for tests to spoil. */

export const baseInfo = {
  logo_url: 'http://mmbiz.qpic.cn/mmbiz/iaL1LJM1mF9aRKPZ/0',
  brand_name: 'CrossPay café',
  code_type: 'CODE_TYPE_TEXT',
  title: 'Member card',
  color: 'Color010',
  notice: 'Show it at the till',
  description: 'Not together\nwith other offers',
  date_info: { type: 'DATE_TYPE_PERMANENT' },
  sku: { quantity: 50_000_000 },
};

export const memberCard = {
  base_info: baseInfo,
  prerogative: 'Points for everything',
  supply_bonus: true,
  supply_balance: false,
  wx_activate: true,
};

const range = {
  type: 'DATE_TYPE_FIX_TIME_RANGE',
  begin_timestamp: 1_780_000_000,
  end_timestamp: 1_790_000_000,
};
export const ticketBase = { ...baseInfo, date_info: range };

/** A member card with some fields different. */
export const memberWith = (fields: object, base: object = {}) => ({
  card: {
    card_type: 'MEMBER_CARD',
    member_card: { ...memberCard, base_info: { ...baseInfo, ...base }, ...fields },
  },
});

/** One card of each kind that can be created. */
export const openCards = {
  MEMBER_CARD: memberCard,
  GENERAL_CARD: {
    base_info: baseInfo,
    sub_card_type: 'GIFT_CARD',
    auto_activate: true,
    supply_balance: true,
  },
  MEETING_TICKET: { base_info: ticketBase, meeting_detail: 'Hall 3' },
  SCENIC_TICKET: { base_info: ticketBase, ticket_class: 'day' },
  MOVIE_TICKET: { base_info: ticketBase, detail: 'a film' },
  BOARDING_PASS: { base_info: ticketBase, from: 'Chengdu', to: 'Guangzhou', flight: 'CE123', gate: 'A 3' },
};
