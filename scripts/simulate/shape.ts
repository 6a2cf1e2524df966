/**
 * What kind of world a seed is: whose shop, how big, what happened before, who is there and what goes wrong. All of it is
 * rolled here, so a world that is made smaller is the same roll with something taken away.
 */
import { Dice } from './dice';
import { openingNames, type OpeningName } from './opening';
import { roleNames, type RoleName } from './people/cast';

/** How likely each call meets a mishap of that kind; `clocks`: by how many milliseconds instances' clocks may differ. */
export const troubleNames = [
  'network',
  'notices',
  'hooks',
  'followers',
  'store',
  'rivals',
  'staleness',
  'crashes',
  'clocks',
] as const;
export type TroubleName = (typeof troubleNames)[number];
export type Troubles = Readonly<Record<TroubleName, number>>;

// One entry for each name, made just here.
export const CALM = Object.fromEntries(troubleNames.map((name) => [name, 0])) as Troubles;

export interface Shape {
  readonly seed: number;
  /** The PSPs of the shop; further ones are tried when the first does not take a payment. */
  readonly paySps: readonly string[];
  /** A big world has more orders and steps, and every hour of it is lived through in steps. */
  readonly isLarge: boolean;
  /** Every order goes through its document, every text is searched for secrets. */
  readonly isThorough: boolean;
  /** Steps before the quiet end. */
  readonly steps: number;
  readonly mostOrders: number;
  readonly opening: OpeningName;
  /** How long orders may stay unpaid. */
  readonly orderMinutes: number;
  /** The shop is one of several in its environment, with a configuration of its own. */
  readonly isShared: boolean;
  /** Beside its orders stands one that somebody edited into something that cannot be read. */
  readonly isSpoilt: boolean;
  readonly troubles: Troubles;
  readonly roles: ReadonlySet<RoleName>;
}

/** What is taken away from a world, to see whether it still fails. */
export interface Less {
  readonly steps?: number;
  readonly mostOrders?: number;
  readonly opening?: OpeningName;
  /** Roles and troubles by their names. */
  readonly without?: readonly string[];
}

export interface Wanted {
  /** Steps before the quiet end, where not as the seed has it. */
  readonly steps?: number;
  /** Only this PSP; without one it is the seed's choice. */
  readonly paySp?: string;
  /** Several PSPs, one after the other. */
  readonly hasRoute?: boolean;
}

/**
 * All sixteen PSPs; the first three, whose cancel gives money back, more often than others. v3 and v3sp sign everything with RSA,
 * which takes four times as long, and v2sp opens its certificate again and again.
 */
const SHARES: readonly (readonly [number, string])[] = [
  [14, 'yaband'],
  [12, 'vr'],
  [10, '2paynow'],
  [2, 'v3'],
  [8, 'v2'],
  [9, 'supay'],
  [10, 'cloudpay'],
  [9, 'latipay'],
  [3, 'v2sp'],
  [1, 'v3sp'],
  [9, 'airwallex'],
  [8, 'nihaopay'],
  [7, 'qfpay'],
  [8, 'royalpay'],
  [7, 'snappay'],
  [8, 'pockyt'],
];
const ROUTES: readonly (readonly [number, readonly string[]])[] = [
  [4, ['yaband', 'vr']],
  [4, ['2paynow', 'yaband']],
  [3, ['cloudpay', 'v2']],
  [3, ['nihaopay', 'pockyt']],
  [3, ['royalpay', 'airwallex']],
  [2, ['supay', 'royalpay']],
  [0.5, ['v3', 'v2']],
  [0.5, ['cloudpay', 'v3sp']],
];

const LARGE_EVERY = 400;
const THOROUGH_EVERY = 20;
const MINUTE = 60_000;

export function shapeOf(seed: number, wanted: Wanted = {}): Shape {
  const dice = new Dice(seed).of('shape');
  const isLarge = Math.abs(seed) % LARGE_EVERY === 0;
  const paySps = paySpsOf(wanted, dice);
  const size = isLarge
    ? { steps: dice.pick([150, 300, 600]), mostOrders: dice.between(1, 3) }
    : { steps: dice.pick([20, 35, 50, 70]), mostOrders: dice.chance(0.25) ? 2 : 1 };
  return {
    ...{ seed, paySps, isLarge, isThorough: Math.abs(seed) % THOROUGH_EVERY === 0 },
    ...size,
    ...(wanted.steps === undefined ? {} : { steps: wanted.steps }),
    opening: isLarge && dice.chance(0.5) ? 'nothing' : dice.weighted(openingNames),
    orderMinutes: dice.weighted([
      [2, 120],
      [3, 30],
      [6, 12],
      [isLarge ? 2 : 0.1, 14 * 24 * 60],
    ] as const),
    isShared: dice.chance(0.08),
    isSpoilt: dice.chance(0.05),
    troubles: troublesOf(dice),
    roles: new Set(roleNames.filter(([, chance]) => dice.chance(chance)).map(([name]) => name)),
  };
}

/** A shop in which one thing happens after the other, and nothing goes wrong. */
export const calmShape = (seed: number, paySps: readonly string[]): Shape => ({
  ...{ seed, paySps, steps: 0, mostOrders: 1, opening: 'nothing', orderMinutes: 120 },
  ...{ isLarge: false, isThorough: false, isShared: false, isSpoilt: false },
  troubles: CALM,
  roles: new Set(),
});

/** The world with something taken away. */
export function smaller(shape: Shape, less: Less): Shape {
  const without = new Set(less.without ?? []);
  const troubles = Object.fromEntries(
    troubleNames.map((name) => [name, without.has(name) ? 0 : shape.troubles[name]]),
  );
  return {
    ...shape,
    steps: less.steps ?? shape.steps,
    mostOrders: less.mostOrders ?? shape.mostOrders,
    opening: less.opening ?? shape.opening,
    // One entry for each name, made just above.
    troubles: troubles as Troubles,
    roles: new Set([...shape.roles].filter((name) => !without.has(name))),
  };
}

function paySpsOf({ paySp, hasRoute }: Wanted, dice: Dice): readonly string[] {
  if (paySp !== undefined) return [paySp];
  if (hasRoute ?? dice.chance(0.12)) return dice.weighted(ROUTES);
  return [dice.weighted(SHARES)];
}

function troublesOf(dice: Dice): Troubles {
  return {
    network: dice.pick([0, 0.1, 0.3]),
    notices: dice.pick([0, 0.1, 0.4]),
    hooks: dice.pick([0, 0, 0.2]),
    followers: dice.pick([0, 0, 0.3]),
    store: dice.pick([0, 0, 0, 0.01, 0.05]),
    rivals: dice.pick([0, 0, 0.1]),
    staleness: dice.pick([0, 0, 0, 0.1]),
    crashes: dice.pick([0, 0, 0.01, 0.03]),
    clocks: dice.weighted([
      [7, 0],
      [2, 2000],
      [1, 10 * MINUTE],
    ] as const),
  };
}
