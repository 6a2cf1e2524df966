/** Bills that cannot be used: each has its name, and nothing of it counts. */
import { gzipSync } from 'node:zlib';
import { createHash } from 'node:crypto';
import { StatementUnusable, type StatementFault } from '../../../shared/kernel/statement-unusable';
import { tradeRows, type TradeBillTerms } from '../../../shared/wechat/bills/trade-bill';
import {
  billText,
  COLUMNS_2014,
  COLUMNS_2019,
  COLUMNS_OVERSEAS,
  COLUMNS_REFUND,
  COLUMNS_SUCCESS,
  inPieces,
  overseasPaid,
  overseasRefund,
  paidRow,
  refundRow,
  zipped,
  type BillRow,
} from '../../fixtures/bills/bill-text';

const TERMS: TradeBillTerms = {
  owner: { mchid: '1900007291', subMchid: '', appid: 'wxd678efh567hg6787' },
  day: '2024-08-01',
  currencies: ['CNY'],
};
const OVERSEAS: TradeBillTerms = { ...TERMS, currencies: ['EUR', 'HKD', 'JPY', 'KWD'] };
const PROVIDER: TradeBillTerms = { ...TERMS, owner: { mchid: '1900007291', subMchid: '1900000109' } };

/** What became of a bill: the name of what is wrong, or the number of rows. */
async function outcome(bytes: string | Uint8Array, terms = TERMS, sha1?: string): Promise<string> {
  let rows = 0;
  try {
    const file = { bytes: inPieces(bytes, 4096), ...(sha1 === undefined ? {} : { sha1 }) };
    for await (const batch of tradeRows(file, terms)) rows += batch.length;
  } catch (error) {
    if (!(error instanceof StatementUnusable)) throw error;
    expect(error.message).not.toMatch(/拿铁|oTestOpenid/);
    return error.code;
  }
  return `${rows} rows`;
}

const good = billText({ rows: [paidRow(), refundRow()] });
const lines = good.split('\r\n');
const withRow = (more: BillRow): string => billText({ rows: [paidRow(more)] });
const withRefund = (more: BillRow): string => billText({ rows: [paidRow(), refundRow(more)] });
const withTotals = (totals: BillRow): string => billText({ rows: [paidRow(), refundRow()], totals });
const without = (...names: readonly string[]): string =>
  billText({ rows: [paidRow()], columns: COLUMNS_2019.filter((name) => !names.includes(name)) });
const withoutLines = (from: number, count = 1): string => lines.toSpliced(from, count).join('\r\n');

type Case = readonly [what: string, bytes: string | Uint8Array, code: StatementFault];

const notABill: readonly Case[] = [
  ['nothing at all', '', 'not_a_bill'],
  ['a byte order mark alone', '\ufeff', 'not_a_bill'],
  ['empty lines', '\r\n\r\n\r\n', 'not_a_bill'],
  ['an empty gzip file', gzipSync(''), 'not_a_bill'],
  ['a page', '<html><body>Sign in to the network</body></html>', 'missing_column'],
  ['JSON', '{"code":"NO_AUTH"}', 'missing_column'],
  ['an XML error', '<xml><return_code>FAIL</return_code></xml>', 'missing_column'],
  ['one line of words', 'the bill will be here tomorrow', 'missing_column'],
  ['a sheet of somebody else', 'a,b,c\n1,2,3\n', 'missing_column'],
  ['UTF-16', Buffer.from(good, 'utf16le'), 'not_text'],
  ['GBK', Buffer.concat([Buffer.from(lines[0] ?? ''), Buffer.from([0x0a, 0xc4, 0xc3, 0x0a])]), 'not_text'],
  ['half a character', Buffer.concat([Buffer.from(good), Buffer.from([0xe6, 0x8b])]), 'not_text'],
  ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'not_text'],
];

const packing: readonly Case[] = [
  ['a gzip file that was cut', zipped(good).subarray(0, -20), 'cut_off'],
  ['the head of a gzip file', zipped(good).subarray(0, 10), 'cut_off'],
  ['two bytes of gzip', zipped(good).subarray(0, 2), 'cut_off'],
  ['a gzip file with a wrong checksum', spoilt(zipped(good), -6), 'damaged'],
  ['a gzip file with a wrong length', spoilt(zipped(good), -2), 'damaged'],
  ['a gzip file that is damaged inside', spoilt(zipped(good), 30), 'damaged'],
  ['gzip of another method', spoilt(zipped(good), 2), 'damaged'],
  ['a zip bomb', gzipSync(Buffer.alloc(64_000_000, '\n')), 'too_large'],
  ['a zip bomb of one line', gzipSync(Buffer.alloc(64_000_000, 'a')), 'too_large'],
  ['gzip in gzip', gzipSync(zipped(good)), 'not_text'],
  ['a line without end', 'a'.repeat(20_000), 'too_large'],
  ['a goods name of a megabyte', withRow({ 商品名称: 'x'.repeat(1_000_000) }), 'too_large'],
];

function spoilt(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  const place = at < 0 ? copy.length + at : at;
  copy[place] = (copy[place] ?? 0) ^ 0x5a;
  return copy;
}

const columns: readonly Case[] = [
  ...[
    ...['交易时间', '公众账号ID', '商户号', '特约商户号', '微信订单号'],
    ...['商户订单号', '交易状态', '货币种类', '应结订单金额', '手续费'],
  ].map((name): Case => [`no column ${name}`, without(name), 'missing_column']),
  [
    'a column twice',
    billText({ rows: [paidRow()], columns: [...COLUMNS_2019, '商户订单号'] }),
    'missing_column',
  ],
  [
    'an old and a new name at once',
    billText({ rows: [paidRow()], columns: [...COLUMNS_2019, '总金额'] }),
    'missing_column',
  ],
  ['payments alone', billText({ rows: [paidRow()], columns: COLUMNS_SUCCESS }), 'partial'],
  ['refunds alone', billText({ rows: [refundRow()], columns: COLUMNS_REFUND }), 'partial'],
];

const rowsOf: readonly Case[] = [
  ['a row with a value too few', good.replace(',`0.60%', ''), 'bad_row'],
  ['a row of one value', [lines[0], '`2024-08-01 12:00:05', ...lines.slice(3)].join('\n'), 'bad_row'],
  ['no time', withRow({ 交易时间: '' }), 'bad_row'],
  ['a time that is none', withRow({ 交易时间: '2024-08-01 25:00:00' }), 'bad_row'],
  ['a day that is none', withRow({ 交易时间: '2024-02-30 12:00:00' }), 'bad_row'],
  ['a time in another form', withRow({ 交易时间: '2024/08/01 12:00' }), 'bad_row'],
  ['no order number', withRow({ 商户订单号: '' }), 'bad_row'],
  ['no number of WeChat Pay', withRow({ 微信订单号: '0' }), 'bad_row'],
  ['a state that nobody knows', withRow({ 交易状态: 'MAYBE' }), 'bad_row'],
  ['no state', withRow({ 交易状态: '' }), 'bad_row'],
  ['yuan with three decimals', withRow({ 订单金额: '10.005' }), 'bad_row'],
  ['an amount with six decimals', withRow({ 手续费: '0.000001' }), 'bad_row'],
  ['an amount with a thousands comma', withRow({ 订单金额: '1,000.00' }), 'bad_row'],
  ['an amount in words', withRow({ 订单金额: 'ten' }), 'bad_row'],
  ['an amount like 1e3', withRow({ 订单金额: '1e3' }), 'bad_row'],
  ['an amount with a plus', withRow({ 订单金额: '+10.00' }), 'bad_row'],
  ['an amount that ends at its point', withRow({ 订单金额: '10.' }), 'bad_row'],
  ['an amount without a digit before its point', withRow({ 订单金额: '.50' }), 'bad_row'],
  ['an amount with two points', withRow({ 订单金额: '1.0.0' }), 'bad_row'],
  ['an amount in full-width digits', withRow({ 订单金额: '１０.００' }), 'bad_row'],
  ['a price below zero', withRow({ 订单金额: '-10.00' }), 'bad_row'],
  ['an amount of eleven digits', withRow({ 订单金额: '10000000000.00' }), 'bad_row'],
  ['NaN', withRow({ 订单金额: 'NaN' }), 'bad_row'],
  ['a refund below zero', withRefund({ 申请退款金额: '-4.00' }), 'bad_row'],
];

const whose: readonly Case[] = [
  ['another merchant', withRow({ 商户号: '1900007292' }), 'other_account'],
  ['no merchant', withRow({ 商户号: '' }), 'other_account'],
  ['another app', withRow({ 公众账号ID: 'wxaaaaaaaaaaaaaaaa' }), 'other_account'],
  ['a sub-merchant where there is none', withRow({ 特约商户号: '1900000109' }), 'other_account'],
  ['one strange row among ours', withRefund({ 商户号: '1900007292' }), 'other_account'],
  ['another currency', withRow({ 货币种类: 'USD' }), 'other_currency'],
  ['a second currency', withRefund({ 货币种类: 'HKD' }), 'other_currency'],
  ['no currency', withRow({ 货币种类: '' }), 'other_currency'],
  ['a currency named like what every object has', withRow({ 货币种类: 'constructor' }), 'other_currency'],
  ['the day before', withRow({ 交易时间: '2024-07-31 12:00:00' }), 'other_day'],
  ['the day after', withRow({ 交易时间: '2024-08-02 12:00:00' }), 'other_day'],
  ['the same day of another year', withRow({ 交易时间: '2023-08-01 12:00:00' }), 'other_day'],
];

const ends: readonly Case[] = [
  ['no summary', withoutLines(3, 2), 'no_summary'],
  ['names without totals', withoutLines(4), 'no_summary'],
  ['totals without names', withoutLines(3), 'bad_row'],
  ['the last row missing', withoutLines(2), 'wrong_sums'],
  ['a row twice', lines.toSpliced(1, 0, lines[1] ?? '').join('\r\n'), 'wrong_sums'],
  ['a row behind the summary', [...lines.slice(0, 5), lines[1]].join('\r\n'), 'bad_row'],
  ['two bills in one', good + good, 'bad_row'],
  ['one fen more in the orders', withTotals({ 订单总金额: '10.01' }), 'wrong_sums'],
  ['one fen less in the refunds', withTotals({ 申请退款总金额: '3.99' }), 'wrong_sums'],
  ['one fen more in the settlement', withTotals({ 应结订单总金额: '9.01' }), 'wrong_sums'],
  ['one fen more in what it loses', withTotals({ 退款总金额: '3.61' }), 'wrong_sums'],
  ['one fen more in the coupons', withTotals({ 充值券退款总金额: '0.41' }), 'wrong_sums'],
  ['a thousandth of a fen more in the fees', withTotals({ 手续费总金额: '0.03401' }), 'wrong_sums'],
  ['a row more in the count', withTotals({ 总交易单数: '3' }), 'wrong_sums'],
  ['half a row in the count', withTotals({ 总交易单数: '2.5' }), 'wrong_sums'],
  ['a count in words', withTotals({ 总交易单数: 'two' }), 'no_summary'],
  ['a total in words', withTotals({ 手续费总金额: 'nothing' }), 'no_summary'],
  ['a summary with another name', good.replace('应结订单总金额', '总额'), 'no_summary'],
  ['a summary without a count', good.replace('总交易单数', '单数'), 'no_summary'],
];

describe.each([
  ['is no bill', notABill],
  ['is badly packed, or too large', packing],
  ['lacks columns, or has too many', columns],
  ['has a row that says what none can', rowsOf],
  ['is somebody else’s, or of another day', whose],
  ['does not end as it should', ends],
])('a file that %s', (_group, cases) => {
  it.each(cases)('%s', async (_what, bytes, code) => {
    expect(await outcome(bytes)).toBe(code);
  });
});

it('is compared with bills that are good: these are read', async () => {
  expect(await outcome(good)).toBe('2 rows');
  expect(await outcome(zipped(good))).toBe('2 rows');
  expect(await outcome(billText({ rows: [paidRow()], columns: COLUMNS_2014 }))).toBe('1 rows');
  expect(await outcome(billText({ rows: [] }))).toBe('0 rows');
});

describe('the hash of a bill', () => {
  const sha1 = (bytes: string | Uint8Array): string => createHash('sha1').update(bytes).digest('hex');

  it('must be the one that was announced', async () => {
    expect(await outcome(good, TERMS, sha1('another bill'))).toBe('wrong_hash');
  });

  it('is that of the plain text, not of the packed file', async () => {
    expect(await outcome(zipped(good), TERMS, sha1(good))).toBe('2 rows');
    expect(await outcome(zipped(good), TERMS, sha1(zipped(good)))).toBe('wrong_hash');
  });

  it('covers what stands behind the summary', async () => {
    expect(await outcome(`${good}\r\n`, TERMS, sha1(good))).toBe('wrong_hash');
  });
});

describe('the bill of a provider', () => {
  it('has rows of its sub-merchant alone', async () => {
    const of = (sub: string): string => withRow({ 特约商户号: sub });
    expect(await outcome(of('1900000109'), PROVIDER)).toBe('1 rows');
    expect(await outcome(of('1900000110'), PROVIDER)).toBe('other_account');
    expect(await outcome(of('0'), PROVIDER)).toBe('other_account');
  });
});

describe('an overseas bill that cannot be used', () => {
  const overseas = (...rows: readonly BillRow[]): string => billText({ rows, columns: COLUMNS_OVERSEAS });
  const cases: readonly Case[] = [
    [
      'a price in a currency that is not taken',
      overseas(overseasPaid({ 标价币种: 'THB' })),
      'other_currency',
    ],
    [
      'two currencies of settlement',
      overseas(overseasPaid(), overseasPaid({ 结算币种: 'USD' })),
      'other_currency',
    ],
    ['no currency of settlement', overseas(overseasPaid({ 结算币种: '' })), 'other_currency'],
    ['a currency of settlement that is none', overseas(overseasPaid({ 结算币种: 'XYZ' })), 'other_currency'],
    [
      'a refund settled in another currency',
      overseas(overseasPaid(), overseasRefund({ 退款结算币种: 'USD' })),
      'other_currency',
    ],
    [
      'yen with decimals',
      overseas(overseasPaid({ 标价币种: 'JPY', '订单金额(标价币种)': '24.99' })),
      'bad_row',
    ],
    [
      'dinars with four decimals',
      overseas(overseasPaid({ 标价币种: 'KWD', '订单金额(标价币种)': '2.4999' })),
      'bad_row',
    ],
    [
      'a total that is off',
      billText({ rows: [overseasPaid()], columns: COLUMNS_OVERSEAS, totals: { 应结订单总金额: '211.06' } }),
      'wrong_sums',
    ],
    [
      'no price',
      billText({
        rows: [overseasPaid()],
        columns: COLUMNS_OVERSEAS.filter((name) => !name.startsWith('订单金额')),
      }),
      'missing_column',
    ],
  ];
  it.each(cases)('%s', async (_what, bytes, code) => {
    expect(await outcome(bytes, OVERSEAS)).toBe(code);
  });

  it('is not one that has three decimals in a currency of three', async () => {
    const row = overseasPaid({ 标价币种: 'KWD', '订单金额(标价币种)': '2.499' });
    expect(await outcome(overseas(row), OVERSEAS)).toBe('1 rows');
  });
});
