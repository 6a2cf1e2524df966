/** What somebody looks for, out of the words after the command. */
import { parseArgs } from 'node:util';
import type { OrderFilter } from '../../shared/payments/ports';
import { environmentOptions, type Which } from '../environment/documents';

export const usage = `npm run orders -- find [NUMBER] [--state paid] [--since 2026-11-20 | 7d | 12h] [--limit 50] [--json]
npm run orders -- show NUMBER [--json]`;

const STATES: Readonly<Record<string, Partial<OrderFilter>>> = {
  created: { states: ['created'] },
  pending: { states: ['pending'] },
  unpaid: { states: ['created', 'pending'] },
  paid: { states: ['paid'] },
  closed: { states: ['closed'] },
  refunded: { refunded: true },
  waiting: { waiting: true },
};

export interface Wish {
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

/** @throws Error in words for whoever typed the command */
export function readWish(args: readonly string[]): Wish {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...environmentOptions,
      state: { type: 'string' },
      since: { type: 'string' },
      limit: { type: 'string', default: '50' },
      json: { type: 'boolean', default: false },
    },
  });
  const [does = 'find', number, ...more] = positionals;
  if ((does !== 'find' && does !== 'show') || more.length > 0) throw new Error(usage);
  if (does === 'show' && number === undefined) throw new Error(`which order?\n${usage}`);
  const { env, url, json } = values;
  const which = { env, url };
  return { does, number, json, which, ...narrowed(values) };
}

interface Narrowing {
  readonly state?: string | undefined;
  readonly since?: string | undefined;
  readonly limit: string;
}

function narrowed({ state, since, limit }: Narrowing): Pick<Wish, 'filter' | 'since' | 'limit'> {
  const filter = state === undefined ? {} : Object.hasOwn(STATES, state) ? STATES[state] : undefined;
  if (!filter) throw new Error(`--state is one of: ${Object.keys(STATES).join(', ')}`);
  if (!/^\d{1,4}$/.test(limit) || Number(limit) < 1 || Number(limit) > 1000)
    throw new Error('--limit is a number from 1 to 1000');
  return { filter, since: sinceOf(since), limit: Number(limit) };
}

const UNITS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000 };

function sinceOf(text: string | undefined): Wish['since'] {
  if (text === undefined) return () => undefined;
  const [, count, unit = ''] = /^(\d{1,4})([dh])$/.exec(text) ?? [];
  if (count !== undefined) return (now) => now - Number(count) * (UNITS[unit] ?? 0);
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  if (Number.isNaN(day)) throw new Error('--since is a day such as 2026-11-20, or 7d, or 12h');
  return () => day;
}
