/** Those who follow the orders' money in a simulation: what they were told last of each, and how telling goes wrong. */
import type { Told } from '../../shared/payments/order/follow-ups';
import type { PaidOrder } from '../../shared/payments/ports';
import type { World } from './world';

export class Followers {
  /** How likely telling fails, before or after they heard. */
  trouble = 0;
  private readonly heard = new Map<string, number>();

  constructor(private readonly world: World) {}

  /** What an order was worth when they last heard of it, as they count: refunds only grow, so the least counts. */
  worthOf(order: string): number | undefined {
    return this.heard.get(order);
  }

  hear({ out_trade_no: order, total_fee: total, refunded_fee: refunded }: PaidOrder): Promise<Told> {
    const { dice, memory } = this.world;
    if (memory.orderTable.get(order)?.state !== 'paid') this.world.wrong(`somebody heard of unpaid ${order}`);
    const fate = dice.chance(this.trouble) ? dice.pick(['busy', 'busy after all', 'throws']) : 'well';
    if (fate === 'busy') return Promise.resolve({ is: 'later', why: fate });
    this.heard.set(order, Math.min(this.heard.get(order) ?? Infinity, total - refunded));
    if (fate === 'throws') return Promise.reject(new Error('telling failed'));
    return Promise.resolve(fate === 'well' ? { is: 'told', state: 'heard' } : { is: 'later', why: fate });
  }
}
