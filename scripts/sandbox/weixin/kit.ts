/** What every part of this sandbox is made with. */
import type { LocalClock } from '../../local-cloud/clock';
import type { Dice } from '../dice';
import type { SandboxDeps } from '../sandbox';
import type { Tables } from './table';

export interface WeixinKit extends Pick<SandboxDeps, 'origin' | 'post'> {
  readonly clock: LocalClock;
  readonly dice: Dice;
  readonly tables: Tables;
  readonly timers: Timers;
}

export const secondMs = 1000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** WeChat counts time in seconds. */
export const secondsOf = (ms: number): number => Math.floor(ms / 1000);

/** What will happen by the local clock, each under a name of its own. */
export class Timers {
  private readonly waiting = new Map<string, () => void>();

  constructor(private readonly clock: LocalClock) {}

  /** Runs `task` at `time` (milliseconds), instead of what was planned under that name. */
  set(name: string, time: number, task: () => void): void {
    this.cancel(name);
    const run = (): void => {
      this.waiting.delete(name);
      task();
    };
    this.waiting.set(name, this.clock.at(time, run));
  }

  cancel(name: string): void {
    this.waiting.get(name)?.();
    this.waiting.delete(name);
  }

  clear(): void {
    for (const cancel of this.waiting.values()) cancel();
    this.waiting.clear();
  }
}
