/** The machine: clock, randomness, settings from the environment, and the log. */
import { randomBytes } from 'node:crypto';
import type { Clock, Log, Random } from '../kernel/ports';

export const systemClock: Clock = {
  now: () => Date.now(),
  // A sleep that nobody waits for any more keeps no process alive.
  sleep: (ms) => new Promise((resolve) => void setTimeout(resolve, ms).unref()),
};

export const systemRandom: Random = { hex: (bytes) => randomBytes(bytes).toString('hex') };

/** One JSON line per event on standard output, where CloudBase collects it. */
export const consoleLog: Log = (event, fields) => {
  console.log(JSON.stringify({ event, ...fields }));
};

/** A setting in milliseconds from the environment, or its default. */
export function millisecondsFrom(name: string, otherwise: number): number {
  const value = Number(process.env[name] ?? otherwise);
  return Number.isFinite(value) && value > 0 ? value : otherwise;
}
