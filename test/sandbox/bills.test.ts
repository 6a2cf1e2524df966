/** The bills that the sandboxes make, fetched and read by merchants who share nothing with them. */
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import * as v from 'valibot';
import * as v3 from './v3-merchant';
import * as v2 from './v2-merchant';
import * as yaband from './yaband-merchant';
import { openWorld, type Reply, type World } from './world';

let world: World;
beforeAll(async () => (world = await openWorld()));
beforeEach(async () => {
  world.reset();
  await v3.downloadCertificates(world);
});

const DAY = '2026-11-02';
const HOUR = 3600_000;
/** From the start of the clock, 20:00 in Beijing, to ten o'clock of the next day. */
const UNTIL_READY = 14 * HOUR;

type Sheet = readonly Readonly<Record<string, string>>[];

/** A bill as a person would read it: names, rows, totals. */
function readSheet(text: string): {
  readonly rows: Sheet;
  readonly totals: Readonly<Record<string, string>>;
} {
  expect(text.startsWith('\ufeff')).toBe(true);
  const lines = text.slice(1).trimEnd().split('\r\n');
  const names = (lines[0] ?? '').split(',');
  const valuesOf = (line: string) => line.replace(/^`/, '').split(',`');
  const named = (of: readonly string[], line: string) =>
    Object.fromEntries(valuesOf(line).map((value, at) => [of[at] ?? '', value]));
  const totals = named((lines.at(-2) ?? '').split(','), lines.at(-1) ?? '');
  return { rows: lines.slice(1, -2).map((line) => named(names, line)), totals };
}

const fault = (kind: string, pay_sp = 'v3') =>
  world.control('fault', { pay_sp, operation: 'bill', kind, times: 1 });

const linkShape = v.object({
  hash_type: v.literal('SHA1'),
  hash_value: v.string(),
  download_url: v.string(),
});

const askLink = (query = `bill_date=${DAY}&tar_type=GZIP`) =>
  v3.ask(world, { path: `/v3/bill/tradebill?${query}` });

function fetchFile(url: string): Promise<Reply> {
  const { pathname, search } = new URL(url);
  const sent = v3.request(world, { path: `${pathname}${search}`.replace('/sandbox/v3', '') });
  return world.call(sent.url, sent);
}

async function bill(query?: string): Promise<{ text: string; file: Buffer; hash: string }> {
  const link = v.parse(linkShape, (await askLink(query)).body);
  const { bytes } = await fetchFile(link.download_url);
  const text = (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString('utf8');
  return { text, file: bytes, hash: link.hash_value };
}

async function trade(): Promise<void> {
  await v3.paidOrder(world);
  await v3.order(world, { out_trade_no: 'UNPAID-0001' });
  await v3.refund(world);
  await world.pass(HOUR);
}

describe('the bill of WeChat Pay v3', () => {
  it('has a row for the payment and one for the refund, none for what was not paid, and adds up', async () => {
    await trade();
    await world.pass(UNTIL_READY);
    const { text, hash } = await bill();
    expect(createHash('sha1').update(text).digest('hex')).toBe(hash);
    const { rows, totals } = readSheet(text);
    expect(rows).toMatchObject([
      { 交易状态: 'SUCCESS', 商户订单号: 'ORD20261102-0001', 订单金额: '1.00', 微信退款单号: '0' },
      { 交易状态: 'REFUND', 商户退款单号: 'RF@0001', 订单金额: '0.00', 申请退款金额: '0.40' },
    ]);
    expect(rows[0]).toMatchObject({ 交易时间: '2026-11-02 20:00:00', 商户号: v3.configOf(world).mchid });
    expect(totals).toMatchObject({ 总交易单数: '2.0', 订单总金额: '1.00', 申请退款总金额: '0.40' });
  });

  it('is packed only where that was asked for', async () => {
    await trade();
    await world.pass(UNTIL_READY);
    expect((await bill()).file[0]).toBe(0x1f);
    expect((await bill(`bill_date=${DAY}`)).file[0]).toBe(0xef);
  });

  it('is made from ten o’clock of the next day on, in Beijing', async () => {
    await v3.paidOrder(world);
    await world.pass(UNTIL_READY - 1);
    expect((await askLink()).body).toMatchObject({ code: 'STATEMENT_CREATING' });
    await world.pass(1);
    expect((await askLink()).status).toBe(200);
  });

  it('does not exist for a day without trade, for today, or after three months', async () => {
    await v3.paidOrder(world);
    expect((await askLink()).body).toMatchObject({ code: 'PARAM_ERROR' });
    await world.pass(UNTIL_READY);
    expect((await askLink('bill_date=2026-11-01')).body).toMatchObject({ code: 'NO_STATEMENT_EXIST' });
    expect((await askLink('bill_date=2026-13-01')).body).toMatchObject({ code: 'PARAM_ERROR' });
    await world.pass(100 * 24 * HOUR);
    expect((await askLink()).body).toMatchObject({ code: 'PARAM_ERROR' });
  });

  it('puts a payment of 16:00 UTC into the next day of Beijing', async () => {
    await world.pass(4 * HOUR);
    await v3.paidOrder(world);
    await world.pass(UNTIL_READY + 24 * HOUR);
    expect((await askLink()).body).toMatchObject({ code: 'NO_STATEMENT_EXIST' });
    expect(readSheet((await bill('bill_date=2026-11-03')).text).rows).toHaveLength(1);
  });

  it('is handed out for five minutes, against a signature over path and query, unsigned itself', async () => {
    await trade();
    await world.pass(UNTIL_READY);
    const { download_url: url } = v.parse(linkShape, (await askLink()).body);
    expect((await world.call(new URL(url).pathname + new URL(url).search)).status).toBe(400);
    const file = await fetchFile(url);
    expect([file.status, file.headers['Wechatpay-Signature']]).toEqual([200, undefined]);
    await world.pass(5 * 60_000 + 1);
    expect((await fetchFile(url)).status).toBe(400);
  });

  it('is wrong on request, once: another hash, a sum off by 0.01, plain, cut, a line of somebody else', async () => {
    await trade();
    await world.pass(UNTIL_READY);
    const good = await bill();
    await fault('bill_wrong_hash');
    expect(await bill()).toMatchObject({
      text: good.text,
      hash: expect.not.stringMatching(good.hash) as string,
    });
    await fault('bill_wrong_sum');
    expect(readSheet((await bill()).text).totals.应结订单总金额).toBe('1.01');
    await fault('bill_plain');
    expect((await bill()).file[0]).toBe(0xef);
    await fault('bill_cut');
    expect((await bill()).text.length).toBeLessThan(good.text.length);
    await fault('bill_other_account');
    expect(readSheet((await bill()).text).rows.at(-1)).toMatchObject({ 商户号: '1999999999' });
    await fault('bill_refused');
    expect((await askLink()).body).toMatchObject({ code: 'NO_AUTH' });
    await fault('bill_not_ready');
    expect((await askLink()).body).toMatchObject({ code: 'STATEMENT_CREATING' });
    expect(await bill()).toEqual(good);
  });

  it('has its overseas form at its own address, with the hash in a header', async () => {
    const body = { ...v3.orderBody(world), trade_type: 'JSAPI', merchant_category_code: '5411' };
    await v3.ask(world, {
      path: '/v3/global/transactions/jsapi',
      body: { ...body, amount: { total: 2499, currency: 'EUR' } },
    });
    await world.control('sandbox', { pay_sp: 'v3', event: 'pay', out_trade_no: body.out_trade_no });
    await world.pass(UNTIL_READY + HOUR);
    const { mchid } = v3.configOf(world);
    const sent = v3.request(world, { path: `/v3/global/statements?date=20261102&mchid=${mchid}` });
    const reply = await world.call(sent.url, sent);
    expect(reply.headers['Wechatpay-Statement-Sha1']).toBe(
      createHash('sha1').update(reply.bytes).digest('hex'),
    );
    const [row = {}] = readSheet(reply.text).rows;
    expect(row).toMatchObject({ 标价币种: 'EUR', '订单金额(标价币种)': '24.99', 结算币种: 'HKD' });
    expect(Object.keys(row)).toHaveLength(38);
    expect((await askLink()).body).toMatchObject({ code: 'NO_STATEMENT_EXIST' });
  });

  it('cannot be asked to be wrong where a PSP has none, or on another call', async () => {
    expect((await fault('bill_cut', 'vr')).status).toBe(400);
    expect((await fault('bill_wrong_hash', 'v2')).status).toBe(400);
    const elsewhere = { pay_sp: 'v3', operation: 'query', kind: 'bill_cut', times: 1 };
    expect((await world.control('fault', elsewhere)).status).toBe(400);
  });
});

describe('the bill of WeChat Pay v2', () => {
  const download = async (words: v2.Words = {}): Promise<Reply> => {
    const config = v2.configOf(world.sandboxes, 'v2');
    const asked = { bill_date: '20261102', bill_type: 'ALL', ...words };
    return world.call('/sandbox/v2/pay/downloadbill', { method: 'POST', body: v2.written(config, asked) });
  };

  it('is the answer itself, packed or plain; a no is XML with status 200', async () => {
    await v2.place(world);
    await world.control('sandbox', { pay_sp: 'v2', event: 'pay', out_trade_no: v2.order.out_trade_no });
    expect((await download()).text).toContain('20002');
    await world.pass(10 * HOUR);
    expect((await download()).text).toContain('20100');
    await world.pass(4 * HOUR);
    const plain = await download();
    expect(readSheet(plain.text).rows).toMatchObject([
      { 商户订单号: v2.order.out_trade_no, 订单金额: '1.00' },
    ]);
    const packed = await download({ tar_type: 'GZIP' });
    expect(gunzipSync(packed.bytes).toString('utf8')).toBe(plain.text);
    const none = await download({ bill_date: '20261101' });
    expect([none.status, none.text]).toEqual([200, expect.stringContaining('No Bill Exist')]);
  });
});

describe('the bill of cloudPay', () => {
  it('comes as bytes through the platform, of the demo shop’s sub-merchant', async () => {
    await world.cloudPay('unifiedOrder', {
      function_name: 'notify',
      env_id: 'local',
      body: '华夫饼',
      out_trade_no: 'CP20261102-0001',
      total_fee: 1290,
      spbill_create_ip: '127.0.0.1',
    });
    await world.control('sandbox', { pay_sp: 'cloudpay', event: 'pay', out_trade_no: 'CP20261102-0001' });
    await world.pass(UNTIL_READY);
    const file = await world.cloudPay('downloadBill', { bill_date: '20261102', tar_type: 'GZIP' });
    if (!Buffer.isBuffer(file)) throw new Error('no file');
    expect(readSheet(gunzipSync(file).toString('utf8')).rows).toMatchObject([
      { 特约商户号: '1900008812', 商户订单号: 'CP20261102-0001', 订单金额: '12.90' },
    ]);
    const none = await world.cloudPay('downloadBill', { bill_date: '20261101' });
    expect(String(none)).toContain('20002');
  });
});

describe('the lists of YabandPay', () => {
  it('hold what was made in a span, both ends included, and end at fifty rows', async () => {
    const start = String(Math.floor(world.clock.now() / 1000));
    const list = async (end: string): Promise<number> => {
      const sent = yaband.envelope(world, 'v3.ListOrderByTime', { start_time: start, end_time: end });
      const reply = await yaband.post(world, sent);
      return v.parse(v.object({ data: v.array(v.unknown()) }), JSON.parse(reply.text)).data.length;
    };
    for (let at = 0; at < 60; at++)
      await yaband.succeed(world, 'v3.CreatePaymentsWechatMiniPay', {
        ...yaband.miniOrder,
        order_id: `ORDER-${at}`,
      });
    expect(await list(start)).toBe(50);
    expect(await list(String(Number(start) - 1))).toBe(0);
  });
});
