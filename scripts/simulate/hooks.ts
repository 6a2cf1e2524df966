/** The merchant's hook in a simulation: how often it ran for each order, and why it may have run again. */
import { HOOK_LEASE_MS } from '../../shared/payments/order/transitions';
import type { PaidOrder } from '../../shared/payments/ports';
import type { Dice } from './dice';
import type { Call, Instance } from './instance';
import type { World } from './world';

export const HOOK_FAILED = 'the hook failed';

interface Run {
  readonly call: Call;
  readonly order: string;
}

export class Hooks {
  private readonly completed = new Map<string, number>();
  private readonly excused = new Set<string>();
  private runs: Run[] = [];

  constructor(
    private readonly world: World,
    private readonly dice: Dice,
  ) {}

  completedFor(order: string): number {
    return this.completed.get(order) ?? 0;
  }

  runsSoFar(): number {
    return [...this.completed.values()].reduce((sum, runs) => sum + runs, 0);
  }

  /** A process died at it, it failed, or the database failed who was to write down that it ran: then it may run again. */
  isExcused(order: string): boolean {
    // A lease is only as long as clocks agree.
    if (this.world.shape.troubles.clocks > HOOK_LEASE_MS / 2) return true;
    return this.excused.has(order) || this.runs.some((one) => one.order === order && one.call.wasFailed);
  }

  async run(call: Call, { out_trade_no: order }: PaidOrder): Promise<void> {
    const { scheduler, memory } = this.world;
    const { dice } = this;
    if (memory.orderTable.get(order)?.state !== 'paid') this.world.wrong(`the hook ran for unpaid ${order}`);
    this.runs.push({ call, order });
    const fate = dice.chance(this.world.troubles.hooks)
      ? dice.pick(['fails', 'fails late', 'slow', 'hangs'])
      : 'well';
    scheduler.note(`the hook begins for ${order} (${fate})`);
    if (fate !== 'well') this.excused.add(order);
    if (fate === 'hangs') await new Promise(() => undefined);
    if (fate === 'fails') throw new Error(HOOK_FAILED);
    if (fate === 'slow') await scheduler.sleep(call, dice.between(6000, 15_000), 'wakes in its hook');
    await scheduler.turn(call, `the hook works for ${order}`);
    this.completed.set(order, this.completedFor(order) + 1);
    await scheduler.turn(call, `the hook ends for ${order}`);
    if (fate === 'fails late') throw new Error(`${HOOK_FAILED} at its end`);
  }

  died(instance: Instance): void {
    const { memory } = this.world;
    for (const { order } of this.runs.filter(({ call }) => call.instance === instance))
      if (memory.orderTable.get(order)?.hook !== 'done') this.excused.add(order);
  }
}
