/** Those who follow the orders' money in a simulation: what they were told last of each, and how telling goes wrong. */
import type { Told } from '../../shared/payments/order/follow-ups';
import type { PaidOrder } from '../../shared/payments/ports';
import type { Dice } from './dice';
import type { World } from './world';

export class Followers {
  private readonly heard = new Map<string, number>();

  constructor(
    private readonly world: World,
    private readonly dice: Dice,
  ) {}

  /** What an order was worth when they last heard of it, as they count: refunds only grow, so the least counts. */
  worthOf(order: string): number | undefined {
    return this.heard.get(order);
  }

  hear({ out_trade_no: order, total_fee: total, refunded_fee: refunded }: PaidOrder): Promise<Told> {
    const { memory } = this.world;
    const { dice } = this;
    if (memory.orderTable.get(order)?.state !== 'paid') this.world.wrong(`somebody heard of unpaid ${order}`);
    const fate = dice.chance(this.world.troubles.followers)
      ? dice.pick(['busy', 'busy after all', 'throws'])
      : 'well';
    if (fate === 'busy') return Promise.resolve({ is: 'later', why: fate });
    this.heard.set(order, Math.min(this.heard.get(order) ?? Infinity, total - refunded));
    if (fate === 'throws') return Promise.reject(new Error('telling failed'));
    return Promise.resolve(fate === 'well' ? { is: 'told', state: 'heard' } : { is: 'later', why: fate });
  }
}
