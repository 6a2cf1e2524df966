import { createHash } from 'node:crypto';
import { matching, openWorld, type Reply, type World } from './world';

/** A merchant of Pockyt, written from the vendor's pages and its PHP SDK, and sharing nothing with the sandbox. */
const token = 'crosspay-demo-pockyt-token';
const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

type Fields = Readonly<Record<string, string>>;

const sign = (fields: Fields, by = token): string => {
  const pairs = Object.keys(fields)
    .sort()
    .map((name) => `${name}=${fields[name] ?? ''}&`);
  return md5(pairs.join('') + md5(by));
};

const merchant: Fields = { merchantNo: '200042', storeNo: '300042' };
const order: Fields = {
  amount: '25.30',
  currency: 'USD',
  settleCurrency: 'USD',
  vendor: 'wechatpay',
  terminal: 'MINIPROGRAM',
  openid: 'oDemoOpenid1',
  reference: 'ORDER0001',
  ipnUrl: 'http://127.0.0.1:7071/notify/pockyt',
  callbackUrl: 'http://127.0.0.1:7071/notify/pockyt',
  description: 'Tea 乌龙茶 "cups"',
};

let world: World;
beforeAll(async () => (world = await openWorld()));
beforeEach(() => {
  world.reset();
  world.merchant.answer = () => ({ status: 200, body: 'success' });
});

const parsed = ({ status, text }: Reply): Record<string, unknown> => ({
  status,
  ...(JSON.parse(text) as Record<string, unknown>),
});

async function post(path: string, fields: Fields, { by = token, id = '' } = {}) {
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    ...(id === '' ? {} : { 'pockyt-request-id': id }),
  };
  const all = { ...merchant, ...fields };
  const body = new URLSearchParams({ ...all, verifySign: sign(all, by) }).toString();
  return parsed(await world.call(`/sandbox/pockyt${path}`, { method: 'POST', headers, body }));
}

type More = Parameters<typeof post>[2];
const create = (changes: Fields = {}, more?: More) =>
  post('/micropay/v3/prepay', { ...order, ...changes }, more);
const ask = (what: string, fields: Fields = { reference: 'ORDER0001' }, more?: More) =>
  post(`/app-data-search/v3/${what}`, fields, more);
const refund = (changes: Fields = {}, more?: More) =>
  ask(
    'refund',
    {
      refundAmount: '5.00',
      currency: 'USD',
      settleCurrency: 'USD',
      reference: 'ORDER0001',
      refundReference: 'ORDER0001R1',
      ...changes,
    },
    more,
  );
const event = (name: string) =>
  world.control('sandbox', { pay_sp: 'pockyt', event: name, out_trade_no: 'ORDER0001' });
const paid = async () => {
  await create();
  await event('pay');
};

describe('an order at Pockyt', () => {
  it('is answered with the five strings, and with no number of theirs', async () => {
    const answer = await create();
    expect(answer).toMatchObject({ status: 200, ret_code: '000100', ret_msg: 'prepay success' });
    expect(answer.result).toEqual({
      timeStamp: String(world.clock.now() / 1000),
      nonceStr: matching(/^[0-9A-F]{32}$/),
      package: matching(/^prepay_id=wx\d{14}\w{20}$/),
      signType: 'MD5',
      paySign: matching(/^[0-9A-F]{32}$/),
    });
  });

  it.each([
    ['another currency', { currency: 'HKD' }, '000023'],
    ['another settlement', { settleCurrency: 'HKD' }, '000023'],
    ['an amount without cents', { amount: '25' }, '000023'],
    ['no amount at all', { amount: '0.00' }, '000023'],
    ['another wallet', { vendor: 'alipay' }, '000023'],
    ['another terminal', { terminal: 'APP' }, '000023'],
    ['an address that is none', { ipnUrl: 'notify' }, '000023'],
    ['no time to pay', { timeout: '0' }, '000023'],
    ['a field that nobody knows', { colour: 'red' }, '000023'],
    ['a merchant that nobody knows', { merchantNo: '200043' }, '000021'],
    ['a store that nobody knows', { storeNo: '300014' }, '000021'],
  ])('with %s is refused', async (_what, changes, ret_code) => {
    expect(await create(changes)).toMatchObject({ status: 400, ret_code });
  });

  it('without an openid is refused', async () => {
    const { openid: _, ...rest } = order;
    expect(await post('/micropay/v3/prepay', rest)).toMatchObject({
      ret_code: '000020',
      retMsg: 'data null : openid',
    });
  });

  it('signed with another token is answered as the vendor prints it', async () => {
    expect(await create({}, { by: 'another token' })).toEqual({
      status: 400,
      ret_code: '000000',
      retMsg: 'data error : verifySign',
    });
  });

  it('counts empty fields in the signature', async () => {
    expect(await create({ note: '' })).toMatchObject({ ret_code: '000100' });
  });

  it('is known again by the number of its request, and by nothing else', async () => {
    const first = await create({}, { id: 'request 1' });
    expect(await create({}, { id: 'request 1' })).toEqual(first);
    expect(await create({}, { id: 'request 2' })).toMatchObject({ ret_code: '000023' });
    expect(await create()).toMatchObject({ ret_code: '000023', retMsg: 'Duplicate request error' });
  });

  it('without such a number is never the same twice', async () => {
    await create();
    expect(await create()).toMatchObject({ ret_code: '000023' });
  });

  it('closes after its timeout', async () => {
    await create({ timeout: '5' });
    expect(await ask('tran-query')).toMatchObject({ result: { status: 'pending', amount: '25.30' } });
    world.clock.advance(5 * 60_000);
    expect(await ask('tran-query')).toMatchObject({ result: { status: 'closed' } });
  });

  it('is found by either number, and unknown under another', async () => {
    await create();
    const { result } = await ask('tran-query');
    const { transactionNo } = result as { transactionNo: string };
    expect(await ask('tran-query', { transactionNo })).toMatchObject({ result: { reference: 'ORDER0001' } });
    expect(await ask('tran-query', { reference: 'ORDER0002' })).toMatchObject({ ret_code: '000021' });
    expect(await ask('tran-query', {})).toMatchObject({ ret_code: '000020' });
    expect(await ask('tran-query', { transactionNo, reference: 'ORDER0002' })).toMatchObject({
      ret_code: '000022',
    });
  });
});

describe('a cancel at Pockyt', () => {
  it('ends what is not paid, once', async () => {
    await create();
    expect(await ask('cancel')).toMatchObject({ result: { status: 'closed', amount: 25.3 } });
    expect(await ask('cancel')).toMatchObject({ ret_code: '000040' });
    expect(await ask('tran-query')).toMatchObject({ result: { status: 'closed' } });
  });

  it('gives a paid one back, which a query does not show', async () => {
    await paid();
    expect(await ask('cancel')).toMatchObject({ result: { status: 'closed' } });
    expect(await ask('tran-query')).toMatchObject({ result: { status: 'success' } });
    expect(await refund()).toMatchObject({ ret_code: '000040' });
  });
});

describe('a notice of Pockyt', () => {
  it('tells of a payment, signed over all it says, empty fields too', async () => {
    await paid();
    const { verifySign, ...said } = Object.fromEntries(new URLSearchParams(world.inbox[0]?.body));
    expect(said).toMatchObject({
      status: 'success',
      amount: '25.30',
      currency: 'USD',
      reference: 'ORDER0001',
      time: matching(/^\d{14}$/),
      note: '',
    });
    expect(verifySign).toBe(sign(said));
  });

  it('comes nine times in two hours until the answer is the word success', async () => {
    world.merchant.answer = () => ({ status: 200, body: 'ok' });
    await paid();
    for (let minutes = 0; minutes < 180; minutes += 1) await world.pass(60_000);
    expect(world.inbox).toHaveLength(9);
  });

  it('tells of a failure, after which the payer may still pay', async () => {
    await create();
    await event('fail');
    expect(world.inbox[0]?.body).toContain('status=failed');
    await event('pay');
    expect(await ask('tran-query')).toMatchObject({ result: { status: 'success' } });
  });
});

describe('a refund at Pockyt', () => {
  it('succeeds with its answer, and is known again by the number of its request', async () => {
    await paid();
    const first = await refund({}, { id: 'R1' });
    expect(first).toMatchObject({
      status: 200,
      ret_code: '000100',
      result: {
        reference: 'ORDER0001',
        refundAmount: '5.00',
        refundReference: 'ORDER0001R1',
        refundTransactionNo: matching(/^\d{20}$/),
        status: 'success',
      },
    });
    expect(await refund({}, { id: 'R1' })).toEqual(first);
    expect(await refund()).toMatchObject({ ret_code: '000023', retMsg: 'Duplicate request error' });
  });

  it('is bounded by what is left, in the currency of the payment', async () => {
    await paid();
    expect(await refund({ refundAmount: '25.31' })).toMatchObject({ ret_code: '000023' });
    expect(await refund({ currency: 'HKD' })).toMatchObject({ ret_code: '000023' });
    await refund({ refundAmount: '25.00' });
    expect(await refund({ refundAmount: '0.31', refundReference: 'ORDER0001R2' })).toMatchObject({
      ret_code: '000023',
    });
  });

  it('of what was never paid, or is not known, is refused', async () => {
    await create();
    expect(await refund()).toMatchObject({ ret_code: '000040' });
    expect(await refund({ reference: 'ORDER0002' })).toMatchObject({ ret_code: '000021' });
  });
});
