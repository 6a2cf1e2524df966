/** The functions as people call them, each over the world of its own tests, with a good input for every action. */
import { callable } from '../../shared/kernel/callable';
import type { Identity } from '../../shared/kernel/ports';
import { payActions } from '../../shared/payments/door';
import { openIdentityWorld } from '../identity/identity-world';
import { CARD, FaceWorld } from '../identity/face/face-world';
import { memberCard } from '../membership/cards/card-bodies';
import { openCardWorld, operator as cardOperator } from '../membership/cards/card-world';
import { CARD as MEMBER_CARD, MembersWorld, OPERATOR } from '../membership/members/members-world';
import { payAt } from '../payments/flows/fake-psp';
import {
  openWorld,
  operator,
  ordered,
  paid,
  payer,
  pending,
  stranger,
  take,
  timeout,
  type World,
} from '../payments/flows/world';
import { reconciliationDoor } from './reconciliation-door';

export type Words = Readonly<Record<string, unknown>>;

export type Who = Partial<Identity>;

/** One function that was set up with people, orders, cards. */
export interface Opened {
  call(event: unknown, who: Who): Promise<Words>;
  /** Everything that is stored, as text. */
  stored(): string;
  readonly logged: string[];
  /** The world as it was when it was opened. */
  restore(): void;
  /** A good input for each action, with the person who may send it. */
  readonly good: Readonly<Record<string, { readonly input: Words; readonly who: Who }>>;
  /** Somebody who has nothing here. */
  readonly stranger: Who;
}

export interface FunctionDoor {
  readonly name: string;
  /** A good input for each action, with stand-ins for numbers that only an opened world knows. */
  readonly inputs: Readonly<Record<string, Words>>;
  open(): Promise<Opened>;
}

/** The text of maps and lists, however deep they stand. */
const textOf = (value: unknown): string =>
  JSON.stringify(value, (_name, inner: unknown) => (inner instanceof Map ? [...inner] : inner));

const STAND_IN = 'CPORDER01';

const payInputs = {
  listgoods: {},
  shop: {},
  createorder: {
    request_id: 'CHECKOUT-01',
    items: [{ goods_id: 'waffles', quantity: 1, specification_id: 'small' }],
    fee_type: 'EUR',
    address: { name: 'A. Payer', phone: '+31 6', street: 'Damrak 1', city: 'Amsterdam', postal_code: '1012' },
  },
  unifiedorder: {
    out_trade_no: STAND_IN,
    pay_method: 'wechat',
    total_fee: 100,
    fee_type: 'EUR',
    body: 'tea',
  },
  queryorder: { out_trade_no: STAND_IN },
  listorders: {
    before: 1_893_620_800_000,
    before_no: STAND_IN,
    limit: 10,
    state: 'unpaid',
    search: 'waffles',
    total_fee: 100,
    since: 0,
    mine: true,
  },
  problems: {},
  closeorder: { out_trade_no: STAND_IN },
  refund: {
    out_trade_no: STAND_IN,
    refund_fee: 40,
    refund_currency: 'EUR',
    reason: 'broken',
    out_refund_no: 'REFUND0002',
  },
  queryrefund: { out_refund_no: 'REFUND0001' },
  listaside: { before: 1_893_620_800_000, limit: 10, all: false },
  resolve: { notice_id: 'aside:yaband:CPORDER01', decision: 'dismissed', explanation: 'the payer knows' },
  resolverefund: { out_refund_no: 'REFUND0003', state: 'failed', explanation: 'the bank says so' },
  asknow: { out_trade_no: STAND_IN, explanation: 'the payer is on the phone' },
  retry: { out_trade_no: STAND_IN, explanation: 'it is mended' },
  seen: { out_trade_no: STAND_IN, reason: 'refunded_elsewhere', explanation: 'looked at it' },
};

async function openPay(): Promise<Opened> {
  const world = openWorld('yaband');
  world.store.pause = () => Promise.resolve();
  const open = await pending(world);
  const made = await ordered(world);
  const sold = await paid(world);
  const as = ({ openid, appid }: typeof payer): Who => ({ openid, appid, unionid: '', fromAppid: '' });
  const call = (event: unknown, who: Who): Promise<Words> => {
    world.advance(5_000);
    const identity: Identity = { openid: '', appid: payer.appid, unionid: '', fromAppid: '', ...who };
    const door = { room: world.shop, log: world.shop.log, identity: () => Promise.resolve(identity) };
    return callable(door, payActions, event);
  };
  const { out_refund_no: outRefundNo } = payInputs.queryrefund;
  const refunded = await call(
    { action: 'refund', out_trade_no: sold.outTradeNo, refund_fee: 10, out_refund_no: outRefundNo },
    as(operator),
  );
  if (refunded.errcode !== 0) throw new Error('the refund of the set-up failed');
  const notice = await lostAndAside(world, call, { sold: sold.outTradeNo, operator: as(operator) });
  const kinds = [{ id: 'small', title: '4 pieces', price: 100, prices: {} }];
  world.store.goodsTable = world.store.goodsTable.map((one) =>
    one.goodsId === 'waffles' ? { ...one, specifications: kinds } : one,
  );
  const archive = [...world.store.archive];
  const before = new Map(world.store.orderTable);
  const numbers = new Map(world.store.refundNumbers);
  const mine = as(payer);
  return {
    call,
    stored: () =>
      textOf([...world.store.orderTable.values()].map(({ version: _, askedAt: __, ...one }) => one)),
    logged: world.logged,
    restore() {
      world.store.orderTable.clear();
      for (const [no, order] of before) world.store.orderTable.set(no, order);
      world.store.refundNumbers.clear();
      for (const [no, order] of numbers) world.store.refundNumbers.set(no, order);
      world.store.archive = [...archive];
      world.asked.length = 0;
      world.requests.length = 0;
    },
    stranger: as(stranger),
    good: {
      listgoods: { input: payInputs.listgoods, who: {} },
      shop: { input: payInputs.shop, who: mine },
      createorder: { input: payInputs.createorder, who: mine },
      unifiedorder: { input: { ...payInputs.unifiedorder, out_trade_no: made.outTradeNo }, who: mine },
      queryorder: { input: { out_trade_no: open.outTradeNo }, who: mine },
      listorders: { input: { ...payInputs.listorders, before_no: open.outTradeNo }, who: mine },
      problems: { input: payInputs.problems, who: as(operator) },
      closeorder: { input: { out_trade_no: open.outTradeNo }, who: mine },
      refund: { input: { ...payInputs.refund, out_trade_no: sold.outTradeNo }, who: as(operator) },
      queryrefund: { input: payInputs.queryrefund, who: as(operator) },
      listaside: { input: payInputs.listaside, who: as(operator) },
      resolve: { input: { ...payInputs.resolve, notice_id: notice }, who: as(operator) },
      resolverefund: { input: payInputs.resolverefund, who: as(operator) },
      asknow: { input: { ...payInputs.asknow, out_trade_no: sold.outTradeNo }, who: as(operator) },
      retry: { input: { ...payInputs.retry, out_trade_no: sold.outTradeNo }, who: as(operator) },
      seen: { input: { ...payInputs.seen, out_trade_no: sold.outTradeNo }, who: as(operator) },
    },
  };
}

/** A refund whose answer was lost, and money that was kept aside: answers the number of its notice. */
async function lostAndAside(
  world: World,
  call: Opened['call'],
  { sold, operator: who }: { readonly sold: string; readonly operator: Who },
): Promise<string> {
  world.network = (asked, pass) => (asked === 'refund' ? timeout() : pass());
  const { out_refund_no } = payInputs.resolverefund;
  await call({ action: 'refund', out_trade_no: sold, refund_fee: 10, out_refund_no }, who);
  world.network = (_asked, pass) => pass();
  const { outTradeNo } = await pending(world);
  const payment = world.psp.payments.get(outTradeNo);
  if (payment) payment.amount = 99;
  payAt(world.psp, outTradeNo);
  await take(world, world.psp.paymentNotice(outTradeNo));
  return world.store.archive.find(({ verdict }) => verdict === 'kept_aside')?._id ?? '';
}

const loginInputs = {
  login: {},
  phone: { code: 'A'.repeat(32) },
  jssdk: { url: 'https://shop.example/a?b=1' },
  oauthstart: { redirect: 'https://shop.example/a', scope: 'snsapi_base' },
  oauth: { code: 'A'.repeat(32), state: 'a'.repeat(64) },
};

/** The same person for every action. */
const by = (inputs: Readonly<Record<string, Words>>, who: (action: string) => Who): Opened['good'] =>
  Object.fromEntries(Object.entries(inputs).map(([action, input]) => [action, { input, who: who(action) }]));

async function openLogin(): Promise<Opened> {
  const world = openIdentityWorld();
  const me: Who = { openid: 'oCustomer-0001_abcdefghijklm' };
  return {
    call: (event, who) => world.call(event as object, { openid: '', ...who }),
    stored: () => textOf([[...world.users.keys()], [...world.passes.keys()]]),
    logged: world.logged,
    restore() {
      world.users.clear();
      world.passes.clear();
      world.advance(1_000);
    },
    stranger: { openid: 'oStranger-0002_abcdefghijklm' },
    good: by(loginInputs, (action) => (action === 'login' || action === 'phone' ? me : {})),
  };
}

const faceInputs = { start: CARD, result: { out_seq_no: 'number-of-a-session', verify_result: 'abc' } };

async function openFace(): Promise<Opened> {
  const world = new FaceWorld();
  const me: Who = { openid: 'oMe000000000000000000000001' };
  const started = await world.start();
  const kept = [new Map(world.sessions), new Map(world.attempts)] as const;
  return {
    call: (event, who) => world.call(event as Words, who.openid ?? ''),
    // A session that was asked about says when; what is secret in it is sealed.
    stored: () => textOf([[...world.sessions.keys()], [...world.attempts.keys()]]),
    logged: world.weixin.logged,
    restore() {
      world.sessions.clear();
      for (const [id, one] of kept[0]) world.sessions.set(id, one);
      world.attempts.clear();
      world.written.length = 0;
      world.later(3_000);
    },
    stranger: { openid: 'oOther0000000000000000000002' },
    good: {
      start: { input: faceInputs.start, who: me },
      result: { input: { ...faceInputs.result, out_seq_no: started.out_seq_no }, who: me },
    },
  };
}

const memberInputs = {
  mycard: { before: 5 },
  cardext: { card_id: MEMBER_CARD },
  activate: { activate_ticket: 'ticket-1', code: 'code-1', card_id: MEMBER_CARD },
  entry: { openid: 'oAnna', points: 5, balance: 0, record_no: 'sale-1', reason: 'a sale' },
  importmembers: { csv: 'membership_number,points,balance\n1001,5,0\n' },
};

async function openMembers(): Promise<Opened> {
  const world = new MembersWorld();
  const me: Who = { openid: 'oAnna', unionid: 'uAnna' };
  const boss: Who = { openid: OPERATOR };
  await world.call('oAnna', { action: 'mycard' }, { unionid: 'uAnna' });
  return {
    call: (event, who) => world.call(who.openid ?? '', event as Words, who),
    stored: () => textOf([world.allEntries(), [...world.database.people.keys()]]),
    logged: world.logged,
    restore: () => undefined,
    stranger: { openid: 'oNobody' },
    good: by(memberInputs, (action) => (action === 'entry' || action === 'importmembers' ? boss : me)),
  };
}

const POINT = 'pMember00001';
const png = Buffer.from('89504e470d0a1a0a00', 'hex').toString('base64');
const information = {
  brand_name: 'Tea house',
  logo_url: 'http://mmbiz.qpic.cn/x/0',
  protocol: 'media-1',
  end_time: 1_790_000_000,
  primary_category_id: 1,
  secondary_category_id: 2,
};

const cardInputs: Readonly<Record<string, Words>> = {
  uploadlogo: { buffer: png },
  createcard: { card: { card_type: 'MEMBER_CARD', member_card: memberCard } },
  getcard: { card_id: POINT },
  updatecard: { card_id: POINT, member_card: { prerogative: 'points' } },
  deletecard: { card_id: POINT },
  listcards: { offset: 0, count: 10, status_list: ['CARD_STATUS_VERIFY_OK'] },
  qrcode: {
    action_name: 'QR_CARD',
    expire_seconds: 600,
    action_info: { card: { card_id: POINT, code: '1' } },
  },
  modifystock: { card_id: POINT, increase_stock_value: 1, record_no: 'stock-1' },
  paycell: { card_id: POINT, is_open: true },
  selfconsumecell: { card_id: POINT, is_open: true, need_verify_cod: false, need_remark_amount: false },
  activateform: {
    card_id: POINT,
    required_form: { can_modify: false, common_field_id_list: ['USER_FORM_INFO_FLAG_MOBILE'] },
  },
  code: { code: 'CODE1', card_id: POINT },
  consume: { code: 'CODE1', card_id: POINT, record_no: 'sale-1' },
  unavailable: { code: 'CODE1', card_id: POINT, reason: 'lost' },
  decrypt: { encrypt_code: 'XXIzTtMqCxwOaawoE91' },
  submerchant: { do: 'submit', info: information },
  paygiftcard: { do: 'get', rule_id: 1 },
};

async function openCards(): Promise<Opened> {
  const world = openCardWorld();
  const reset = (): void => {
    world.server.put(POINT);
    world.server.take(POINT, 'CODE1', {});
    world.consumptions.clear();
    world.stockChanges.clear();
    world.stockBooks.clear();
    world.pictures.clear();
    world.notes.clear();
  };
  reset();
  return {
    async call(event, { openid = '' }) {
      const { action, ...input } = Object(event) as { action?: string };
      return world.ask(action as string, input, openid);
    },
    stored: () =>
      textOf(
        [world.consumptions, world.stockChanges, world.stockBooks, world.pictures, world.notes].map((one) => [
          ...one.keys(),
        ]),
      ),
    logged: world.logged,
    restore: reset,
    stranger: { openid: 'oNobody' },
    good: by(cardInputs, () => ({ openid: cardOperator })),
  };
}

export const functionDoors: readonly FunctionDoor[] = [
  { name: 'pay', inputs: payInputs, open: openPay },
  reconciliationDoor,
  { name: 'login', inputs: loginInputs, open: openLogin },
  { name: 'faceVerify', inputs: faceInputs, open: openFace },
  { name: 'cardSync (members)', inputs: memberInputs, open: openMembers },
  { name: 'cardSync (cards)', inputs: cardInputs, open: openCards },
];
