/** The tickets that payers were handed: strings for the cashier or links, and the trades behind them. */
import { demoAppid, type PaymentStrings } from '../sandbox';
import type { HeldPayment, PspHouse } from './psp-house';

export interface Ticket {
  readonly order: string;
  readonly paySp: string;
  readonly tradeNo: string;
  readonly strings?: PaymentStrings;
  readonly url?: string;
}

export class Tickets {
  private readonly all = new Map<string, Ticket>();

  constructor(
    private readonly house: PspHouse,
    private readonly paySps: readonly string[],
  ) {}

  list(): readonly Ticket[] {
    return [...this.all.values()];
  }

  /** What function `pay` answered to `unifiedorder` is in somebody's hands. */
  handOut(order: string, { payment, url }: Readonly<Record<string, unknown>>): void {
    if (typeof url === 'string') this.keep(order, { url });
    else if (payment !== undefined) this.keep(order, { strings: payment as PaymentStrings });
  }

  private keep(order: string, way: Pick<Ticket, 'strings' | 'url'>): void {
    for (const paySp of this.paySps) {
      const tradeNo =
        way.strings === undefined ? this.behindLink(paySp, way.url ?? '') : this.behind(paySp, way.strings);
      if (tradeNo !== undefined) this.all.set(JSON.stringify(way), { order, paySp, tradeNo, ...way });
    }
  }

  private behindLink(paySp: string, url: string): string | undefined {
    return url.includes(`/sandbox/${paySp}/`) ? this.house.tradeBehind(url) : undefined;
  }

  /** The trade that the cashier finds behind five strings; undefined where it refuses them. */
  behind(paySp: string, strings: PaymentStrings): string | undefined {
    try {
      return this.house.sandbox(paySp).bill(strings, demoAppid)?.tradeNo;
    } catch {
      return undefined;
    }
  }

  works({ paySp, tradeNo, strings }: Ticket, payments: readonly HeldPayment[]): boolean {
    const payment = payments.find((one) => one.trade_no === tradeNo);
    if (payment?.state !== 'open' && payment?.state !== 'failed') return false;
    return strings === undefined ? payment.state === 'open' : this.behind(paySp, strings) === tradeNo;
  }

  /** The trades of an order that somebody could pay at this moment. */
  working(order: string, payments: readonly HeldPayment[]): readonly string[] {
    const mine = this.list().filter((one) => one.order === order);
    const live = mine.filter(({ tradeNo }) =>
      payments.some(
        ({ trade_no, state }) => trade_no === tradeNo && (state === 'open' || state === 'failed'),
      ),
    );
    return [...new Set(live.filter((one) => this.works(one, payments)).map(({ tradeNo }) => tradeNo))];
  }
}
