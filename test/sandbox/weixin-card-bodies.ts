/** Cards that tests create: a member card, a meeting ticket, and how they become approved. */
import { card } from './weixin-wallet';
import type { Fields, WeixinWorld } from './weixin-world';

const minute = 60_000;

export const base = {
  logo_url: 'http://mmbiz.qpic.cn/mmbiz/x/0',
  brand_name: '微信餐厅',
  code_type: 'CODE_TYPE_QRCODE',
  title: '会员卡',
  color: 'Color020',
  notice: '使用时向服务员出示此券',
  description: '不可与其他优惠同享',
  date_info: { type: 'DATE_TYPE_PERMANENT' },
  sku: { quantity: 2 },
};
export const member = (more: Fields = {}, base_more: Fields = {}): Fields => ({
  card: {
    card_type: 'MEMBER_CARD',
    member_card: {
      base_info: { ...base, ...base_more },
      prerogative: '九折',
      supply_bonus: true,
      supply_balance: false,
      auto_activate: true,
      ...more,
    },
  },
});
export const ticket = (base_more: Fields = {}): Fields => ({
  card: {
    card_type: 'MEETING_TICKET',
    meeting_ticket: { base_info: { ...base, ...base_more }, meeting_detail: 'x' },
  },
});
/** A card that passed its audit. */
export async function approved(world: WeixinWorld, body: Fields = member()): Promise<string> {
  const { card_id } = await card(world, 'create', body);
  await world.pass(minute);
  world.inbox.length = 0;
  return String(card_id);
}
export const ownCodes = { use_custom_code: true };
export const imported = { ...ownCodes, get_custom_code_mode: 'GET_CUSTOM_CODE_MODE_DEPOSIT' };
