/** What everybody in a world stands on. */
import type { Dice } from '../dice';
import type { Tickets } from '../tickets';
import type { Result, World } from '../world';

/** What people of a world like to do. */
export const habits = {
  everything: { switching: 0.3, closing: 1, paying: 10, refunding: 0.15, crossing: 0.3 },
  closing: { switching: 0.5, closing: 5, paying: 6, refunding: 0.04, crossing: 0.8 },
  refunds: { switching: 0.1, closing: 0.1, paying: 20, refunding: 0.4, crossing: 0.1 },
} as const;
export type Habit = (typeof habits)[keyof typeof habits];

export interface Stage {
  readonly world: World;
  readonly tickets: Tickets;
  /** This person's own. */
  readonly dice: Dice;
  readonly habit: Habit;
  readonly mostOrders: number;
  /** What operators wished for so far. */
  readonly wishes: Result[];
}

/** Does one thing; undefined where there was nothing to do or to wait for. */
export type Deed = () => Promise<unknown> | undefined;

export function anyOrder({ world, dice }: Stage): string | undefined {
  const orders = world.orders();
  return orders.length === 0 ? undefined : dice.pick(orders).outTradeNo;
}

/** A sandbox may say that something cannot happen. */
export function orRefused(happening: Promise<unknown>): void {
  happening.then(
    () => undefined,
    (error: unknown) => {
      if (!(error instanceof Error && error.name === 'ControlError')) throw error;
    },
  );
}

/** How a notice of what happens at the PSP leaves. */
export function delivery(dice: Dice): {
  readonly drop_notify?: boolean;
  readonly duplicate?: number;
  readonly delay_ms?: number;
} {
  return dice.weighted<ReturnType<typeof delivery>>([
    [6, {}],
    [1, { drop_notify: true }],
    [1, { duplicate: 2 }],
    [1, { delay_ms: dice.between(100, 60_000) }],
  ]);
}

/** Whoever was told of trouble, or of nothing at all, mostly tries again at once. */
export async function untilTold(
  { dice }: Pick<Stage, 'dice'>,
  ask: () => Promise<Result | undefined>,
): Promise<Result | undefined> {
  let said = await ask();
  for (let tries = 1; tries < 3 && said?.errcode !== 0 && dice.chance(0.5); tries += 1) said = await ask();
  return said;
}
