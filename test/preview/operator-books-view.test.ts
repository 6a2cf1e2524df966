// The inbox, the sheets, the reports and the figures of operators, as they are shown; and what their services send.
/// <reference types="miniprogram-api-typings" />
import { setLanguage } from '../../miniprogram/i18n/language';
import { en } from '../../miniprogram/operator/i18n/en';
import { asideRow } from '../../miniprogram/operator/view/aside-view';
import {
  actSheet,
  asideSheet,
  findingSheet,
  refundEndSheet,
} from '../../miniprogram/operator/view/decision-sheet';
import { barViews, currenciesOf, shareViews, sumViews } from '../../miniprogram/operator/view/figures-view';
import {
  balanceView,
  findingRow,
  openDifferences,
  reportRow,
} from '../../miniprogram/operator/view/report-view';
import * as operator from '../../miniprogram/services/operator';
import * as aside from '../../miniprogram/services/operator-aside';
import * as books from '../../miniprogram/services/operator-books';
import type { AsideNotice } from '../../miniprogram/services/operator-aside';
import type { Figure, Finding, Report } from '../../miniprogram/services/operator-books';

const callFunction = jest.fn<Promise<object>, [{ readonly data: object }]>();
Object.assign(globalThis, {
  wx: {
    cloud: { callFunction },
    setStorageSync: jest.fn(),
    getStorageSync: () => '',
    getAppBaseInfo: () => ({ language: 'zh_CN' }),
  },
});

const at = new Date(2026, 10, 21, 9, 5).getTime();
const notice: AsideNotice = {
  notice_id: 'n1',
  pay_sp: 'yaband',
  out_trade_no: 'CP1',
  received_at: at,
  reason: 'paid 1.00 EUR, not 12.90 EUR',
  amount: 100,
  fee_type: 'EUR',
  sp_trade_no: 'YB43',
};
const report: Report = {
  report_id: 'payment:yaband:2026-11-24',
  pay_sp: 'yaband',
  date: '2026-11-24',
  state: 'done',
  written_at: at,
  matched: 12,
  missing_here: 0,
  missing_there: 0,
  differ: 0,
};
const finding: Finding = {
  finding_id: '0a1b',
  kind: 'amount',
  of: 'payment',
  out_trade_no: 'CP1',
  ours: { state: 'paid', amount: 1290, fee_type: 'EUR', at },
  theirs: { state: 'TRADE_OK', amount: 1200, fee_type: 'EUR' },
  reason: 'amount: 12.90 EUR here, 12.00 EUR there',
  times: 1,
  since: at,
};

beforeEach(() => setLanguage('en'));

describe('something that was kept aside', () => {
  test('is shown with its money, order and numbers', () => {
    expect(asideRow(notice)).toEqual({
      id: 'n1',
      amount: '€1.00',
      provider: 'YabandPay',
      reason: notice.reason,
      orderNo: 'CP1',
      orderText: 'Order CP1',
      lines: ['Received at 2026-11-21 09:05', 'YabandPay number YB43'],
      decided: '',
      by: '',
      canSendAgain: false,
    });
  });

  test('may tell neither amount nor order nor number', () => {
    const { amount: _a, fee_type: _f, sp_trade_no: _n, ...bare } = notice;
    expect(asideRow({ ...bare, out_trade_no: '' })).toMatchObject({
      amount: 'Amount not told',
      orderText: '',
    });
    expect(asideRow({ ...bare, amount: 5 })).toMatchObject({ amount: 'Amount not told' });
  });

  test('shows what was decided, and a return can be sent again', () => {
    const decided = {
      decision: 'return',
      decided_by: 'oOp',
      decided_at: at,
      explanation: 'twice',
      out_refund_no: 'CP1A1',
    } as const;
    expect(asideRow({ ...notice, ...decided })).toMatchObject({
      decided: 'Sent back to the payer, 2026-11-21 09:05',
      by: 'By oOp: twice',
      canSendAgain: true,
      lines: expect.arrayContaining(['Goes back under CP1A1']) as string[],
    });
    expect(asideRow({ ...notice, decision: 'dismissed' })).toMatchObject({
      decided: 'Nothing to be done, ',
      by: 'By : ',
    });
  });
});

describe('a sheet', () => {
  test.each(['asknow', 'close', 'retry', 'seen_refunded_elsewhere', 'seen_kept_aside'] as const)(
    'for %s says what will happen',
    (name) => {
      const sheet = actSheet(name);
      expect(sheet.text.length).toBeGreaterThan(40);
      expect(sheet.mustExplain).toBe(name !== 'asknow' && name !== 'retry');
      expect(sheet.force !== '').toBe(name === 'seen_kept_aside');
    },
  );

  test('for kept-aside money names the PSP through which it goes back', () => {
    const { choices, mustExplain } = asideSheet('yaband', false);
    expect(choices.map(({ id }) => id)).toEqual(['return', 'returned_elsewhere', 'dismissed']);
    expect([choices[0]?.text.includes('YabandPay'), mustExplain]).toEqual([true, true]);
    expect(asideSheet('yaband', true).choices.map(({ id }) => id)).toEqual(['return']);
  });

  test('for a difference and for a refund offers what the back end takes', () => {
    expect(findingSheet().choices.map(({ id }) => id)).toEqual(['dismissed', 'returned_elsewhere']);
    expect(refundEndSheet().choices.map(({ id }) => id)).toEqual(['succeeded', 'failed']);
  });
});

describe('a report', () => {
  test('in which all agrees is good', () => {
    expect(reportRow(report)).toMatchObject({
      theme: 'success',
      lines: ['All 12 lines agree'],
      stateText: 'Compared',
      problem: '',
    });
  });

  test('with differences counts what nobody decided', () => {
    const row = reportRow({ ...report, missing_here: 1, differ: 2, decided: 4, pending: 5, unreadable: 6 });
    expect([row.theme, row.stateText]).toEqual(['danger', 'Differences']);
    expect(row.lines).toEqual([
      'Differences: 3',
      'Lines that agree: 12',
      'Decided: 4',
      'Wait for the next day: 5',
      'Orders that could not be read or compared: 6',
    ]);
    expect(openDifferences({ report_id: '', pay_sp: '', date: '', state: 'waiting', written_at: 0 })).toBe(0);
  });

  test.each([
    ['waiting', 'warning'],
    ['unusable', 'danger'],
    ['too_large', 'danger'],
    ['given_up', 'danger'],
  ] as const)('that is %s says why and what to do', (state, theme) => {
    const { matched: _m, ...bare } = report;
    const row = reportRow({ ...bare, state, problem: 'late', problem_why: 'not there yet' });
    expect(row).toMatchObject({
      theme,
      lines: [en.reports[`state_${state}_text`]],
      problem: 'not there yet',
    });
    expect(reportRow({ ...bare, state, problem: 'late' }).problem).toBe('late');
  });

  test('writes its sums out', () => {
    const sums = { fee_type: 'EUR', ours: 1290, theirs: 1200, pending: 0, difference: 90 };
    expect(balanceView(sums)).toMatchObject({
      title: 'Sums (EUR)',
      ours: '€12.90',
      difference: '€0.90',
      agrees: false,
    });
    expect(balanceView({ ...sums, difference: 0 }).agrees).toBe(true);
  });
});

describe('a difference', () => {
  test('says what both sides have, and what to do', () => {
    expect(findingRow(finding)).toEqual({
      id: '0a1b',
      title: 'Payment · Another amount',
      orderNo: 'CP1',
      isOurs: true,
      ours: '€12.90 · Paid · 2026-11-21 09:05',
      theirs: '€12.00 · TRADE_OK',
      reason: finding.reason,
      todo: en.findingTodo.amount,
      since: 'First found at 2026-11-21 09:05',
      decided: '',
      by: '',
    });
  });

  test('may be missing on a side, or be decided', () => {
    const decided = {
      decision: 'dismissed',
      decided_by: 'oOp',
      decided_at: at,
      explanation: 'other shop',
    } as const;
    const row = findingRow({ ...finding, of: 'refund', kind: 'missing_here', ours: null, ...decided });
    expect(row).toMatchObject({
      title: 'Refund · Missing here',
      ours: 'Nothing',
      todo: '',
      decided: 'Nothing to be done, 2026-11-21 09:05',
      by: 'By oOp: other shop',
    });
    expect(findingRow({ ...finding, decision: 'dismissed' })).toMatchObject({
      decided: 'Nothing to be done, ',
      by: 'By : ',
    });
  });
});

describe('figures', () => {
  const figure = (day: string, fee_type: string, paid: number, more: Partial<Figure> = {}): Figure => ({
    day,
    pay_sp: 'yaband',
    fee_type,
    orders: 1,
    paid,
    refunded: 0,
    kept_aside: 0,
    ...more,
  });
  const figures = [
    figure('2026-11-24', 'EUR', 1000),
    figure('2026-11-24', 'EUR', 500, { pay_sp: 'v3', refunded: 100 }),
    figure('2026-11-26', 'EUR', 1, { orders: 2, kept_aside: 70 }),
    figure('2026-11-26', 'JPY', 900),
    figure('2026-11-26', 'CNY', 0, { pay_sp: '' }),
  ];

  test('never add sums of two currencies', () => {
    expect(sumViews(figures)).toEqual([
      { currency: 'EUR', orders: 'Orders: 4', paid: '€15.01', refunded: '€1.00', keptAside: '€0.70' },
      { currency: 'CNY', orders: 'Orders: 1', paid: '¥0.00', refunded: '¥0.00', keptAside: '' },
      { currency: 'JPY', orders: 'Orders: 1', paid: 'JP¥900', refunded: 'JP¥0', keptAside: '' },
    ]);
    expect(currenciesOf([])).toEqual([]);
  });

  test('have a bar for each day, as high as its part of the best one, that can be read aloud', () => {
    const bars = barViews(figures, 'EUR', { from: '2026-11-24', to: '2026-11-26' });
    expect(bars.map(({ short, height, back }) => [short, height, back])).toEqual([
      ['11/24', 100, 7],
      ['11/25', 0, 0],
      ['11/26', 2, 0],
    ]);
    expect(bars[0]?.label).toBe('2026-11-24: paid €15.00, refunded €1.00, orders 2');
    expect(barViews([], 'EUR', { from: '2026-11-24', to: '2026-11-24' })).toMatchObject([{ height: 0 }]);
  });

  test('are told apart by PSP, the largest first', () => {
    expect(shareViews(figures, 'EUR').map(({ name, paid, width }) => [name, paid, width])).toEqual([
      ['YabandPay', '€10.01', 100],
      ['WeChat Pay v3', '€5.00', 50],
    ]);
    expect(shareViews(figures, 'CNY')).toMatchObject([{ name: 'No payment tried', width: 0 }]);
  });
});

describe('the operators’ services send', () => {
  const sent = async (calling: Promise<unknown>): Promise<unknown> => {
    await calling;
    return callFunction.mock.calls.at(-1)?.[0].data;
  };
  beforeEach(() => callFunction.mockResolvedValue({ result: { errcode: 0 } }));

  const days = { from: '2026-11-24', to: '2026-11-26', zone: '+01:00' };
  const place = { created_at: 5, out_trade_no: 'CP1' };

  test.each([
    [() => operator.listShopOrders({}, 20), { action: 'listorders', limit: 20 }],
    [
      () => operator.listShopOrders({ state: 'paid', search: 'x' }, 20, place),
      { action: 'listorders', state: 'paid', search: 'x', limit: 20, before: 5, before_no: 'CP1' },
    ],
    [() => operator.operatorOrder('CP1'), { action: 'queryorder', out_trade_no: 'CP1' }],
    [() => operator.askNow('CP1'), { action: 'asknow', out_trade_no: 'CP1' }],
    [() => operator.askNow('CP1', 'why'), { action: 'asknow', out_trade_no: 'CP1', explanation: 'why' }],
    [
      () => operator.forceClose('CP1', 'why'),
      { action: 'closeorder', out_trade_no: 'CP1', force: true, explanation: 'why' },
    ],
    [() => operator.retryOrder('CP1', ''), { action: 'retry', out_trade_no: 'CP1' }],
    [
      () => operator.markSeen('CP1', 'kept_aside', 'why'),
      { action: 'seen', out_trade_no: 'CP1', reason: 'kept_aside', explanation: 'why' },
    ],
    [
      () => operator.markSeen('CP1', 'kept_aside', 'why', true),
      { action: 'seen', out_trade_no: 'CP1', reason: 'kept_aside', explanation: 'why', force: true },
    ],
    [() => operator.exportOrders(days), { action: 'exportorders', ...days }],
    [
      () => operator.exportOrders(days, { before: 5, before_no: 'CP1' }),
      { action: 'exportorders', ...days, before: 5, before_no: 'CP1' },
    ],
    [() => operator.configProblems('zh-TW'), { action: 'problems', lang: 'zh-TW' }],
    [() => aside.listAside(false, 20), { action: 'listaside', all: false, limit: 20 }],
    [
      () => aside.listAside(true, 20, notice),
      { action: 'listaside', all: true, limit: 20, before: at, before_id: 'n1' },
    ],
    [
      () => aside.resolveAside('n1', 'return', 'why'),
      { action: 'resolve', notice_id: 'n1', decision: 'return', explanation: 'why' },
    ],
    [
      () => aside.resolveRefund('R1', 'failed', 'why'),
      { action: 'resolverefund', out_refund_no: 'R1', state: 'failed', explanation: 'why' },
    ],
    [() => books.listReports(20), { action: 'listreconciliations', limit: 20 }],
    [
      () => books.listReports(20, report),
      { action: 'listreconciliations', limit: 20, before: at, before_id: report.report_id },
    ],
    [
      () => books.reportOf('v3', '2026-11-24'),
      { action: 'reconciliation', pay_sp: 'v3', date: '2026-11-24' },
    ],
    [
      () => books.resolveFinding('0a1b', 'dismissed', 'why'),
      { action: 'resolve', finding_id: '0a1b', decision: 'dismissed', explanation: 'why' },
    ],
    [() => books.figuresOf(days), { action: 'figures', ...days }],
  ])('what the back end documents (%#)', async (calling, data) => {
    expect(await sent(calling())).toEqual(data);
  });
});
