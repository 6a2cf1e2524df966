import { createHash } from 'node:crypto';
import { matching, openWorld, type Reply, type World } from './world';

/** A merchant of SnapPay, written from the vendor's pages and SDK and sharing nothing with the sandbox. */
const key = 'crosspay-demo-snappay-md5-sign-key';
const app_id = 'c0ffee0000000042';

/** Values as they stand in the JSON: texts in quotes, numbers as their digits. */
type Fields = Readonly<Record<string, string>>;

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

function sign(fields: Fields, by = key): string {
  const pairs = Object.entries(fields).filter(
    ([name, value]) => !['sign', 'sign_type'].includes(name) && !['""', 'null'].includes(value),
  );
  const text = pairs.map(([name, value]) => {
    const plain: unknown = value.startsWith('"') ? JSON.parse(value) : value;
    return `${name}=${String(plain)}`;
  });
  return md5(text.sort().join('&') + by);
}

const written = (fields: Fields): string =>
  `{${Object.entries(fields)
    .map(([name, value]) => `"${name}": ${value}`)
    .join(', ')}}`;

const texts = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, JSON.stringify(value)]));

const common = texts({
  app_id,
  merchant_no: '901800000042',
  format: 'JSON',
  charset: 'UTF-8',
  version: '1.0',
  sign_type: 'MD5',
  timestamp: '2026-11-02 12:00:00',
});

const order: Fields = {
  ...texts({
    payment_method: 'WECHATPAY',
    out_order_no: 'ORDER0001',
    trans_currency: 'CAD',
    description: 'Tea 乌龙茶 & "cups"',
    pay_user_account_id: 'oDemoOpenid1',
    notify_url: 'http://127.0.0.1:7071/notify/snappay',
    extension_parameters: '{"sub_app_id":"wxcrosspaydemo0001"}',
  }),
  trans_amount: '25.3',
  effective_minutes: '30',
};

let world: World;
beforeAll(async () => (world = await openWorld()));
beforeEach(() => {
  world.reset();
  world.merchant.answer = () => ({ status: 200, body: '{"code":"0"}' });
});

const post = (body: string): Promise<Reply> =>
  world.call('/sandbox/snappay', { method: 'POST', headers: { 'content-type': 'application/json' }, body });

/** The answer's body, and its `data` as it is written; a wrong signature fails the test. */
async function ask(method: string, fields: Fields, by = key): Promise<{ said: Said; data: string }> {
  const all = { ...common, method: JSON.stringify(method), ...fields };
  const { text } = await post(written({ ...all, sign: `"${sign(all, by)}"` }));
  const said = JSON.parse(text) as Said;
  const data = /"data":(\[.*\])/.exec(text)?.[1] ?? '';
  const { code, msg, total, psn } = said;
  const signedFields = { ...texts({ code, msg, psn: psn ?? '' }), total: String(total), data };
  if (said.sign !== '') expect(said.sign).toBe(sign(signedFields));
  return { said, data };
}

interface Said {
  readonly code: string;
  readonly msg: string;
  readonly total: number;
  readonly psn?: string;
  readonly sign: string;
  readonly data: readonly Record<string, unknown>[];
}

const create = async (changes: Fields = {}) => ask('pay.minipay', { ...order, ...changes });
const query = async (number: Fields = texts({ out_order_no: 'ORDER0001' })) => ask('pay.orderquery', number);
const cancel = async (no = 'ORDER0001') => ask('pay.ordercancel', texts({ out_order_no: no }));
const refund = async (changes: Fields = {}) =>
  ask('pay.orderrefund', {
    ...texts({ out_order_no: 'ORDER0001', out_refund_no: 'R1', refund_desc: 'broken' }),
    refund_amount: '5.0',
    ...changes,
  });
const firstOf = ({ said }: { said: Said }): Record<string, unknown> => said.data[0] ?? {};

const event = (name: string): Promise<unknown> =>
  world.control('sandbox', { pay_sp: 'snappay', event: name, out_trade_no: 'ORDER0001' });

async function paid(): Promise<void> {
  await create();
  await event('pay');
}

describe('an order at SnapPay', () => {
  it('is answered with their number and the five strings as JSON text, signed', async () => {
    const { said } = await create();
    const [{ request_payment, ...rest } = {}] = said.data;
    expect(said).toMatchObject({ code: '0', total: 1, psn: '12345' });
    expect(rest).toEqual({
      trans_no: matching(/^\d{20}$/),
      out_order_no: 'ORDER0001',
      merchant_no: '901800000042',
      trans_status: 'USERPAYING',
      trade_no: '',
    });
    expect(JSON.parse(String(request_payment))).toEqual({
      appId: 'wxcrosspaydemo0001',
      timeStamp: String(world.clock.now() / 1000),
      nonceStr: matching(/^[0-9A-F]{32}$/),
      package: matching(/^prepay_id=wx\d{14}\w{20}$/),
      signType: 'MD5',
      paySign: matching(/^[0-9A-F]{32}$/),
    });
  });

  it.each([
    ['an amount as text', { trans_amount: '"25.30"' }],
    ['an amount in parts of a cent', { trans_amount: '25.305' }],
    ['no amount at all', { trans_amount: '0.0' }],
    ['a negative amount', { trans_amount: '-1.0' }],
    ['another currency', { trans_currency: '"CNY"' }],
    ['an app that is not bound', { extension_parameters: '"{\\"sub_app_id\\":\\"wx0000000000000001\\"}"' }],
    ['the app as an object', { extension_parameters: '{"sub_app_id":"wxcrosspaydemo0001"}' }],
    ['too short a life', { effective_minutes: '4' }],
    ['too long a life', { effective_minutes: '61' }],
    ['too long a description', { description: JSON.stringify('x'.repeat(129)) }],
    ['an empty field', { pay_user_account_id: '""' }],
    ['a field that nobody knows', { colour: '"red"' }],
  ])('with %s is refused', async (_what, changes: Fields) => {
    expect((await create(changes)).said).toMatchObject({ code: 'E000001', data: [] });
    expect(world.view('snappay').payments).toEqual([]);
  });

  it('under a wrong signature, of another app or merchant, or by a method that is none, is refused', async () => {
    const forged = await ask('pay.minipay', order, 'another key');
    const strange = await create({ app_id: '"9f00cd9a873c511e"' });
    const foreign = await create({ merchant_no: '"901800000116"' });
    const unheard = await ask('pay.micropay', order);
    expect([forged, strange, foreign, unheard].map(({ said }) => said.code)).toEqual(
      Array(4).fill('E000001'),
    );
    expect([forged, strange].map(({ said }) => said.sign !== '')).toEqual([true, false]);
  });

  it('signed over another spelling of its amount is refused: 25.30 is not 25.3', async () => {
    const all = { ...common, method: '"pay.minipay"', ...order };
    const body = written({ ...all, trans_amount: '25.30', sign: `"${sign(all)}"` });
    expect(JSON.parse((await post(body)).text)).toMatchObject({ msg: 'signature error' });
    expect((await create({ trans_amount: '25.30' })).said.code).toBe('0');
  });

  it('is not taken a second time under its number, whatever became of the first', async () => {
    await create();
    expect((await create()).said.code).toBe('E000001');
    await cancel();
    expect((await create()).said.code).toBe('E000001');
  });

  it('ends by itself after its minutes', async () => {
    await create();
    await world.pass(30 * 60_000);
    expect(firstOf(await query())).toMatchObject({ trans_status: 'CLOSE' });
  });
});

describe('a query at SnapPay', () => {
  it('tells numbers as Java writes them, signed as they are written', async () => {
    await paid();
    const { data } = await query();
    expect(data).toContain('"trans_amount":25.3,');
    expect(data).toContain('"discount_bpc":0.0,');
    const { trans_no } = JSON.parse(data.slice(1, -1)) as Fields;
    expect(firstOf(await query(texts({ trans_no: trans_no ?? '' })))).toMatchObject({
      out_order_no: 'ORDER0001',
      trans_status: 'SUCCESS',
      trans_currency: 'CAD',
      trans_end_time: new Date(world.clock.now()).toISOString().slice(0, 19).replace('T', ' '),
    });
  });

  it('by both numbers, by none, or about nothing is refused', async () => {
    await create();
    const both = await query(texts({ out_order_no: 'ORDER0001', trans_no: 'T1' }));
    const none = await query({});
    const nothing = await query(texts({ out_order_no: 'NOBODY' }));
    expect([both, none, nothing].map(({ said }) => said.code)).toEqual(Array(3).fill('E000001'));
  });

  it('answers under a wrong signature on request', async () => {
    await create();
    await world.control('fault', { pay_sp: 'snappay', operation: 'query', kind: 'bad_signature', times: 1 });
    const all = { ...common, method: '"pay.orderquery"', out_order_no: '"ORDER0001"' };
    const { text } = await post(written({ ...all, sign: `"${sign(all)}"` }));
    expect(JSON.parse(text)).toMatchObject({ code: '0', sign: '0'.repeat(32) });
  });
});

describe('a revocation at SnapPay', () => {
  it('ends an open order, without a notice', async () => {
    await create();
    expect(Object.keys(firstOf(await cancel()))).toEqual(['trans_no', 'out_order_no']);
    expect(firstOf(await query()).trans_status).toBe('CLOSE');
    expect(world.inbox).toEqual([]);
    expect((await cancel()).said.code).toBe('E000001');
  });

  it('of an order whose last try failed ends it too', async () => {
    await create();
    await event('fail');
    expect(firstOf(await query()).trans_status).toBe('USERPAYING');
    expect((await cancel()).said.code).toBe('0');
  });

  it('gives the money of a paid order back, which a query does not show', async () => {
    await paid();
    expect((await cancel()).said.code).toBe('0');
    expect(world.view('snappay').payments[0]?.state).toBe('reversed');
    expect(firstOf(await query()).trans_status).toBe('SUCCESS');
    expect((await refund()).said.code).toBe('E000001');
  });

  it('of an order with a refund is refused', async () => {
    await paid();
    await refund();
    expect((await cancel()).said.code).toBe('E000001');
  });
});

describe('a refund at SnapPay', () => {
  it('goes in parts, never beyond what was paid, and is not told about later', async () => {
    await paid();
    expect(firstOf(await refund())).toMatchObject({
      out_refund_no: 'R1',
      trans_status: 'SUCCESS',
      refund_trans_no: matching(/^R\d{20}$/),
    });
    expect((await refund({ out_refund_no: '"R2"', refund_amount: '20.31' })).said.code).toBe('E000001');
    expect((await refund({ out_refund_no: '"R2"', refund_amount: '20.3' })).said.code).toBe('0');
    expect(world.view('snappay').payments[0]?.refunded).toBe(2530);
    await world.pass(3_600_000);
    expect(world.inbox).toHaveLength(1);
  });

  it('under a number that was used before is refused, in the same words too', async () => {
    await paid();
    await refund();
    expect((await refund()).said.code).toBe('E000001');
    expect(world.view('snappay').payments[0]?.refunded).toBe(500);
  });

  it('of something unpaid, or with too long a reason, is refused', async () => {
    await create();
    expect((await refund()).said.code).toBe('E000001');
    await event('pay');
    expect((await refund({ refund_desc: JSON.stringify('x'.repeat(65)) })).said.code).toBe('E000001');
  });
});

describe('a notice of SnapPay', () => {
  const fieldsIn = (body: string): Fields => {
    const members = body.matchAll(/"(\w+)":("[^"]*"|[^,}]+)/g);
    return Object.fromEntries([...members].map(([, name = '', value = '']) => [name, value] as const));
  };
  const notices = (): readonly Fields[] => world.inbox.map(({ body }) => fieldsIn(body));

  it('has the fields of a query and the app, all of them signed', async () => {
    await paid();
    const [{ sign: given, ...fields } = {}] = notices();
    expect(fields).toMatchObject({
      app_id: `"${app_id}"`,
      sign_type: '"MD5"',
      out_order_no: '"ORDER0001"',
      trans_status: '"SUCCESS"',
      trans_amount: '25.3',
      trans_currency: '"CAD"',
    });
    expect(given).toBe(`"${sign(fields)}"`);
  });

  it.each([
    ['ok', 200],
    ['{"code":0}', 200],
    ['{"code":"0"}', 500],
    ['null', 200],
  ])('answered %s under status %i comes again', async (body, status) => {
    world.merchant.answer = () => ({ status, body });
    await paid();
    await world.pass(60_000);
    expect(world.inbox).toHaveLength(3);
    world.merchant.answer = () => ({ status: 200, body: '{ "code": "0" }' });
    await world.pass(24 * 3_600_000);
    expect(world.inbox).toHaveLength(4);
  });

  it('can be forged on request, under a wrong key or none', async () => {
    await create();
    const forge = { pay_sp: 'snappay', event: 'forge', out_trade_no: 'ORDER0001' };
    await world.control('sandbox', forge);
    await world.control('sandbox', { ...forge, unsigned: true });
    const [{ sign: given, ...fields } = {}, bare = {}] = notices();
    expect(fields).toMatchObject({ trans_status: '"SUCCESS"' });
    expect(given).toMatch(/^"[0-9a-f]{32}"$/);
    expect(given).not.toBe(`"${sign(fields)}"`);
    expect(bare).not.toHaveProperty('sign');
  });
});
