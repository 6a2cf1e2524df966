// A shop with something for its operators to do, for the tests of their pages.
import type { StubShop } from './stub-shop';

const at = (hour: number, minute = 0): number => Date.UTC(2026, 10, 24, hour, minute);
const today = (): string => new Date().toISOString().slice(0, 10);

const order = '?out_trade_no=CP20261121000003';

/** The operators' pages, each opened on something of that shop: name and query. */
export const operatorPages = [
  ['home', ''],
  ['orders', ''],
  ['order', order],
  ['refund', order],
  ['inbox', ''],
  ['reports', ''],
  ['report', '?pay_sp=yaband&date=2026-11-24'],
  ['figures', ''],
  ['exports', ''],
  ['problems', ''],
] as const;

/** Fills a stand-in shop: a paid order, an unpaid one, one that waits for a person; notices, a report, figures, problems. */
export function fillOperatorShop(shop: StubShop): void {
  shop.facts = { fee_type: 'EUR', operator_of: ['yaband', 'v3'], templates: {} };
  shop.add({ ...paid, created_at: at(6) });
  shop.add({ state: 'pending', pay_sp: 'v3', pay_method: 'wechat', total_fee: 500, created_at: at(7) });
  shop.add({ ...paid, ...lateOrder, created_at: at(8) });
  shop.operator.unreadable = [{ out_trade_no: 'CP20261121000099', problem: 'total_fee must be an integer' }];
  shop.operator.notices = [
    {
      notice_id: 'n1',
      pay_sp: 'yaband',
      out_trade_no: 'CP20261121000003',
      received_at: at(9),
      reason: 'a second payment of a paid order',
      amount: 125900,
      fee_type: 'EUR',
      sp_trade_no: 'YB2026112100043',
    },
  ];
  shop.operator.reports = [report];
  const figure = { day: today(), pay_sp: 'yaband', fee_type: 'EUR', orders: 1, refunded: 0, kept_aside: 0 };
  shop.operator.figures = [
    { ...figure, paid: 1000 },
    { ...figure, pay_sp: 'v3', paid: 500, refunded: 100 },
    { ...figure, fee_type: 'JPY', paid: 900 },
  ];
  shop.operator.problems = [
    { config_id: 'payment', pay_sp: 'yaband', errmsg: 'CONFIG_INVALID: document payment: key is missing' },
  ];
}

const paid = {
  state: 'paid',
  refundable_fee: 1290,
  paid_at: at(8, 3),
  pay_sp: 'yaband',
  pay_method: 'wechat',
  sp_trade_no: 'YB2026112100042',
  transaction_id: '4200002026112109300000000042',
} as const;

const lateOrder = {
  total_fee: 125900,
  refunded_fee: 10000,
  refundable_fee: 115900,
  late: true,
  openid: 'oBuyer0002',
  attention: { reason: 'kept_aside', since: at(9), of: 'YB2026112100043' },
  refunds: [
    {
      out_refund_no: 'R1',
      refund_fee: 10000,
      fee_type: 'EUR',
      state: 'succeeded',
      reason: 'one piece was missing',
      created_at: at(10),
      refunded_at: at(10, 4),
    },
  ],
  attempts: [
    { no: 'CP20261121000003', pay_sp: 'yaband', pay_method: 'wechat', state: 'paid', requested_at: at(8, 1) },
  ],
  journal: [
    { at: at(8), event: 'created' },
    { at: at(8, 3), event: 'paid at yaband as CP20261121000003 (paid)' },
    { at: at(10), event: 'refund R1 of 10000 requested' },
  ],
};

const side = { state: 'paid', fee_type: 'EUR', at: at(8) };

const report = {
  report_id: 'payment:yaband:2026-11-24',
  pay_sp: 'yaband',
  date: '2026-11-24',
  state: 'done',
  written_at: at(20),
  matched: 41,
  missing_here: 0,
  missing_there: 0,
  differ: 1,
  balances: [{ fee_type: 'EUR', ours: 125900, theirs: 125000, pending: 0, difference: 900 }],
  left_out: 0,
  past: [],
  findings: [
    {
      finding_id: '0a1b',
      kind: 'amount',
      of: 'payment',
      out_trade_no: 'CP20261121000003',
      ours: { ...side, amount: 125900 },
      theirs: { ...side, amount: 125000 },
      reason: 'amount: 1259.00 EUR here, 1250.00 EUR there',
      times: 1,
      since: at(20),
    },
  ],
};
