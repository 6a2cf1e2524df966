import { createHash } from 'node:crypto';
import { matching, openWorld, type World } from './world';

/** A merchant of QFPay, written from the vendor's pages and sharing nothing with the sandbox. */
const appCode = 'D5589D2A1F2E42A9A60C37CROSSPAY00';
const clientKey = 'crosspay-demo-qfpay-client-key';
const hash = (algorithm: string, text: string): string =>
  createHash(algorithm).update(text).digest('hex').toUpperCase();

type Fields = Readonly<Record<string, string>>;

const sign = (fields: Fields, algorithm = 'sha256', key = clientKey): string => {
  const sorted = Object.keys(fields)
    .sort()
    .map((name) => `${name}=${fields[name] ?? ''}`);
  return hash(algorithm, sorted.join('&') + key);
};

const order: Fields = {
  pay_type: '800213',
  out_trade_no: 'ORDER0001',
  txamt: '2530',
  txcurrcd: 'HKD',
  txdtm: '2026-11-02 20:00:00',
  sub_openid: 'oDemoOpenid1',
  expired_time: '30',
  notify_url: 'http://127.0.0.1:7071/notify/qfpay',
};

let world: World;
beforeAll(async () => (world = await openWorld()));
beforeEach(() => {
  world.reset();
  world.merchant.answer = () => ({ status: 200, body: 'SUCCESS' });
});

type Answer = Readonly<Record<string, unknown>>;

async function post(path: string, fields: Fields, headers: Fields = {}): Promise<Answer> {
  const signed = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-qf-appcode': appCode,
    'x-qf-sign': sign(fields),
    'x-qf-signtype': 'SHA256',
    ...headers,
  };
  const body = new URLSearchParams(fields).toString();
  const url = `/sandbox/qfpay/trade/v1/${path}`;
  const { text } = await world.call(url, { method: 'POST', headers: signed, body });
  return JSON.parse(text) as Answer;
}

const create = (changes: Fields = {}) => post('payment', { ...order, ...changes });
const rows = async (asked: Fields): Promise<readonly Answer[]> =>
  (await post('query', asked)).data as readonly Answer[];
const day = { start_time: '2026-11-02 00:00:00', end_time: '2026-11-02 23:59:59' };

const happen = (event: string, more: object = {}) =>
  world.control('sandbox', { pay_sp: 'qfpay', event, out_trade_no: 'ORDER0001', ...more });

/** A paid order; its syssn. */
async function paid(changes: Fields = {}): Promise<string> {
  const { syssn } = await create(changes);
  await happen('pay', changes.out_trade_no === undefined ? {} : { out_trade_no: changes.out_trade_no });
  return String(syssn);
}

const refund = (syssn: string, changes: Fields = {}) =>
  post('refund', {
    ...{ syssn, out_trade_no: 'R1', txamt: '500', txdtm: '2026-11-02 20:10:00' },
    ...changes,
  });

const noticed = (index = 0): Answer => JSON.parse(world.inbox[index]?.body ?? '{}') as Answer;

describe('an order at QFPay', () => {
  it('is answered with a number of QFPay and the five strings, and their app', async () => {
    expect(await create()).toMatchObject({
      respcd: '0000',
      syssn: matching(/^202611020002\d{14}$/),
      out_trade_no: 'ORDER0001',
      txamt: '2530',
      txcurrcd: 'HKD',
      pay_params: {
        appId: 'wxcrosspaydemo0001',
        timeStamp: String(world.clock.now() / 1000),
        nonceStr: matching(/^[0-9A-F]{32}$/),
        package: matching(/^prepay_id=wx\d{14}\w{20}$/),
        signType: 'MD5',
        paySign: matching(/^[0-9A-F]{32}$/),
      },
    });
  });

  it.each([
    ['another payment type', { pay_type: '800201' }],
    ['a currency of another country', { txcurrcd: 'SGD' }],
    ['an amount in dollars', { txamt: '25.30' }],
    ['no amount at all', { txamt: '0' }],
    ['a time in another form', { txdtm: '2026-11-02T20:00:00Z' }],
    ['too short a life', { expired_time: '4' }],
    ['too long a life', { expired_time: '121' }],
    ['a name of 21 characters', { goods_name: 'x'.repeat(21) }],
    ['a name with special characters', { goods_name: 'Tea & cups' }],
    ['a merchant ID that was not issued', { mchid: 'ZaMVg12345' }],
    ['an empty openid', { sub_openid: '' }],
    ['a field that nobody knows', { tip: '1' }],
  ])('with %s is refused', async (_what, changes) => {
    expect((await create(changes)).respcd).toBe('1104');
    expect(world.view('qfpay').payments).toEqual([]);
  });

  it.each([
    ['a wrong signature', { 'x-qf-sign': sign(order, 'sha256', 'another key') }],
    ['no signature', { 'x-qf-sign': '' }],
    ['another app code', { 'x-qf-appcode': 'SOMEBODY' }],
    ['SHA-256 that is not announced', { 'x-qf-signtype': 'MD5' }],
    ['an unknown kind of signature', { 'x-qf-signtype': 'SHA1' }],
  ])('with %s is refused', async (_what, headers) => {
    expect((await post('payment', order, headers)).respcd).toBe('1108');
  });

  it('may be signed with MD5, which is what a missing X-QF-SIGNTYPE means', async () => {
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-qf-appcode': appCode,
      'x-qf-sign': sign(order, 'md5'),
    };
    const body = new URLSearchParams(order).toString();
    const sent = { method: 'POST', headers, body };
    expect((await world.call('/sandbox/qfpay/trade/v1/payment', sent)).text).toContain('"respcd":"0000"');
  });

  it('under a number of another order or refund is refused', async () => {
    const syssn = await paid();
    await refund(syssn);
    expect((await create()).respcd).toBe('2011');
    expect((await create({ out_trade_no: 'R1' })).respcd).toBe('2011');
  });

  it('ends by itself when its time is over, and is never closed', async () => {
    await create();
    await world.pass(30 * 60_000 - 1);
    expect(await rows({ out_trade_no: 'ORDER0001' })).toMatchObject([{ respcd: '1143' }]);
    await world.pass(1);
    expect(await rows({ out_trade_no: 'ORDER0001' })).toMatchObject([{ respcd: '1181' }]);
    expect((await world.call('/sandbox/qfpay/trade/v1/close', { method: 'POST' })).status).toBe(404);
    expect(world.inbox).toEqual([]);
  });
});

describe('the enquiry', () => {
  it('tells of a payment by either number, and whether its money went back', async () => {
    const syssn = await paid();
    const row = { syssn, out_trade_no: 'ORDER0001', respcd: '0000', order_type: 'payment', txamt: '2530' };
    expect(await rows({ syssn })).toMatchObject([{ ...row, cancel: '0', chnlsn: matching(/^4200\d{24}$/) }]);
    await refund(syssn);
    expect(await rows({ out_trade_no: 'ORDER0001' })).toMatchObject([{ ...row, cancel: '5' }]);
    await refund(syssn, { out_trade_no: 'R2', txamt: '2030' });
    expect(await rows({ out_trade_no: 'ORDER0001' })).toMatchObject([{ ...row, cancel: '3' }]);
  });

  it('tells of a refund by its own number, with that of its payment', async () => {
    const syssn = await paid();
    const { syssn: refundNo } = await refund(syssn);
    expect(await rows({ out_trade_no: 'R1' })).toMatchObject([
      {
        syssn: refundNo,
        origssn: syssn,
        order_type: 'refund',
        respcd: '0000',
        txamt: '500',
        txcurrcd: 'HKD',
      },
    ]);
  });

  it('has an empty list for what it does not know', async () => {
    expect(await post('query', { out_trade_no: 'NOBODY' })).toMatchObject({ respcd: '0000', data: [] });
  });

  it('looks into another month only where it is told from when to when', async () => {
    await paid();
    await world.pass(30 * 86_400_000);
    expect(await rows({ out_trade_no: 'ORDER0001' })).toEqual([]);
    expect(await rows({ out_trade_no: 'ORDER0001', ...day })).toHaveLength(1);
    expect((await post('query', { start_time: day.start_time })).respcd).toBe('1104');
  });

  it('lists a day in pages of at most a hundred, the newest first', async () => {
    for (let at = 1; at <= 11; at += 1) {
      await create({ out_trade_no: `ORDER${at}` });
      await world.pass(1000);
    }
    expect(await rows(day)).toHaveLength(10);
    expect(await rows({ ...day, page: '2' })).toMatchObject([{ out_trade_no: 'ORDER1' }]);
    expect(await rows({ ...day, page_size: '100', respcd: '0000' })).toEqual([]);
    expect(await rows({ ...day, page_size: '100', respcd: '1143', pay_type: '800213' })).toHaveLength(11);
    expect((await post('query', { ...day, page_size: '101' })).respcd).toBe('1104');
  });
});

describe('a refund at QFPay', () => {
  it('has a number of its own on both sides, and is told with its success', async () => {
    const syssn = await paid();
    const answer = await refund(syssn);
    expect(answer).toMatchObject({
      ...{ respcd: '0000', orig_syssn: syssn, out_trade_no: 'R1', txamt: '500', txcurrcd: 'HKD' },
      syssn: matching(/^202611020003\d{14}$/),
    });
    expect(noticed(1)).toMatchObject({
      ...{ notify_type: 'refund', status: '1', out_trade_no: 'R1', txamt: '500' },
      syssn: answer.syssn,
    });
  });

  it.each([
    ['under a number of another refund', { out_trade_no: 'R0' }, '2011'],
    ['under the number of a payment', { out_trade_no: 'ORDER0001' }, '2011'],
    ['of something unknown', { syssn: 'NOBODY' }, '1268'],
    ['of more than is left', { txamt: '2031' }, '1272'],
    ['of nothing', { txamt: '0' }, '1104'],
  ])('%s is refused', async (_what, changes, code) => {
    const syssn = await paid();
    await refund(syssn, { out_trade_no: 'R0' });
    expect((await refund(syssn, changes)).respcd).toBe(code);
  });

  it('of what is unpaid, or went back already, is refused', async () => {
    const { syssn } = await create();
    expect((await refund(String(syssn))).respcd).toBe('1136');
    await happen('pay');
    await refund(String(syssn), { txamt: '2530' });
    expect((await refund(String(syssn), { out_trade_no: 'R2' })).respcd).toBe('1125');
  });

  it.each([
    ['23:29', 209, '0000'],
    ['23:30', 210, '1265'],
    ['00:29', 269, '1265'],
  ])('at %s of Hong Kong is answered as the hour says', async (_when, minutes, code) => {
    const syssn = await paid();
    await world.pass(minutes * 60_000);
    expect((await refund(syssn, { txamt: '1' })).respcd).toBe(code);
  });

  it('that was put off is taken later under the same number', async () => {
    const syssn = await paid();
    await world.pass(210 * 60_000);
    expect((await refund(syssn)).respcd).toBe('1265');
    expect(await rows({ out_trade_no: 'R1', ...day })).toEqual([]);
    await world.pass(61 * 60_000);
    expect((await refund(syssn)).respcd).toBe('0000');
  });

  it('waits for today’s turnover, which the day before does not count for', async () => {
    const syssn = await paid({ txamt: '100000' });
    // 00:30 of the next day: the tills have taken a dollar a minute.
    await world.pass(270 * 60_000);
    expect((await refund(syssn, { txamt: '3001' })).respcd).toBe('1269');
    expect((await refund(syssn, { txamt: '3000' })).respcd).toBe('0000');
    expect((await refund(syssn, { txamt: '1', out_trade_no: 'R2' })).respcd).toBe('1269');
    await paid({ out_trade_no: 'ORDER0002', txamt: '1' });
    expect((await refund(syssn, { txamt: '1', out_trade_no: 'R2' })).respcd).toBe('0000');
  });
});

describe('a notice of QFPay', () => {
  it('is JSON whose very bytes are signed with MD5 and the key', async () => {
    const syssn = await paid();
    const [received] = world.inbox;
    expect(received?.url).toBe(order.notify_url);
    expect(received?.headers).toEqual({
      'content-type': 'application/json',
      'x-qf-sign': hash('md5', `${received?.body ?? ''}${clientKey}`),
    });
    expect(received?.body).toContain('{"status": "1", "notify_type": "payment"');
    expect(noticed()).toMatchObject({
      ...{ pay_type: '800213', out_trade_no: 'ORDER0001', txamt: '2530', txcurrcd: 'HKD', respcd: '0000' },
      ...{ syssn, cancel: '0', paydtm: '2026-11-02 20:00:00' },
    });
  });

  it('comes of no payment that failed', async () => {
    await create();
    await happen('fail');
    expect(await rows({ out_trade_no: 'ORDER0001' })).toMatchObject([{ respcd: '1201' }]);
    expect(world.inbox).toEqual([]);
  });

  it.each([
    ['SUCCESS', 500],
    ['success', 200],
  ])('answered "%s" under status %i comes seven times more, by its ladder', async (body, status) => {
    world.merchant.answer = () => ({ status, body });
    await paid();
    await world.pass(24 * 3600_000 + 22 * 60_000);
    const first = world.inbox[0]?.at ?? 0;
    expect(world.inbox.map(({ at }) => (at - first) / 60_000)).toEqual([0, 2, 12, 22, 82, 202, 562, 1462]);
  });

  it('can be forged on request, under a wrong key or none', async () => {
    await create();
    await happen('forge');
    await happen('forge', { unsigned: true });
    expect(noticed(0)).toMatchObject({ status: '1', out_trade_no: 'ORDER0001' });
    expect(world.inbox[0]?.headers['x-qf-sign']).not.toBe(
      hash('md5', `${world.inbox[0]?.body ?? ''}${clientKey}`),
    );
    expect(world.inbox[1]?.headers).not.toHaveProperty('x-qf-sign');
  });

  it('tells of a refund in the portal, under a number that the merchant never gave', async () => {
    await paid();
    await happen('backoffice_refund', { amount: 300 });
    await world.pass(2000);
    expect(noticed(1)).toMatchObject({ notify_type: 'refund', out_trade_no: matching(/^\d{20}$/) });
    expect(await rows({ out_trade_no: 'ORDER0001' })).toMatchObject([{ cancel: '5' }]);
  });
});
