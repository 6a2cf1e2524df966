/** What was asked for under a number of its own: however often it was asked, it is one order. */
import type { Result } from './world';

export class Requests {
  /** The numbers of each buyer, and how many orders they asked for plainly. */
  private readonly asked = new Map<string, { plain: number; readonly numbers: Set<string> }>();
  /** The order that each request was answered with. */
  private readonly orders = new Map<string, string>();

  /** A buyer asks for an order. */
  ask(openid: string, { request_id }: Result): void {
    const theirs = this.asked.get(openid) ?? { plain: 0, numbers: new Set() };
    this.asked.set(openid, theirs);
    if (typeof request_id === 'string') theirs.numbers.add(request_id);
    else theirs.plain += 1;
  }

  /** The order that an earlier answer named for the same request, where it is another one. */
  otherOrder({ request_id }: Result, { out_trade_no }: Result): string | undefined {
    if (typeof request_id !== 'string') return undefined;
    const before = this.orders.get(request_id) ?? String(out_trade_no);
    this.orders.set(request_id, before);
    return before === out_trade_no ? undefined : before;
  }

  /** How many orders a buyer can have at most: one for each request, whoever asked how often. */
  mostOrders(openid: string): number {
    const { plain, numbers } = this.asked.get(openid) ?? { plain: 0, numbers: new Set() };
    return plain + numbers.size;
  }

  /** Who asked for orders under numbers. */
  numbered(): readonly string[] {
    return [...this.asked].filter(([, { numbers }]) => numbers.size > 0).map(([openid]) => openid);
  }
}
