/** What somebody wants of the orders, out of the words after the command. */
import { parseArgs } from 'node:util';
import type { OrderFilter } from '../../shared/payments/ports';
import { environmentOptions, type Which } from '../environment/documents';
import { actOptions, acts, isAct, type ActName, type ActOption } from './acts';

export const usage = `npm run orders -- find [NUMBER] [--state paid] [--since 2026-11-20 | 7d | 12h] [--limit 50]
npm run orders -- show NUMBER
npm run orders -- aside [--all]
npm run orders -- refund NUMBER [--refund-fee 150] [--reason TEXT] [--out-refund-no NUMBER]
npm run orders -- resolve ID --decision return | returned_elsewhere | dismissed --explanation TEXT
npm run orders -- resolve REFUND --state succeeded | failed --explanation TEXT
npm run orders -- close NUMBER [--force --explanation TEXT]
npm run orders -- ask NUMBER
npm run orders -- retry NUMBER
npm run orders -- seen NUMBER --reason refunded_elsewhere | kept_aside --explanation TEXT
with [--json] and [--env ID | --url http://127.0.0.1:7070]; whoever changes something also with [--as OPENID] [--config payment] [--yes]`;

const STATES: Readonly<Record<string, Partial<OrderFilter>>> = {
  created: { states: ['created'] },
  pending: { states: ['pending'] },
  unpaid: { states: ['created', 'pending'] },
  paid: { states: ['paid'] },
  closed: { states: ['closed'] },
  refunded: { refunded: true },
  waiting: { waiting: true },
};

export interface Looking {
  readonly does: 'find' | 'show';
  /** Any number of an order: ours, an attempt's, the PSP's, WeChat's, a refund's; or the buyer's openid. */
  readonly number: string | undefined;
  readonly filter: Partial<OrderFilter>;
  /** Made at this moment or later, by the clock of the environment. */
  readonly since: (now: number) => number | undefined;
  readonly limit: number;
  readonly json: boolean;
  readonly which: Which;
}

export interface Acting {
  readonly does: ActName;
  /** A number of the order, or the id of what is decided; empty where the act is about neither. */
  readonly number: string;
  /** Fields of the action's input. */
  readonly fields: Readonly<Record<string, string | number | boolean>>;
  /** The openid in whose name it is done; the only operator where it is missing. */
  readonly as: string | undefined;
  /** The document of collection `config`; the order's own where it is missing. */
  readonly config: string | undefined;
  readonly yes: boolean;
  readonly json: boolean;
  readonly which: Which;
}

const options = {
  ...environmentOptions,
  ...actOptions,
  state: { type: 'string' },
  since: { type: 'string' },
  limit: { type: 'string' },
  as: { type: 'string' },
  config: { type: 'string' },
  yes: { type: 'boolean' },
  json: { type: 'boolean', default: false },
} as const;

type Words = ReturnType<typeof parsed>['values'];

const parsed = (args: readonly string[]) => parseArgs({ args: [...args], allowPositionals: true, options });

/** @throws Error in words for whoever typed the command */
export function readWish(args: readonly string[]): Looking | Acting {
  const { values, positionals } = parsed(args);
  const [does = 'find', number, ...more] = positionals;
  if (more.length > 0) throw new Error(usage);
  if (isAct(does)) return acting(does, number, values);
  if (does !== 'find' && does !== 'show') throw new Error(usage);
  if (does === 'show' && number === undefined) throw new Error(`which order?\n${usage}`);
  refuseOthers(does, values, ['state', 'since', 'limit']);
  const { env, url, json } = values;
  return { does, number, json, which: { env, url }, ...narrowed(values) };
}

/** An option that the verb does not take would be ignored, and something else done than was meant. */
function refuseOthers(does: string, words: Words, takes: readonly (keyof Words)[]): void {
  const known: readonly string[] = [...takes, 'env', 'url', 'json'];
  const other = Object.keys(words).find((name) => !known.includes(name));
  if (other !== undefined) throw new Error(`${does} takes no --${other}\n${usage}`);
}

function acting(does: ActName, number: string | undefined, words: Words): Acting {
  const { names, takes } = acts[does];
  refuseOthers(does, words, [...takes, 'as', 'config', 'yes']);
  if ((names === 'nothing') !== (number === undefined)) throw new Error(`${does} what?\n${usage}`);
  const { env, url, json, as, config, yes = false } = words;
  return {
    does,
    number: number ?? '',
    fields: fieldsOf(words, takes),
    as,
    config,
    yes,
    json,
    which: { env, url },
  };
}

const NUMBERS: readonly ActOption[] = ['refund-fee', 'limit'];

function fieldsOf(words: Words, takes: readonly ActOption[]): Acting['fields'] {
  const given = takes.flatMap((name) => {
    const value = words[name];
    return value === undefined ? [] : [[name.replaceAll('-', '_'), fieldOf(name, value)] as const];
  });
  return Object.fromEntries(given);
}

function fieldOf(name: ActOption, value: string | boolean): string | number | boolean {
  if (typeof value === 'boolean' || !NUMBERS.includes(name)) return value;
  if (/^\d{1,15}$/.test(value)) return Number(value);
  const unit = name === 'limit' ? '' : ' of the minor unit, such as 150 for EUR 1.50';
  throw new Error(`--${name} is a whole number${unit}`);
}

function narrowed({ state, since, limit = '50' }: Words): Pick<Looking, 'filter' | 'since' | 'limit'> {
  const filter = state === undefined ? {} : Object.hasOwn(STATES, state) ? STATES[state] : undefined;
  if (!filter) throw new Error(`--state is one of: ${Object.keys(STATES).join(', ')}`);
  if (!/^\d{1,4}$/.test(limit) || Number(limit) < 1 || Number(limit) > 1000)
    throw new Error('--limit is a number from 1 to 1000');
  return { filter, since: sinceOf(since), limit: Number(limit) };
}

const UNITS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000 };

function sinceOf(text: string | undefined): Looking['since'] {
  if (text === undefined) return () => undefined;
  const [, count, unit = ''] = /^(\d{1,4})([dh])$/.exec(text) ?? [];
  if (count !== undefined) return (now) => now - Number(count) * (UNITS[unit] ?? 0);
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  if (Number.isNaN(day)) throw new Error('--since is a day such as 2026-11-20, or 7d, or 12h');
  return () => day;
}
