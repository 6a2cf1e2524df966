/**
 * Who goes on next. Everything that takes time parks here and says what it is about to do; one at a time is let go, chosen
 * by the dice, so that every order of events can happen and a seed repeats it. Time passes between the steps.
 */
import type { Dice } from './dice';
import type { VirtualClock } from './virtual-clock';

/** Whoever does something: a call of a function, a person, the network. The dead do nothing any more. */
export interface Party {
  readonly name: string;
  isAlive(): boolean;
  /** How eagerly it goes on, beside others: 1 is usual. */
  readonly eagerness: number;
}

interface Parked {
  readonly party: Party;
  readonly what: string;
  go(): void;
}

/** Milliseconds that pass before a step, by how often that happens. */
type Pace = readonly (readonly [weight: number, least: number, most: number])[];

const WORKING: Pace = [
  [60, 0, 20],
  [30, 20, 300],
  [9, 300, 2_000],
  [1, 2_000, 12_000],
];

export class Scheduler {
  readonly history: string[] = [];
  /** Looks at the world after each step. */
  afterStep: () => void = () => undefined;
  private parked: Parked[] = [];
  private steps = 0;
  private readonly startedAt: number;

  constructor(
    readonly clock: VirtualClock,
    readonly dice: Dice,
  ) {
    this.startedAt = clock.now();
  }

  /** Waits until it is this party's turn. */
  turn(party: Party, what: string): Promise<void> {
    return new Promise((go) => {
      if (party.isAlive()) this.parked.push({ party, what, go });
    });
  }

  /** Waits until so much time has passed, then for its turn. */
  sleep(party: Party, ms: number, what: string): Promise<void> {
    return new Promise((go) => {
      this.clock.at(this.clock.now() + ms, () => {
        if (party.isAlive()) this.parked.push({ party, what, go });
      });
    });
  }

  /** Something that happened in the present step. */
  note(words: string): void {
    this.history.push(`      ${words}`);
  }

  /** One step of somebody whom `which` names, after a little time. False when nobody waits. */
  async step(which: (party: Party) => boolean = () => true): Promise<boolean> {
    await this.settled();
    this.clock.advance(this.aLittle());
    await this.settled();
    this.bury();
    const able = this.parked.filter(({ party }) => which(party));
    if (able.length === 0) return false;
    await this.letGo(this.dice.weighted(able.map((one) => [one.party.eagerness, one] as const)));
    return true;
  }

  /** Lets time pass up to the next thing that waits for it, at most so long; answers how long that was. */
  pass(ms: number): number {
    const next = this.clock.next() ?? Infinity;
    const passing = Math.min(ms, Math.max(0, next - this.clock.now()));
    this.clock.advance(passing);
    return passing;
  }

  private async letGo(one: Parked): Promise<void> {
    this.parked.splice(this.parked.indexOf(one), 1);
    this.steps += 1;
    const seconds = ((this.clock.now() - this.startedAt) / 1000).toFixed(3);
    this.history.push(`${this.steps}. [${seconds} s] ${one.party.name}: ${one.what}`);
    one.go();
    await this.settled();
    this.afterStep();
  }

  private aLittle(): number {
    const [least, most] = this.dice.weighted(WORKING.map(([weight, ...span]) => [weight, span] as const));
    return this.dice.between(least, most);
  }

  /** Everything has gone as far as it can without a turn: promises are through when the loop comes round. */
  private settled(): Promise<void> {
    return new Promise(setImmediate);
  }

  private bury(): void {
    this.parked = this.parked.filter(({ party }) => party.isAlive());
  }
}
