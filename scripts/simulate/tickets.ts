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
  private handed: readonly Ticket[] = [];

  constructor(
    private readonly house: PspHouse,
    private readonly paySps: readonly string[],
  ) {}

  /** The same list as long as nobody was handed another. */
  list(): readonly Ticket[] {
    return this.handed;
  }

  /** What function `pay` answered to `unifiedorder` is in somebody's hands. */
  handOut(order: string, { payment, url }: Readonly<Record<string, unknown>>): void {
    if (typeof url === 'string') this.keep(order, { url });
    else if (payment !== undefined) this.keep(order, { strings: payment as PaymentStrings });
    this.handed = [...this.all.values()];
  }

  private keep(order: string, way: Pick<Ticket, 'strings' | 'url'>): void {
    for (const paySp of this.paySps) {
      const tradeNo =
        way.strings === undefined ? this.behindLink(paySp, way.url ?? '') : this.behind(paySp, way.strings);
      const name = way.strings?.paySign ?? way.url ?? '';
      if (tradeNo !== undefined) this.all.set(name, { order, paySp, tradeNo, ...way });
    }
  }

  private behindLink(paySp: string, url: string): string | undefined {
    return url.includes(`/sandbox/${paySp}/`) ? this.house.tradeBehind(url) : undefined;
  }

  /** The trade that the cashier finds behind five strings; undefined where it refuses them. */
  private behind(paySp: string, strings: PaymentStrings): string | undefined {
    try {
      return this.house.sandbox(paySp).bill(strings, demoAppid)?.tradeNo;
    } catch {
      return undefined;
    }
  }

  /** Whether a payer could pay with it at this moment. Asks the cashier, who looks at every signature anew. */
  works({ paySp, tradeNo, strings }: Ticket, payments: readonly HeldPayment[]): boolean {
    const payment = payments.find((one) => one.trade_no === tradeNo);
    if (!payment || !isPayable(payment)) return false;
    return strings === undefined ? payment.state === 'open' : this.behind(paySp, strings) === tradeNo;
  }

  /** How many trades of an order somebody could pay at this moment; asks the cashier only if there are more than `few`. */
  working(order: string, payments: readonly HeldPayment[], few: number): number {
    const live = payments.filter(isPayable);
    if (live.length <= few) return live.length;
    const mine = this.handed.filter(
      (one) => one.order === order && live.some(({ trade_no }) => trade_no === one.tradeNo),
    );
    if (new Set(mine.map(({ tradeNo }) => tradeNo)).size <= few) return few;
    return new Set(mine.filter((one) => this.works(one, live)).map(({ tradeNo }) => tradeNo)).size;
  }
}

const isPayable = ({ state }: HeldPayment): boolean => state === 'open' || state === 'failed';
