/** The trade bill of WeChat Pay: what its rows say, in every layout that it has or had. */
import { createHash } from 'node:crypto';
import { tradeRows, type TradeBillTerms } from '../../../shared/wechat/bills/trade-bill';
import type { TradeRow } from '../../../shared/wechat/bills/trade-row';
import {
  billText,
  COLUMNS_2014,
  COLUMNS_2019,
  COLUMNS_OVERSEAS,
  inPieces,
  overseasPaid,
  overseasRefund,
  paidRow,
  refundRow,
  zipped,
  type BillText,
} from '../../fixtures/bills/bill-text';

const TERMS: TradeBillTerms = {
  owner: { mchid: '1900007291', subMchid: '', appid: 'wxd678efh567hg6787' },
  day: '2024-08-01',
  currencies: ['CNY'],
};
const OVERSEAS: TradeBillTerms = { ...TERMS, currencies: ['EUR', 'HKD', 'JPY', 'CNY'] };

async function read(
  bytes: string | Uint8Array,
  terms: TradeBillTerms = TERMS,
  sha1?: string,
): Promise<readonly TradeRow[]> {
  const found: TradeRow[] = [];
  const file = { bytes: inPieces(bytes), ...(sha1 === undefined ? {} : { sha1 }) };
  for await (const rows of tradeRows(file, terms)) found.push(...rows);
  return found;
}

const readBill = (bill: BillText, terms?: TradeBillTerms): Promise<readonly TradeRow[]> =>
  read(billText(bill), terms);

const yuan = (value: number) => ({ value, currency: 'CNY' });

describe('a bill of today, with 27 columns', () => {
  it('says of a payment what was paid, what settles and what it cost', async () => {
    expect(await readBill({ rows: [paidRow()] })).toEqual([
      {
        row: 1,
        at: Date.UTC(2024, 7, 1, 4, 0, 5),
        state: 'SUCCESS',
        transactionId: '4200002408012024080100000001',
        outTradeNo: 'ORD20240801-0001',
        order: yuan(1000),
        settled: yuan(900),
        fee: { thousandths: 5400, currency: 'CNY' },
        refund: undefined,
      },
    ]);
  });

  it('says of a refund what was asked for and what settlement loses, and a fee that came back', async () => {
    const [row] = await readBill({ rows: [refundRow()] });
    expect(row).toMatchObject({
      state: 'REFUND',
      order: yuan(0),
      fee: { thousandths: -2000, currency: 'CNY' },
      refund: {
        refundId: '50300008012024080100000000004',
        outRefundNo: 'RF20240801@0004',
        state: 'SUCCESS',
        asked: yuan(400),
        settled: yuan(360),
      },
    });
  });

  it('keeps a refund that is not through, and a payment that was revoked', async () => {
    const rows = await readBill({
      rows: [refundRow({ 退款状态: 'PROCESSING' }), paidRow({ 交易状态: 'REVOKED' })],
    });
    expect(rows.map((row) => [row.state, row.refund?.state])).toEqual([
      ['REFUND', 'PROCESSING'],
      ['REVOKED', ''],
    ]);
  });

  it('is read with LF as with CRLF, with and without byte order mark and last line end', async () => {
    const rows = [paidRow(), refundRow()];
    const expected = await readBill({ rows });
    expect(expected).toHaveLength(2);
    expect(await readBill({ rows, end: '\n' })).toEqual(expected);
    expect(await readBill({ rows, end: '\n', mark: false })).toEqual(expected);
    expect(await read(billText({ rows }).trimEnd())).toEqual(expected);
  });

  it('is read packed and plain, whatever was promised', async () => {
    const text = billText({ rows: [paidRow()] });
    expect(await read(zipped(text))).toEqual(await read(text));
  });

  it('is read in pieces that cut characters, lines and the gzip head anywhere', async () => {
    const text = billText({ rows: [paidRow(), refundRow()] });
    const expected = await read(text);
    for (const bytes of [Buffer.from(text), zipped(text)])
      for (const length of [1, 2, 3, 1000]) {
        const found: TradeRow[] = [];
        for await (const rows of tradeRows({ bytes: inPieces(bytes, length) }, TERMS)) found.push(...rows);
        expect(found).toEqual(expected);
      }
  });

  it.each([
    ['a comma', '拿铁,大杯'],
    ['a backtick', '拿`铁'],
    ['both, as between two values', '拿铁,`大杯,`热,`'],
    ['an amount, as if it were a value', 'x,`0.00,`0,`99.00'],
  ])('takes goods whose name has %s', async (_what, name) => {
    const [row, next] = await readBill({
      rows: [paidRow({ 商品名称: name }), refundRow({ 商户数据包: name })],
    });
    expect(row).toMatchObject({ order: yuan(1000), fee: { thousandths: 5400 } });
    expect(next).toMatchObject({ refund: { asked: yuan(400) } });
  });

  it('counts "45.0" rows, and takes space behind totals', async () => {
    const rows = Array.from({ length: 45 }, () => paidRow());
    expect(await readBill({ rows, totals: { 总交易单数: '45.0', 订单总金额: '450.00  ' } })).toHaveLength(45);
  });

  it('ignores columns that nobody knows, wherever they stand, in any order', async () => {
    const strange = ['新列', ...COLUMNS_2019.toReversed(), '另一列'];
    const [row] = await readBill({ rows: [paidRow({ 新列: 'x', 另一列: 'y' })], columns: strange });
    expect(row).toMatchObject({ order: yuan(1000), settled: yuan(900) });
  });

  it('is proven by the SHA-1 of its plain text, also when it came packed', async () => {
    const text = billText({ rows: [paidRow()] });
    const sha1 = createHash('sha1').update(text).digest('hex');
    expect(await read(zipped(text), TERMS, sha1.toUpperCase())).toHaveLength(1);
  });

  it('adds sums of many rows without losing a thousandth', async () => {
    const rows = Array.from({ length: 3000 }, (_, at) =>
      paidRow({ 商户订单号: `ORD-${at}`, 手续费: '0.00001', 应结订单金额: '0.01', 订单金额: '0.10' }),
    );
    expect(await readBill({ rows, totals: { 手续费总金额: '0.03000', 订单总金额: '300.00' } })).toHaveLength(
      3000,
    );
  });
});

describe('a bill of 2014, with 24 columns', () => {
  it('has one amount, older names, wide colons and shorter zeros', async () => {
    const row = paidRow({ 交易时间: '2024-08-01 16：33：45', 手续费: '0', 退款金额: '0', 子商户号: '0' });
    const [found] = await readBill({
      rows: [row],
      columns: COLUMNS_2014,
      totals: { 总退款金额: '0.0', 手续费总金额: '0' },
    });
    expect(found).toMatchObject({
      at: Date.UTC(2024, 7, 1, 8, 33, 45),
      order: yuan(1000),
      fee: { thousandths: 0 },
    });
    expect(found?.settled).toBeUndefined();
  });

  it('says of a refund only what went back', async () => {
    const [found] = await readBill({ rows: [refundRow()], columns: COLUMNS_2014 });
    expect(found?.refund).toMatchObject({ asked: yuan(360), settled: yuan(360) });
  });
});

describe('an overseas bill, with 38 columns', () => {
  const readOverseas = (rows: BillText['rows']) => readBill({ rows, columns: COLUMNS_OVERSEAS }, OVERSEAS);

  it('keeps price and settlement in their currencies, and the fee in that of settlement', async () => {
    const [paid, back] = await readOverseas([overseasPaid(), overseasRefund()]);
    expect(paid).toMatchObject({
      order: { value: 2499, currency: 'EUR' },
      settled: { value: 21105, currency: 'HKD' },
      fee: { thousandths: 211050, currency: 'HKD' },
    });
    expect(back).toMatchObject({
      refund: { asked: { value: 1000, currency: 'EUR' }, settled: { value: 8445, currency: 'HKD' } },
      fee: { thousandths: -84000, currency: 'HKD' },
    });
  });

  it('counts yen without decimals, however they are written', async () => {
    const rows = [
      overseasPaid({ 标价币种: 'JPY', '订单金额(标价币种)': '2499' }),
      overseasPaid({ 标价币种: 'JPY', '订单金额(标价币种)': '2499.00' }),
    ];
    const found = await readOverseas(rows);
    expect(found.map((row) => row.order)).toEqual([
      { value: 2499, currency: 'JPY' },
      { value: 2499, currency: 'JPY' },
    ]);
  });

  it('is read with wide brackets in the names too', async () => {
    const columns = COLUMNS_OVERSEAS.map((name) => name.replace('(', '（').replace(')', '）'));
    const row = { ...overseasPaid(), '订单金额（标价币种）': '24.99' };
    expect(await readBill({ rows: [row], columns }, OVERSEAS)).toHaveLength(1);
  });
});
