// What the stand-in shop answers its operators: all orders, refunds, kept-aside money, reports, figures, an export.
import type { Data, Outcome } from './stub-wechat';
import type { StubOrder } from './stub-shop';

interface StubRefund {
  readonly out_refund_no: string;
  readonly out_trade_no: string;
  readonly refund_fee: number;
  readonly fee_type: string;
  readonly reason?: unknown;
  readonly created_at: number;
  state: string;
}

/** A failure of an action, as the function answers it. */
export class Refusal extends Error {
  constructor(
    readonly errcode: number,
    readonly errmsg: string,
  ) {
    super(errmsg);
  }
}

const day = Date.UTC(2026, 10, 24, 9);

export class StubOperator {
  /** What was asked, newest last. */
  readonly asked: Data[] = [];
  readonly refunds: StubRefund[] = [];
  notices: Data[] = [];
  reports: Data[] = [];
  figures: Data[] = [];
  problems: Data[] = [];
  unreadable: Data[] = [];
  /** What becomes of a refund at once, and what a question finds out later. */
  refundState = 'processing';
  laterState: string | undefined;
  /** The pages of an export. */
  pages: Data[] = [];

  constructor(private readonly orders: readonly StubOrder[]) {}

  /** Whether an action is an operator's. Lists of one's own orders, and orders that are bought, are not. */
  isMeant(action: string, { mine }: Data): boolean {
    return action !== 'listorders' ? action in this.actions : mine !== true;
  }

  call(action: string, data: Data): Outcome {
    this.asked.push(data);
    const run = this.actions[action];
    if (!run) throw new Error(`the stub knows no operator's action "${action}"`);
    return run(data);
  }

  private readonly actions: Readonly<Record<string, (data: Data) => Outcome>> = {
    listorders: (data) => ({ orders: this.list(data), unreadable: this.unreadable }),
    queryorder: ({ out_trade_no }) => this.order(out_trade_no),
    refund: (data) => this.refund(data),
    queryrefund: ({ out_refund_no }) => ({ ...this.queried(out_refund_no) }),
    resolverefund: ({ out_refund_no, state }) => {
      const refund = this.queried(out_refund_no);
      refund.state = String(state);
      return { ...refund };
    },
    asknow: ({ out_trade_no }) => {
      const order = this.order(out_trade_no);
      return { ...order, answers: [{ of: order.out_trade_no, said: 'SUCCESS' }] };
    },
    retry: ({ out_trade_no }) => this.calmed(out_trade_no),
    seen: ({ out_trade_no }) => this.calmed(out_trade_no),
    listaside: ({ all, limit, before = Infinity }) => ({
      notices: this.notices
        .filter((one) => (all === true || !one['decision']) && Number(one['received_at']) < Number(before))
        .slice(0, Number(limit)),
    }),
    resolve: (data) => this.resolve(data),
    listreconciliations: ({ before }) => ({ reports: before ? [] : this.reports }),
    reconciliation: ({ date }) => this.reports.find((one) => one['date'] === date) ?? notFound(),
    figures: () => ({ figures: this.figures }),
    problems: () => ({ problems: this.problems }),
    exportorders: () => this.pages.shift() ?? { csv: '', orders: 0 },
  };

  private list({
    limit,
    before = Infinity,
    attention,
    state,
    search,
    total_fee,
    since = 0,
  }: Data): StubOrder[] {
    return this.orders
      .filter(
        (one) => Number(one['created_at']) < Number(before) && Number(one['created_at']) >= Number(since),
      )
      .filter((one) => attention !== true || one['attention'] !== undefined)
      .filter((one) => state === undefined || one.state === state)
      .filter((one) => total_fee === undefined || one.total_fee === total_fee)
      .filter((one) => search === undefined || JSON.stringify(one).includes(search as string))
      .reverse()
      .slice(0, Number(limit));
  }

  private order(number: unknown): StubOrder {
    return this.orders.find(({ out_trade_no }) => out_trade_no === number) ?? notFound();
  }

  private calmed(number: unknown): StubOrder {
    const order = this.order(number);
    delete order['attention'];
    return order;
  }

  private refund(data: Data): Outcome {
    const { out_refund_no, refund_fee, refund_currency, reason } = data;
    const known = this.refunds.find((one) => one.out_refund_no === out_refund_no);
    if (known) return { ...known };
    const order = this.order(data['out_trade_no']);
    const refund = {
      out_refund_no: String(out_refund_no),
      out_trade_no: order.out_trade_no,
      refund_fee: Number(refund_fee),
      fee_type: String(refund_currency),
      reason,
      created_at: day,
      state: this.refundState,
    };
    this.refunds.push(refund);
    const held = this.refundState === 'failed' ? 0 : refund.refund_fee;
    order['refundable_fee'] = Number(order['refundable_fee']) - held;
    order['refunds'] = [...(order['refunds'] as object[]), refund];
    return { ...refund };
  }

  private queried(number: unknown): StubRefund {
    const refund = this.refunds.find((one) => one.out_refund_no === number);
    if (!refund) throw new Refusal(1204, 'REFUND_NOT_FOUND: there is no such refund');
    refund.state = this.laterState ?? refund.state;
    return refund;
  }

  private resolve({ notice_id, finding_id, decision, explanation }: Data): Outcome {
    const findings = this.reports.flatMap((one) => one['findings'] as Data[]);
    const notice =
      this.notices.find((one) => one['notice_id'] === notice_id) ??
      findings.find((one) => one['finding_id'] === finding_id) ??
      notFound();
    Object.assign(notice, { decision, explanation, decided_by: 'oOperator', decided_at: day });
    return decision === 'return' ? { ...notice, out_refund_no: 'CP1A1', refund_state: 'processing' } : notice;
  }
}

function notFound(): never {
  throw new Refusal(1101, 'ORDER_NOT_FOUND: no such order');
}
