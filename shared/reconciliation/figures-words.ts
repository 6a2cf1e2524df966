/** Figures in the ecosystem's words: which days may be asked for, and how a day is shown. */
import * as v from 'valibot';
import { present } from '../kernel/present';
import type { ExportPage } from './export-orders';
import type { Figures } from './figures';
import { aDay, count, text } from './reports/words';
import { boundsOf, DAY_MS, isDay, isZone } from './statement-day';

const MOST_DAYS = 92;

/** How many days are asked for; a text that is no day is named by a check of its own. */
const daysOf = (from: string, to: string): number =>
  isDay(from) && isDay(to) ? (boundsOf(to, '+00:00').to - boundsOf(from, '+00:00').from) / DAY_MS : 1;

export const figuresInput = v.pipe(
  v.object({
    from: aDay,
    to: aDay,
    zone: v.optional(
      v.pipe(v.string('must be a text'), v.check(isZone, 'must be a zone such as +08:00')),
      '+00:00',
    ),
  }),
  v.forward(
    v.check(({ from, to }) => daysOf(from, to) >= 1, 'must not be before `from`'),
    ['to'],
  ),
  v.forward(
    v.check(({ from, to }) => daysOf(from, to) <= MOST_DAYS, `must be at most ${MOST_DAYS} days in all`),
    ['to'],
  ),
);

/** Where a further page of an export begins. */
export const exportPlaceInput = v.pipe(
  v.object({ before: v.optional(count(0, Number.MAX_SAFE_INTEGER)), before_no: v.optional(text(32)) }),
  v.check(
    ({ before, before_no: no }) => (before === undefined) === (no === undefined),
    'must have before and before_no together, as `next` named them',
  ),
);

export const exportView = ({ csv, orders, next }: ExportPage): Readonly<Record<string, unknown>> => ({
  csv,
  orders,
  ...present({ next: next && { before: next.before, before_no: next.beforeNo } }),
});

export const figuresView = (one: Figures): Readonly<Record<string, unknown>> => ({
  day: one.day,
  pay_sp: one.paySp,
  fee_type: one.currency,
  orders: one.orders,
  paid: one.paid,
  refunded: one.refunded,
  kept_aside: one.keptAside,
});
