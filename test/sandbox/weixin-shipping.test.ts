/** Shipping information at the sandbox of WeChat's server API, uploaded as a merchant written from the documentation would. */
import { merchantOf } from './merchants';
import { holding, openWorld, type World } from './world';
import { events } from './weixin-wallet';
import { anna, bert, type Fields, mini, openWeixinWorld, type WeixinWorld } from './weixin-world';

let world: WeixinWorld;
beforeAll(async () => (world = await openWeixinWorld()));
beforeEach(() => world.reset());
afterAll(() => world.close());

const hour = 3_600_000;
const day = 24 * hour;
const id = '4200000001202611021234567890';
const paid = (more: Fields = {}) =>
  world.control({
    event: 'payment',
    ...{ transaction_id: id, mchid: '1900000001', out_trade_no: 'T1', openid: anna.mini, amount: 1000 },
    ...more,
  });
const call = async (name: string, body: Fields) =>
  world.post(`/wxa/sec/order/${name}`, await world.token(), body);
const time = (aheadMs = 0): string => new Date(world.clock.now() + aheadMs).toISOString();
const parcel = { tracking_no: 'SF1001', express_company: 'ZTO', item_desc: '郁金香种球 ×1' };
const body = (more: Fields = {}): Fields => ({
  order_key: { order_number_type: 2, transaction_id: id },
  logistics_type: 1,
  delivery_mode: 1,
  shipping_list: [parcel],
  upload_time: time(),
  payer: { openid: anna.mini },
  ...more,
});
const upload = (more: Fields = {}) => call('upload_shipping_info', body(more));
const order = async (): Promise<Fields> => (await call('get_order', { transaction_id: id })).order as Fields;
const tradeEvents = async () =>
  (await events(world)).filter(({ Event }) => String(Event).startsWith('trade_manage'));

describe('an upload', () => {
  it('is refused as long as WeChat does not know the payment', async () => {
    expect(await upload()).toMatchObject({ errcode: 10060001 });
    await paid();
    expect(await order()).toMatchObject({ order_state: 1, paid_amount: 1000, openid: anna.mini });
    expect(await upload()).toMatchObject({ errcode: 0 });
    expect(await order()).toMatchObject({
      order_state: 2,
      shipping: {
        finish_shipping: true,
        finish_shipping_count: 1,
        shipping_list: [{ tracking_no: 'SF1001' }],
      },
    });
  });

  it('names the payment by the merchant’s number as well', async () => {
    await paid();
    const key = { order_number_type: 1, mchid: '1900000001', out_trade_no: 'T1' };
    expect(await upload({ order_key: { ...key, mchid: '1900000002' } })).toMatchObject({ errcode: 10060001 });
    expect(await upload({ order_key: key })).toMatchObject({ errcode: 0 });
    const names = { merchant_id: '1900000001', merchant_trade_no: 'T1' };
    expect((await call('get_order', names)).order).toMatchObject({ order_state: 2 });
  });

  it('again without a change says so, with a change counts once, and then never', async () => {
    await paid();
    await upload();
    expect(await upload({ upload_time: time(1) })).toMatchObject({ errcode: 10060023 });
    const other = { shipping_list: [{ ...parcel, tracking_no: 'SF1002' }] };
    expect(await upload({ ...other, upload_time: time(2) })).toMatchObject({ errcode: 0 });
    expect(await order()).toMatchObject({ shipping: { finish_shipping_count: 2 } });
    const third = { shipping_list: [{ ...parcel, tracking_no: 'SF1003' }] };
    expect(await upload({ ...third, upload_time: time(3) })).toMatchObject({ errcode: 10060003 });
  });

  it('must be later than the one before', async () => {
    await paid();
    await upload();
    expect(await upload({ shipping_list: [{ ...parcel, tracking_no: 'X' }] })).toMatchObject({
      errcode: 10060014,
    });
  });

  it('may come in parts, which add up', async () => {
    await paid();
    const part = (tracking_no: string, is_all_delivered: boolean, ahead: number) =>
      upload({
        delivery_mode: 2,
        is_all_delivered,
        shipping_list: [{ ...parcel, tracking_no }],
        upload_time: time(ahead),
      });
    expect(await part('A', false, 0)).toMatchObject({ errcode: 0 });
    expect(await part('A', false, 1)).toMatchObject({ errcode: 10060023 });
    expect(await order()).toMatchObject({
      order_state: 1,
      shipping: { finish_shipping: false, finish_shipping_count: 0 },
    });
    expect(await part('B', true, 2)).toMatchObject({ errcode: 0 });
    expect(await order()).toMatchObject({ order_state: 2, shipping: { shipping_list: { length: 2 } } });
    expect(await part('C', false, 3)).toMatchObject({ errcode: 10060002 });
  });

  it('of what was refunded is refused', async () => {
    await paid();
    await paid({ refunded: 1000 });
    expect(await upload()).toMatchObject({ errcode: 10060004 });
    expect(await order()).toMatchObject({ order_state: 5 });
  });

  it.each([
    ['no kind of number', { order_key: {} }, 268485194],
    ['an unknown kind of number', { order_key: { order_number_type: 3 } }, 268485194],
    ['no transaction_id', { order_key: { order_number_type: 2 } }, 268485195],
    ['no mchid', { order_key: { order_number_type: 1, out_trade_no: 'T1' } }, 268485196],
    ['no out_trade_no', { order_key: { order_number_type: 1, mchid: '1' } }, 268485197],
    ['no logistics_type', { logistics_type: undefined }, 10060005],
    ['an unknown logistics_type', { logistics_type: 5 }, 10060005],
    ['an unknown delivery_mode', { delivery_mode: 3 }, 268485224],
    ['split tickets', { logistics_type: 3, delivery_mode: 2, is_all_delivered: true }, 10060006],
    ['split without an end', { delivery_mode: 2 }, 10060007],
    ['nothing in it', { shipping_list: [{ ...parcel, item_desc: '' }] }, 10060008],
    ['no description', { shipping_list: [{ tracking_no: 'A', express_company: 'ZTO' }] }, 10060008],
    ['a long description', { shipping_list: [{ ...parcel, item_desc: 'x'.repeat(121) }] }, 10060009],
    ['no list', { shipping_list: [] }, 10060020],
    ['no list at all', { shipping_list: undefined }, 10060020],
    ['two parcels at once', { shipping_list: [parcel, parcel] }, 268485228],
    [
      '16 parcels',
      { delivery_mode: 2, is_all_delivered: true, shipping_list: Array(16).fill(parcel) },
      10060024,
    ],
    ['a long company', { shipping_list: [{ ...parcel, express_company: 'x'.repeat(129) }] }, 10060025],
    ['a long number', { shipping_list: [{ ...parcel, tracking_no: 'x'.repeat(129) }] }, 10060026],
    ['no number', { shipping_list: [{ ...parcel, tracking_no: '' }] }, 268485226],
    ['no company', { shipping_list: [{ item_desc: 'x', tracking_no: 'A' }] }, 268485227],
    ['SF without a phone', { shipping_list: [{ ...parcel, express_company: 'SF' }] }, 10060014],
    ['a time without offset', { upload_time: '2026-11-02T12:00:00' }, 268485216],
    ['a time in seconds', { upload_time: 1762084800 }, 268485216],
    ['no time', { upload_time: undefined }, 268485216],
    ['another payer', { payer: { openid: bert.mini } }, 10060031],
    ['no payer', { payer: undefined }, 10060014],
  ])('with %s is refused', async (_what, wrong, errcode) => {
    await paid();
    expect(await upload(wrong)).toMatchObject({ errcode });
  });

  it('by SF goes with a masked phone, and what needs no parcel without', async () => {
    await paid();
    const contact = { consignor_contact: '+86-177****1234' };
    expect(await upload({ shipping_list: [{ ...parcel, express_company: 'SF', contact }] })).toMatchObject({
      errcode: 0,
    });
    await paid({ transaction_id: '42002', out_trade_no: 'T2' });
    const virtual = { logistics_type: 3, shipping_list: [{ item_desc: '电子票' }] };
    const key = { order_number_type: 2, transaction_id: '42002' };
    expect(await upload({ ...virtual, order_key: key })).toMatchObject({ errcode: 0 });
  });

  it('of several orders paid together happens for all or for none', async () => {
    await paid();
    const sub = (transaction_id: string) => {
      const {
        upload_time: _,
        payer: __,
        ...rest
      } = body({ order_key: { order_number_type: 2, transaction_id } });
      return rest;
    };
    const together = (...ids: string[]) => {
      const { order_key, upload_time, payer } = body();
      return call('upload_combined_shipping_info', {
        order_key,
        upload_time,
        payer,
        sub_orders: ids.map(sub),
      });
    };
    expect(await together(id, '42002')).toMatchObject({ errcode: 10060001 });
    expect(await order()).toMatchObject({ order_state: 1 });
    await paid({ transaction_id: '42002', out_trade_no: 'T2' });
    expect(await together(id, '42002')).toMatchObject({ errcode: 0 });
    expect(await order()).toMatchObject({ order_state: 2 });
  });
});

describe('after shipping', () => {
  it('the event tells when money will come, and again when it has come', async () => {
    await paid();
    await upload();
    const names = { transaction_id: id, merchant_id: '1900000001', merchant_trade_no: 'T1' };
    const now = world.clock.now() / 1000;
    expect(await tradeEvents()).toEqual([
      holding({
        Event: 'trade_manage_order_settlement',
        ...names,
        shipped_time: now,
        estimated_settlement_time: now + 864_000,
      }),
    ]);
    expect((await tradeEvents())[0]).not.toHaveProperty('settlement_time');
    await world.client('confirm-receive', { openid: anna.mini, transaction_id: id });
    expect(await order()).toMatchObject({ order_state: 3 });
    await world.pass(hour);
    expect(await order()).toMatchObject({ order_state: 4 });
    expect((await tradeEvents()).at(-1)).toMatchObject({
      ...names,
      confirm_receive_method: 1,
      confirm_receive_time: now,
      settlement_time: now + 60,
    });
  });

  it.each([
    [1, 10],
    [3, 2],
  ])('of logistics type %d time confirms after %d days', async (logistics_type, days) => {
    await paid();
    await upload({ logistics_type });
    await world.pass(days * day - 1);
    expect(await order()).toMatchObject({ order_state: 2 });
    await world.pass(hour);
    expect(await order()).toMatchObject({ order_state: 4 });
    expect((await tradeEvents()).at(-1)).toMatchObject({ confirm_receive_method: 2 });
  });

  it('the merchant may have the buyer reminded once, of a parcel that arrived', async () => {
    await paid();
    const remind = (received_time: unknown) =>
      call('notify_confirm_receive', { transaction_id: id, received_time });
    const now = () => world.clock.now() / 1000;
    expect(await remind(now())).toMatchObject({ errcode: 10060028 });
    await upload();
    expect(await remind(now() + 60)).toMatchObject({ errcode: 10060029 });
    expect(await remind(now())).toMatchObject({ errcode: 0 });
    expect(await remind(now())).toMatchObject({ errcode: 10060030 });
  });

  it('the buyer can confirm only an own order that was shipped', async () => {
    await paid();
    const confirm = async (openid: string, more: Fields = {}): Promise<unknown> =>
      (await world.client('confirm-receive', { openid, transaction_id: id, ...more })).extraData;
    expect(await confirm(anna.mini)).toMatchObject({ status: 'fail' });
    await upload();
    expect(await confirm(bert.mini)).toMatchObject({ status: 'fail' });
    expect(await confirm(anna.mini, { cancel: true })).toMatchObject({ status: 'cancel' });
    expect(await confirm(anna.mini)).toMatchObject({ status: 'success' });
    expect(await upload({ upload_time: time(1) })).toMatchObject({ errcode: 10060004 });
  });
});

describe('WeChat reminds', () => {
  it('daily that nothing was ever shipped', async () => {
    await paid();
    await world.pass(3 * day);
    const told = await tradeEvents();
    expect(told.map(({ Event }) => Event)).toEqual(Array(3).fill('trade_manage_remind_access_api'));
  });

  it('once of each order that is unshipped for two days, where others were shipped', async () => {
    await paid();
    await upload();
    await paid({ transaction_id: '42002', out_trade_no: 'T2' });
    await world.pass(5 * day);
    const told = (await tradeEvents()).filter(({ Event }) => Event === 'trade_manage_remind_shipping');
    expect(told).toEqual([holding({ transaction_id: '42002', merchant_trade_no: 'T2' })]);
  });

  it('nobody who is not under management', async () => {
    const managed = async (): Promise<unknown> =>
      (await call('is_trade_managed', { appid: mini.appid })).is_trade_managed;
    expect(await managed()).toBe(true);
    await world.control({ event: 'trade_managed', managed: false });
    expect(await managed()).toBe(false);
    await paid();
    await world.pass(3 * day);
    expect(await tradeEvents()).toEqual([]);
    await world.control({ event: 'trade_managed', managed: true });
    expect((await events(world)).at(-1)).toMatchObject({ Event: 'wxa_trade_controlled' });
  });
});

it('the list of orders goes by time, state, payer and pages', async () => {
  for (const n of [1, 2, 3]) {
    await paid({
      transaction_id: `4200${n}`,
      out_trade_no: `T${n}`,
      openid: n === 3 ? bert.mini : anna.mini,
    });
    await world.pass(60_000);
  }
  await upload({ order_key: { order_number_type: 2, transaction_id: '42002' } });
  const list = async (more: Fields) => call('get_order_list', more);
  const ids = async (more: Fields): Promise<unknown[]> =>
    ((await list(more)).order_list as Fields[]).map(({ transaction_id }) => transaction_id);
  expect(await ids({ order_state: 1 })).toEqual(['42001', '42003']);
  expect(await ids({ openid: bert.mini })).toEqual(['42003']);
  const end_time = world.clock.now() / 1000 - 100;
  expect(await ids({ pay_time_range: { begin_time: 0, end_time } })).toEqual(['42001', '42002']);
  const first = await list({ page_size: 2 });
  expect(first).toMatchObject({ has_more: true, last_index: '42002' });
  expect(await list({ page_size: 2, last_index: first.last_index })).toMatchObject({
    has_more: false,
    order_list: [{ transaction_id: '42003' }],
  });
});

it('presales, test orders, the path of messages, the confirmation of the management', async () => {
  await paid();
  const special = (more: Fields) => call('opspecialorder', { order_id: id, type: 1, ...more });
  const ahead = (days: number): number => world.clock.now() / 1000 + days * 86_400;
  expect(await special({ delay_to: ahead(20) })).toMatchObject({ errcode: 0 });
  expect(await special({ delay_to: ahead(14) })).toMatchObject({ errcode: 268546000 });
  expect(await special({ delay_to: ahead(331) })).toMatchObject({ errcode: 268546000 });
  expect(await special({ type: 2, order_id: 'unknown' })).toMatchObject({ errcode: 268546001 });
  expect(await special({ type: 2 })).toMatchObject({ errcode: 0 });
  await upload();
  expect(await special({ type: 2 })).toMatchObject({ errcode: 268546002 });
  expect(await call('set_msg_jump_path', { path: 'pages/order/order' })).toMatchObject({ errcode: 0 });
  const completed = 'is_trade_management_confirmation_completed';
  expect(await call(completed, { appid: mini.appid })).toMatchObject({ completed: true });
  expect(await call(completed, { appid: 'wx0' })).toMatchObject({ errcode: 40013 });
});

describe('payments at the PSPs', () => {
  let shops: World;
  let other: WeixinWorld;
  const known = () => shops.sandboxes.list.flatMap((each) => each.wechatPayments());
  beforeAll(async () => {
    shops = await openWorld(undefined, undefined, { inProcess: true });
    other = await openWeixinWorld({ payments: known });
  });
  beforeEach(() => shops.reset());
  afterAll(() => other.close());

  it.each(['yaband', 'v2', 'v2sp', 'v3', 'v3sp', 'cloudpay', 'latipay', 'snappay', 'royalpay', 'qfpay'])(
    '%s: WeChat knows them',
    async (paySp) => {
      await merchantOf(shops, paySp).order('ORDER0001');
      expect(known()).toEqual([]);
      await shops.control('sandbox', { pay_sp: paySp, event: 'pay', out_trade_no: 'ORDER0001' });
      const [payment] = known();
      const transactionId = shops.view(paySp).payments[0]?.transaction_id;
      expect(payment).toMatchObject({ amount: 1000, refunded: 0, transactionId });
      const key = { order_number_type: 2, transaction_id: transactionId };
      const sent = body({ order_key: key, payer: { openid: payment?.openid ?? anna.mini } });
      const answer = await other.post('/wxa/sec/order/upload_shipping_info', await other.token(), sent);
      expect(answer).toMatchObject({ errcode: 0 });
      await merchantOf(shops, paySp).refund('ORDER0001', 'R1');
      await shops.pass(10_000);
      expect(known()).toMatchObject([{ refunded: 400 }]);
    },
  );
});
