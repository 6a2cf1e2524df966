/** The fund-flow bill: movements of an account, each with the balance that it left. */
import { StatementUnusable } from '../../../shared/kernel/statement-unusable';
import { fundFlowRows, type FundFlowRow } from '../../../shared/wechat/bills/fund-flow-bill';
import { COLUMNS_FUND_FLOW, inPieces } from '../../fixtures/bills/bill-text';

const MOVES = [
  '`2024-08-01 12:00:07,`4200002408012024080100000001,`5000000001,`交易,`交易,`收入,`10.00,`110.00,`system,`结算金额10.00元,含手续费0.06元,`ORD20240801-0001',
  '`2024-08-01 12:00:07,`4200002408012024080100000001,`5000000002,`扣除交易手续费,`交易,`支出,`0.06,`109.94,`system,`,`ORD20240801-0001',
  '`2024-08-01 12:10:03,`50300008012024080100000000004,`5000000003,`退款,`退款,`支出,`4.00,`105.94,`1900007291API,`退款总金额4.00元;含手续费0.02元,`RF20240801@0004',
];
const TOTAL_NAMES = '资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额';

const flowText = (
  moves = MOVES,
  totals = '`3,`1,`10.00,`2,`4.06',
  columns: readonly string[] = COLUMNS_FUND_FLOW,
): string => `\ufeff${[columns.join(','), ...moves, TOTAL_NAMES, totals].join('\r\n')}\r\n`;

async function read(text: string): Promise<readonly FundFlowRow[]> {
  const found: FundFlowRow[] = [];
  for await (const rows of fundFlowRows({ bytes: inPieces(text, 500) })) found.push(...rows);
  return found;
}

async function fault(text: string): Promise<string> {
  const error: unknown = await read(text).catch((reason: unknown) => reason);
  return error instanceof StatementUnusable ? error.code : 'none';
}

it('says of each movement what moved, in which direction, what for, and what was left', async () => {
  const rows = await read(flowText());
  expect(rows).toHaveLength(3);
  expect(rows[2]).toEqual({
    row: 3,
    at: Date.UTC(2024, 7, 1, 4, 10, 3),
    businessNo: '50300008012024080100000000004',
    flowNo: '5000000003',
    name: '退款',
    type: '退款',
    direction: 'out',
    amount: { value: 400, currency: 'CNY' },
    balance: 10594,
    voucherNo: 'RF20240801@0004',
  });
});

it('is read with wide brackets in its names, as some bills have them', async () => {
  const wide = COLUMNS_FUND_FLOW.map((name) => name.replace('(', '（').replace(')', '）'));
  expect(await read(flowText(MOVES, '`3,`1,`10.00,`2,`4.06', wide))).toEqual(await read(flowText()));
});

it('is read with a remark that looks like further values', async () => {
  const moves = [...MOVES.slice(0, 2), MOVES[2]?.replace(';含', ',`含,`') ?? ''];
  expect((await read(flowText(moves)))[2]).toMatchObject({ voucherNo: 'RF20240801@0004', balance: 10594 });
});

it('is read with a balance below zero', async () => {
  const owing = MOVES.map((move) =>
    move.replace('110.00', '-90.00').replace('109.94', '-90.06').replace('105.94', '-94.06'),
  );
  expect((await read(flowText(owing)))[2]).toMatchObject({ balance: -9406 });
});

it.each([
  ['a movement is missing', flowText(MOVES.toSpliced(1, 1), '`2,`1,`10.00,`1,`4.00'), 'wrong_sums'],
  [
    'a balance is off by one fen',
    flowText([...MOVES.slice(0, 2), MOVES[2]?.replace('105.94', '105.95') ?? '']),
    'wrong_sums',
  ],
  ['the income is off by one fen', flowText(MOVES, '`3,`1,`10.01,`2,`4.06'), 'wrong_sums'],
  ['the expenses are off by one fen', flowText(MOVES, '`3,`1,`10.00,`2,`4.05'), 'wrong_sums'],
  ['a movement is counted on the wrong side', flowText(MOVES, '`3,`2,`10.00,`1,`4.06'), 'wrong_sums'],
  [
    'a direction is neither in nor out',
    flowText(MOVES.map((move) => move.replace('收入', '冻结'))),
    'bad_row',
  ],
  ['there is no summary', flowText().split(TOTAL_NAMES)[0] ?? '', 'no_summary'],
  ['the balance has no column', flowText(MOVES, '', COLUMNS_FUND_FLOW.toSpliced(7, 1)), 'missing_column'],
])('is not used where %s', async (_what, text, code) => {
  expect(await fault(text)).toBe(code);
});
