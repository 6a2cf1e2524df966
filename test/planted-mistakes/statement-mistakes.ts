/** Mistakes that somebody could make where a PSP's statement is fetched and read. */
import type { Mistake } from './mistake';

const bills = 'test/wechat/bills';
const contract = 'test/contract/statements.test.ts';
const v3 = 'test/payments/flows/statement-v3.test.ts';
const keeping = 'test/payments/flows/keep-statement.test.ts';
const lists = 'test/payments/flows/statement-lists.test.ts';

export const statementMistakes: readonly Mistake[] = [
  {
    what: 'a bill that is off by a fen is used',
    file: 'shared/wechat/bills/totals.ts',
    find: '  if (said !== sum)',
    put: '  if (said - sum > 1000n || sum - said > 1000n)',
    tests: bills,
  },
  {
    what: 'a bill with a row less than it counts is used',
    file: 'shared/wechat/bills/totals.ts',
    find: 'if (BigInt(count) !== BigInt(rows) * SCALE)',
    put: 'if (BigInt(count) < BigInt(rows) * SCALE)',
    tests: bills,
  },
  {
    what: 'a bill without its summary is used',
    file: 'shared/wechat/bills/sheet.ts',
    find: "if (this.place !== 'end') throw",
    put: "if (this.place === 'totals') throw",
    tests: bills,
  },
  {
    what: 'a comma in the name of goods shifts the columns of a bill',
    file: 'shared/wechat/bills/sheet.ts',
    find: "const SEPARATOR = ',`';",
    put: "const SEPARATOR = ',';",
    tests: bills,
  },
  {
    what: 'what looks like values in the name of goods is read as amounts',
    file: 'shared/wechat/bills/columns.ts',
    find: 'at > this.freeTo ? at + extra : at',
    put: 'at',
    tests: bills,
  },
  {
    what: 'the amount of a refund is what settlement loses, not what was asked for',
    file: 'shared/wechat/bills/trade-bill.ts',
    find: 'asked: moneyOf(asked, currency, row)',
    put: 'asked: moneyOf(refunded, currency, row)',
    tests: bills,
  },
  {
    what: 'lines of another merchant are taken for ours',
    file: 'shared/wechat/bills/trade-bill.ts',
    find: "isOurOwn(mchid, cell('mchid')) &&",
    put: '',
    tests: bills,
  },
  {
    what: 'lines of another sub-merchant are taken for ours',
    file: 'shared/wechat/bills/trade-bill.ts',
    find: "isOurOwn(subMchid, numberIn(cell('subMchid')))",
    put: 'true',
    tests: bills,
  },
  {
    what: 'the bill of another day is used',
    file: 'shared/wechat/bills/trade-bill.ts',
    find: 'at >= this.start + DAY_MS + EDGE_MS',
    put: 'at >= this.start + 30 * DAY_MS + EDGE_MS',
    tests: bills,
  },
  {
    what: 'a second currency of settlement is added to the first',
    file: 'shared/wechat/bills/trade-bill.ts',
    find: "if (said === this.settledIn && said !== '') return said;",
    put: "if (said !== '') return said;",
    tests: bills,
  },
  {
    what: 'the hash of a bill is not compared',
    file: 'shared/wechat/bills/bill-lines.ts',
    find: "if (hash.digest('hex') !== sha1.toLowerCase())",
    put: "if (hash.digest('hex') === '')",
    tests: bills,
  },
  {
    what: 'a small file may unpack without end',
    file: 'shared/codecs/gunzip.ts',
    find: 'length > maxRatio * counted.packed',
    put: 'length > maxBytes',
    tests: bills,
  },
  {
    what: 'a gzip file that was cut counts as read to its end',
    file: 'shared/codecs/gunzip.ts',
    find: "if (code === 'Z_BUF_ERROR') return",
    put: "if (code === 'Z_NEVER') return",
    tests: bills,
  },
  {
    what: 'a movement that is missing from a fund-flow bill is not missed',
    file: 'shared/wechat/bills/fund-flow-bill.ts',
    find: 'this.balance + moved !== balance',
    put: 'this.balance + moved < balance',
    tests: bills,
  },
  {
    what: 'yen have two decimals in a bill',
    file: 'shared/wechat/bills/decimals.ts',
    find: 'const unit = 10 ** (DECIMALS - exponentOf(currency));',
    put: 'const unit = 10 ** (DECIMALS - Math.max(2, exponentOf(currency)));',
    tests: bills,
  },
  {
    what: 'the file of a statement is fetched from any address',
    file: 'shared/payments/psp/own-address.ts',
    find: 'return isTheirs || isAtEndpoint(address, endpoint) ? address.href : undefined;',
    put: 'return isTheirs || endpoint ? address.href : undefined;',
    tests: v3,
  },
  {
    what: 'the announced hash of v3 does not reach the file',
    file: 'shared/payments/flows/statements/download-statement.ts',
    find: 'opened.sha1 ?? found.value.link?.sha1',
    put: 'opened.sha1',
    tests: contract,
  },
  {
    what: 'an answer in place of a bill counts as a day without trade',
    file: 'shared/payments/psp/wechat-v2-statement.ts',
    find: 'return WRONG_REQUEST.test(words) ?',
    put: "if (code !== '') return { is: 'ok', value: { no: 'trade' } };\n  return WRONG_REQUEST.test(words) ?",
    tests: contract,
  },
  {
    what: 'a page in place of a bill counts as a file',
    file: 'shared/payments/flows/statements/statement-bytes.ts',
    find: 'return status === 200 && !/^[<{[]/.test(start);',
    put: 'return status === 200 && start !== undefined;',
    tests: contract,
  },
  {
    what: 'a statement is asked for before its day is complete',
    file: 'shared/payments/flows/statements/fetch-statement.ts',
    find: 'statement.readyHour * HOUR_MS)',
    put: '0 * HOUR_MS)',
    tests: contract,
  },
  {
    what: 'the file of an unusable statement is kept nowhere',
    file: 'shared/payments/flows/statements/keep-statement.ts',
    find: 'if (place === undefined) return fault;',
    put: 'if (place !== path) return fault;',
    tests: keeping,
  },
  {
    what: 'of an unusable file only what was read of it is kept',
    file: 'shared/payments/flows/statements/keep-statement.ts',
    find: 'next = await rest.next());',
    put: 'next = { done: true, value: undefined });',
    tests: keeping,
  },
  {
    what: 'a list that was cut in silence counts as whole',
    file: 'shared/payments/flows/statements/list-statement.ts',
    find: 'const isSplit = Math.max(first.length, second.length) < lines.length;',
    put: 'const isSplit = true;',
    tests: lists,
  },
  {
    what: 'a list that cannot be read counts as an empty one',
    file: 'shared/payments/psp/yaband-lists.ts',
    find: 'if (!Array.isArray(list)) return undefined;',
    put: 'if (!Array.isArray(list)) return [];',
    tests: contract,
  },
];
