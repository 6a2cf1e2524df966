/**
 * Answers of WeChat's server to the calls about cards, as its pages print them (WeChat documentation, cards and member cards, read
 * 2026-11; ids and names changed), what is read of each, and answers that lack what they are for.
 */
import * as cards from '../../../shared/membership/cards/card-apis';
import * as codes from '../../../shared/membership/cards/code-apis';
import * as gifts from '../../../shared/membership/cards/pay-gift-apis';
import * as merchants from '../../../shared/membership/cards/sub-merchant-apis';
import type { Api } from '../../../shared/wechat/open-api/exchange-with-wechat';

interface Recorded {
  readonly api: Api<unknown>;
  readonly good: object;
  readonly read: unknown;
  readonly broken: readonly object[];
}

const ok = { errcode: 0, errmsg: 'ok' };
const CARD = 'pFS7Fjg8kV1IdDz01r4SQwMkuCKc';

/** Calls whose only news is that there was no error have nothing that could be missing. */
const silent = (api: Api<true>): Recorded => ({ api, good: ok, read: true, broken: [] });

const discount = {
  base_info: {
    id: CARD,
    logo_url: 'http://mmbiz.qpic.cn/mmbiz/p98FjXy8LafmY25YclQ7vw/0?wx_fmt=png',
    code_type: 'CODE_TYPE_NONE',
    brand_name: 'Café',
    title: '10 % off',
    date_info: { type: 'DATE_TYPE_FIX_TERM', fixed_term: 30, fixed_begin_term: 0 },
    color: '#10AD61',
    notice: 'At the till',
    location_id_list: [218384742, 402521653],
    get_limit: 3,
    can_share: true,
    can_give_friend: true,
    status: 'CARD_STATUS_VERIFY_OK',
    sku: { quantity: 100096, total_quantity: 100100 },
    create_time: 1457525546,
    update_time: 1457526240,
  },
  discount: 10,
  advanced_info: {
    time_limit: [{ type: 'MONDAY' }, { type: 'TUESDAY' }],
    abstract: { abstract: 'more', icon_url_list: ['http://mmbiz.qpic.cn/mmbiz/p98/0'] },
  },
};

const merchant = {
  merchant_id: 12,
  app_id: 'wx00000000000000aa',
  create_time: 1438790559,
  update_time: 1438790559,
  brand_name: 'aaaaaa',
  logo_url: 'http://mmbiz.xxxx',
  status: 'CHECKING',
  begin_time: 1438790559,
  end_time: 1438990559,
  primary_category_id: 1,
  secondary_category_id: 101,
};

const rule = {
  type: 'RULE_TYPE_PAY_MEMBER_CARD',
  base_info: {
    mchid_list: ['123', '456'],
    begin_time: 1480317217,
    end_time: 1580317217,
    status: 'RULE_STATUS_OK',
    create_time: 1480317217,
    update_time: 1480317217,
  },
  member_rule: { card_id: 'abcdefg', least_cost: 2, max_cost: 20000, jump_url: 'www.qq.com' },
};

const held = {
  ...ok,
  card: { card_id: CARD, begin_time: 1457452800, end_time: 1463155199 },
  openid: 'obLatjm43RA5C6QfMO5szKYnT3dM',
  can_consume: true,
  user_card_status: 'NORMAL',
};

const qr = {
  ticket: 'gQHB8DoAAAAAAAAAASxodHRwOi8v',
  expire_seconds: 1800,
  url: 'http://weixin.qq.com/q/BHWya_zlfioH6fXeL16o',
  show_qrcode_url: 'https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=gQH98DoAAAA',
};

const category = {
  primary_category_id: 1,
  category_name: 'food',
  secondary_category: [
    {
      secondary_category_id: 101,
      category_name: 'soup',
      need_qualification_stuffs: ['food_service_license_id'],
    },
  ],
};

const failure = {
  mchid: '111',
  errcode: 23112,
  errmsg: 'err',
  occupy_rule_id: 12332123,
  occupy_appid: 'appid',
};
const added = { rule_id: 1231243, fail_mchid_list: [failure], succ_mchid_list: ['123', '456'] };

export const calls: readonly Recorded[] = [
  {
    api: cards.uploadPicture,
    good: { url: 'http://mmbiz.qpic.cn/mmbiz/iaL1LJM1mF9aRKPZ/0' },
    read: { url: 'http://mmbiz.qpic.cn/mmbiz/iaL1LJM1mF9aRKPZ/0' },
    broken: [{}, { url: '' }, { url: 'javascript:alert(1)' }, { url: 5 }],
  },
  {
    api: cards.createCard,
    good: { ...ok, card_id: CARD },
    read: { card_id: CARD },
    broken: [ok, { card_id: 7 }],
  },
  {
    api: cards.getCard,
    good: { ...ok, card: { card_type: 'DISCOUNT', discount } },
    read: {
      card: { card_type: 'DISCOUNT', discount },
      quantity: 100096,
      total: 100100,
      status: 'CARD_STATUS_VERIFY_OK',
    },
    broken: [
      ok,
      { card: {} },
      { card: { card_type: 'DISCOUNT' } },
      { card: { card_type: 'DISCOUNT', discount: [] } },
    ],
  },
  {
    api: cards.listCards,
    good: { ...ok, card_id_list: [CARD], total_num: 1 },
    read: { ids: [CARD], total: 1 },
    broken: [ok, { card_id_list: 'x', total_num: 1 }],
  },
  {
    api: cards.updateCard,
    good: { ...ok, send_check: false },
    read: { send_check: false },
    broken: [ok, { send_check: 'perhaps' }],
  },
  silent(cards.deleteCard),
  silent(cards.modifyCardStock),
  { api: cards.createQrCode, good: { ...ok, ...qr }, read: qr, broken: [ok, { ticket: 't' }] },
  silent(cards.setPayCell),
  silent(cards.setSelfConsumeCell),
  silent(cards.setActivationForm),
  {
    api: codes.getCode,
    good: { ...held, nickname: 'Fourier', bonus: 460 },
    read: {
      cardId: CARD,
      openid: held.openid,
      canConsume: true,
      status: 'NORMAL',
      beginTime: 1457452800,
      endTime: 1463155199,
    },
    broken: [
      ok,
      { ...held, card: {} },
      { ...held, user_card_status: undefined },
      { ...held, can_consume: 'maybe' },
    ],
  },
  {
    api: codes.consumeCode,
    good: { ...ok, card: { card_id: CARD }, openid: 'oFS7' },
    read: { cardId: CARD, openid: 'oFS7' },
    broken: [ok, { card: {} }],
  },
  silent(codes.disableCode),
  {
    api: codes.decryptCode,
    good: { ...ok, code: '751234212312' },
    read: { code: '751234212312' },
    broken: [ok, { code: '' }, { code: 7 }],
  },
  { api: merchants.submitMerchant, good: { info: merchant }, read: merchant, broken: [ok, { info: {} }] },
  { api: merchants.updateMerchant, good: { info: merchant }, read: merchant, broken: [ok, { info: [] }] },
  {
    api: merchants.getMerchant,
    good: { info: { ...merchant, merchant_id: '12' } },
    read: merchant,
    broken: [ok, { info: { merchant_id: 'twelve', status: 'CHECKING' } }],
  },
  {
    api: merchants.listMerchants,
    good: { info_list: [merchant], next_begin_id: 13 },
    read: { info_list: [merchant], next_begin_id: 13 },
    broken: [ok, { info_list: {} }],
  },
  {
    api: merchants.getApplyProtocol,
    good: { ...ok, category: [category] },
    read: { category: [category] },
    broken: [ok, { category: 'food' }],
  },
  { api: gifts.addPayGift, good: { ...ok, ...added }, read: added, broken: [ok, { rule_id: 'x' }] },
  { api: gifts.getPayGift, good: { ...ok, rule_info: rule }, read: rule, broken: [ok, { rule_info: {} }] },
  {
    api: gifts.listPayGifts,
    good: { ...ok, total_count: 4, rule_list: [rule] },
    read: { total_count: 4, rule_list: [rule] },
    broken: [ok],
  },
  silent(gifts.deletePayGift),
];

const body =
  (text: string, status = 200) =>
  () => ({ status, body: text });
const coded = (errcode: unknown) => body(JSON.stringify({ errcode, errmsg: 'no' }));
const unknown = (why: string, isRetried: boolean) => ({ outcome: { is: 'unknown', why }, isRetried });
const refused = (code: number) => ({ outcome: { is: 'refused', code }, isRetried: false });

/** What can come instead of a good answer, and the state that it ends in. */
export const answerKinds: readonly (readonly [
  string,
  () => { status: number; body: string },
  { readonly outcome: object; readonly isRetried: boolean },
])[] = [
  ['"busy"', coded(-1), unknown('busy', true)],
  ['a missing permission', coded(48001), refused(48001)],
  ['a used up quota', coded(45009), refused(45009)],
  ['a server that is not on the list', coded(40164), refused(40164)],
  ['a code that nobody documents', coded(99_999), unknown('undocumented', false)],
  ['a code that is no number', coded('no'), unknown('unreadable', false)],
  ['HTML', body('<html>busy</html>'), unknown('unreadable', false)],
  ['an answer that was cut off', body('{"errcode":0,"errm'), unknown('unreadable', false)],
  ['nothing', body(''), unknown('unreadable', false)],
  ['a list', body('[]'), unknown('unreadable', false)],
  ['status 500', body('', 500), unknown('busy', true)],
  ['status 502 with HTML', body('<html>', 502), unknown('busy', true)],
  ['status 404', body('{}', 404), unknown('unreadable', false)],
];
