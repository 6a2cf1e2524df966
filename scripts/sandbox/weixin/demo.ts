/** What the demo shop knows of its two apps: the document `config/wechat`. */
import { type App, miniProgram, officialAccount } from './apps';

/** The card of the demo shop's members. */
export const demoCardId = 'pDemoMemberCardOfTheShop0001';

export function demoDocument(origin: string): Record<string, unknown> {
  const { host, hostname } = new URL(origin);
  return {
    _id: 'wechat',
    appid: miniProgram.appid,
    secret: miniProgram.secret,
    endpoint: `${origin}/sandbox/weixin`,
    push: pushWords(miniProgram),
    official_account: {
      appid: officialAccount.appid,
      secret: officialAccount.secret,
      push: pushWords(officialAccount),
      oauth_hosts: [...new Set([host, hostname])],
    },
    face: { version: 2, purposes: ['account', 'withdrawal'], max_attempts: 5 },
    member: { card_id: demoCardId, earn: { per: 100, points: 1 } },
    keep_phone: true,
    shipping: { upload: true },
    messages: {
      paid: messageOf('demo_order_paid_0001'),
      refunded: messageOf('demo_order_refunded_0001'),
      shipped: messageOf('demo_order_shipped_0001'),
    },
  };
}

const messageOf = (template_id: string): object => ({
  template_id,
  data: { thing1: 'goods', amount2: 'amount', character_string3: 'number', time4: 'time' },
});

const picture = 'http://mmbiz.qpic.cn/mmbiz/logoofthedemoshop/0';

/** The member card, with a one-click form whose answers the shop reads before it activates. */
export const demoMemberCard = (origin: string) => ({
  card_type: 'MEMBER_CARD' as const,
  member_card: {
    base_info: {
      ...{ logo_url: picture, brand_name: 'CrossPay', title: '会员卡 Member', color: 'Color010' },
      code_type: 'CODE_TYPE_BARCODE',
      notice: '结账时出示 Show at checkout',
      description: '消费积分 Points for what you buy',
      date_info: { type: 'DATE_TYPE_PERMANENT' },
      sku: { quantity: 100_000_000 },
      get_limit: 1,
      can_give_friend: false,
      use_all_locations: true,
      need_push_on_view: true,
    },
    prerogative: '每消费一元积一分 One point for each unit of money',
    supply_bonus: true,
    supply_balance: true,
    wx_activate: true,
    wx_activate_after_submit: true,
    wx_activate_after_submit_url: `${origin}/`,
    custom_field1: { name_type: 'FIELD_NAME_TYPE_LEVEL', url: `${origin}/` },
  },
});

export const demoForm = { required_form: { common_field_id_list: ['USER_FORM_INFO_FLAG_MOBILE'] } };

/** A coupon from before 2021-04-01, since when no new ones are made. */
export const demoCouponId = 'pDemoCouponFromBefore2021001';
export const demoCoupon = {
  card_type: 'CASH' as const,
  cash: {
    base_info: {
      ...{ logo_url: picture, brand_name: 'CrossPay', title: '五元代金券', color: 'Color100' },
      code_type: 'CODE_TYPE_QRCODE',
      notice: '结账时出示',
      description: '每单限用一张',
      date_info: { type: 'DATE_TYPE_FIX_TERM', fixed_term: 365, fixed_begin_term: 0 },
      sku: { quantity: 100_000 },
    },
    least_cost: 1000,
    reduce_cost: 500,
  },
};

const pushWords = ({ push: { token, encodingAesKey, mode } }: App): object => ({
  token,
  encoding_aes_key: encodingAesKey,
  mode,
});
