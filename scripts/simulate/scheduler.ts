/**
 * Who goes on next. Everything that takes time parks here and says what it is about to do; one at a time is let go, chosen
 * by the dice, so that every order of events can happen and a seed repeats it. Time passes between the steps.
 */
import type { Dice } from './dice';
import type { VirtualClock } from './virtual-clock';

/** Most calls go on as fast as others, some are slow, some overtake. */
export const EAGERNESS = [
  [16, 1],
  [2, 0.1],
  [1, 0.01],
  [2, 4],
] as const;

/** Whoever does something: a call of a function, a person, the network. The dead do nothing any more. */
export interface Party {
  readonly name: string;
  isAlive(): boolean;
  /** How eagerly it goes on, beside others: 1 is usual. */
  readonly eagerness: number;
  /** Always finds something to do: nobody waits for it, and it always waits for its turn. */
  readonly isPerson?: true;
  /** It has to wait for its turn from now on, or does no longer. */
  waits?(isWaiting: boolean): void;
}

/** What is told; made only where somebody listens, for most worlds go well and nobody reads their history. */
export type Words = string | (() => string);

interface Parked {
  readonly party: Party;
  readonly what: Words;
  go(): void;
}

/** Milliseconds that pass before a step, by how often that happens. */
const PACE: readonly (readonly [weight: number, span: readonly [least: number, most: number]])[] = [
  [60, [0, 20]],
  [30, [20, 300]],
  [9, [300, 2_000]],
  [1, [2_000, 12_000]],
];

const DONE = Promise.resolve();
/** What the dead wait for. One for each: whoever waits for a promise that all share is remembered for ever. */
export const never = (): Promise<never> => new Promise(() => undefined);

export interface Telling {
  readonly clock: VirtualClock;
  readonly dice: Dice;
  /** Whether a history is kept. */
  readonly isTold: boolean;
}

export class Scheduler {
  readonly history: string[] = [];
  readonly clock: VirtualClock;
  /** Looks at the world after each step. */
  afterStep: () => void = () => undefined;
  /** Nobody has to wait for a turn: everything goes straight on. For times in which the order of steps is not the point. */
  isDirect = false;
  private parked: Parked[] = [];
  private steps = 0;
  private readonly dice: Dice;
  private readonly isTold: boolean;
  private readonly startedAt: number;

  constructor({ clock, dice, isTold }: Telling) {
    this.clock = clock;
    this.dice = dice;
    this.isTold = isTold;
    this.startedAt = clock.now();
  }

  /** Waits until it is this party's turn. */
  turn(party: Party, what: Words): Promise<void> {
    if (!party.isAlive()) return never();
    if (this.isDirect && !party.isPerson) return DONE;
    return new Promise((go) => this.park(party, what, go));
  }

  /** Waits until so much time has passed, then for its turn. */
  sleep(party: Party, ms: number, what: Words): Promise<void> {
    return new Promise((go) => {
      this.clock.at(this.clock.now() + ms, () => {
        if (!party.isAlive()) return;
        if (this.isDirect) go();
        else this.park(party, what, go);
      });
    });
  }

  /** Something that happened in the present step. */
  note(words: Words): void {
    if (this.isTold) this.history.push(`      ${typeof words === 'string' ? words : words()}`);
  }

  /** One step of somebody, after a little time. False when nobody waits. */
  async step({ withPeople }: { readonly withPeople: boolean }): Promise<boolean> {
    await this.settled();
    const due = this.clock.tasksSoFar();
    this.clock.advance(this.aLittle());
    if (this.clock.tasksSoFar() > due) await this.settled();
    const one = this.chosen(withPeople);
    if (!one) return false;
    this.steps += 1;
    if (this.isTold) this.tell(one);
    one.go();
    await this.settled();
    this.afterStep();
    return true;
  }

  /** Everything goes as far as it can without anybody's turn. */
  async settle(): Promise<void> {
    await this.settled();
    this.afterStep();
  }

  /** Lets time pass up to the next thing that waits for it, at most so long; answers how long that was. */
  pass(ms: number): number {
    const next = this.clock.next() ?? Infinity;
    const passing = Math.min(ms, Math.max(0, next - this.clock.now()));
    this.clock.advance(passing);
    return passing;
  }

  private park(party: Party, what: Words, goOn: () => void): void {
    party.waits?.(true);
    const go = (): void => {
      party.waits?.(false);
      goOn();
    };
    this.parked.push({ party, what, go });
  }

  private chosen(withPeople: boolean): Parked | undefined {
    this.parked = this.parked.filter(({ party }) => party.isAlive());
    const able = withPeople ? this.parked : this.parked.filter(({ party }) => !party.isPerson);
    if (able.length === 0) return undefined;
    let all = 0;
    for (const { party } of able) all += party.eagerness;
    let left = this.dice.fraction() * all;
    const one = able.find(({ party }) => (left -= party.eagerness) < 0) ?? able.at(-1);
    if (one) this.parked.splice(this.parked.indexOf(one), 1);
    return one;
  }

  private tell({ party, what }: Parked): void {
    const seconds = ((this.clock.now() - this.startedAt) / 1000).toFixed(3);
    const words = typeof what === 'string' ? what : what();
    this.history.push(`${this.steps}. [${seconds} s] ${party.name}: ${words}`);
  }

  private aLittle(): number {
    const [least, most] = this.dice.weighted(PACE);
    return this.dice.between(least, most);
  }

  /** Everything has gone as far as it can without a turn: ticks come when all promises are through. */
  private settled(): Promise<void> {
    return new Promise((through) => process.nextTick(through));
  }
}
