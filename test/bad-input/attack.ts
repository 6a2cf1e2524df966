/** An attack: many forged, tampered or malformed inputs of one class at one door, each with the verdict that it must get. */
import { Dice } from './dice';

/** Class → what it tries. The order and the numbers are those of the table in test/bad-input.md. */
export const classes = {
  1: 'one slip of the wire: every byte of a good notice changed, lost, doubled, swapped with the next',
  2: 'headers and signature fields missing, empty, padded, twice, as a list, in another case, endless',
  3: 'signatures of another length, form, type, key, algorithm, account or message',
  4: 'moments at the edge of the window, far off, and no moments at all',
  5: 'replay: later, to other configurations, to other PSPs, from test to live',
  6: 'amounts that are none, almost right, or in another currency',
  7: 'order numbers that are unknown, somebody else’s, or no numbers',
  8: 'XML with entities, doctypes, nesting, duplicates, and random damage',
  9: 'JSON and forms with duplicates, depth, prototypes, odd numbers, and random damage',
  10: 'authenticated encryption with any part changed',
  11: 'envelopes: lies about base64, bodies that were parsed, other methods, odd paths',
  12: 'calls of functions: wrong types, forged identities, other people’s things, endless input',
  13: 'identity numbers and names for face verification',
  14: 'answers to our own requests: damaged, foreign, unsigned, endless',
} as const;
export type ClassNo = keyof typeof classes;

export interface Case {
  readonly what: string;
  /** What went wrong: undefined when the input got what it must get. */
  run(): Promise<string | undefined>;
}

export interface Attack {
  readonly no: ClassNo;
  /** The door: a PSP's name, or a function and its action. */
  readonly at: string;
  /** Always the same cases in the same order. Cheap to enumerate: the work is in `run`. */
  cases(dice: Dice): Iterable<Case>;
  /** Called when the last case has run: what all of them left behind together. */
  after?(): readonly string[];
}

export interface Carried {
  /** How many cases there are, and how many of them were run. */
  readonly all: number;
  readonly run: number;
  readonly problems: readonly string[];
  /** Milliseconds of CPU that the slowest case took. */
  readonly slowest: number;
}

export const nameOf = ({ no, at }: Attack): string => `class ${no} at ${at}`;

/** No input may keep a function busy: milliseconds of CPU, generous to a collector that runs meanwhile. What does, does so each time. */
const LIMIT_MS = 400;
const MOST_PROBLEMS = 20;

/**
 * Runs an attack. `most`: about how many cases; the first ones, and of the others a seeded choice. A case that throws, takes
 * too long or gets another verdict is a problem.
 */
export async function carryOut(attack: Attack, most = Infinity): Promise<Carried> {
  const problems: string[] = [];
  const all = [...attack.cases(new Dice(nameOf(attack)))];
  const choice = new Dice(`choice ${nameOf(attack)}`);
  const chosen = all.filter((_one, index) => index < most / 2 || choice.next() < most / 2 / all.length);
  let slowest = 0;
  for (const one of chosen) {
    const { problem, ms } = await timed(one);
    const took = ms > LIMIT_MS ? Math.min(ms, (await timed(one)).ms) : ms;
    slowest = Math.max(slowest, took);
    if (problem !== undefined) problems.push(`${one.what}: ${problem}`);
    if (took > LIMIT_MS) problems.push(`${one.what}: took ${took} ms`);
    if (problems.length >= MOST_PROBLEMS) break;
  }
  problems.push(...(attack.after?.() ?? []));
  return { all: all.length, run: chosen.length, problems, slowest };
}

/** What went wrong in a case, and the milliseconds of CPU that it took. */
async function timed(one: Case): Promise<{ readonly problem: string | undefined; readonly ms: number }> {
  const before = process.cpuUsage();
  const problem = await one.run().catch((error: unknown) => `threw ${String(error)}`);
  const { user, system } = process.cpuUsage(before);
  return { problem, ms: (user + system) / 1000 };
}
