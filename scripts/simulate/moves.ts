/** From one version of an order to the next everything only moves as it may, and the journal only grows. */
import { attemptMoves, type Order, type Refund } from '../../shared/payments/order/order';
import { refundMoves } from '../../shared/payments/order/refund-facts';
import { orderMoves } from '../../shared/payments/order/transitions';

/** What is wrong about `after`, as the successor of `before`. */
export function checkMoves(before: Order, after: Order): readonly string[] {
  const [was, is] = [before.version ?? 0, after.version ?? 0];
  return [
    ...(is === was + 1 ? [] : [`went from version ${was} to ${is}`]),
    ...orderMove(before, after),
    ...before.attempts.flatMap((old) => attemptMove(old, after)),
    ...before.refunds.flatMap((old) => refundMove(old, after)),
    ...(continues(before, after) ? [] : ['lost lines of its journal']),
    ...(before.hook === 'done' && after.hook !== 'done' ? ['its hook was done, and no longer is'] : []),
  ];
}

function orderMove({ state: was }: Order, { state: is }: Order): readonly string[] {
  return is === was || orderMoves[was].includes(is) ? [] : [`went from ${was} to ${is}`];
}

function attemptMove(old: Order['attempts'][number], { attempts }: Order): readonly string[] {
  const now = attempts.find(({ no }) => no === old.no);
  // A try that never left is nobody's but ours, and gives its place to the next one.
  if (!now) return old.left || old.state !== 'declined' ? [`lost attempt ${old.no}`] : [];
  if (now.cancels < old.cancels && old.state !== 'closing') return [`forgot a cancel of ${old.no}`];
  if (now.state === old.state || attemptMoves[old.state].includes(now.state)) return [];
  return [`attempt ${old.no} went from ${old.state} to ${now.state}`];
}

function refundMove(old: Refund, { refunds }: Order): readonly string[] {
  const now = refunds.find(({ outRefundNo }) => outRefundNo === old.outRefundNo);
  if (!now) return isWorthKeeping(old) ? [`lost refund ${old.outRefundNo}`] : [];
  if (now.amount.value !== old.amount.value) return [`refund ${old.outRefundNo} changed its amount`];
  if (now.state === old.state || refundMoves[old.state].includes(now.state)) return [];
  return [`refund ${old.outRefundNo} went from ${old.state} to ${now.state}`];
}

/** A try under a number of ours that never left says nothing, and may go. */
const isWorthKeeping = ({ state, left, isNumberOurs }: Refund): boolean =>
  state !== 'failed' || left || !isNumberOurs;

/** Whether the newer journal goes on where the older one ends; the oldest lines may have gone to an archive. */
function continues({ journal: old }: Order, { journal: now }: Order): boolean {
  if (old === now || old.every((line, at) => now[at] === line)) return true;
  const lines = now.map(({ at, event }) => `${at} ${event}`);
  const isSame = (gone: number): boolean =>
    old.slice(gone).every(({ at, event }, place) => lines[place] === `${at} ${event}`);
  if (isSame(0)) return true;
  return old.length >= ARCHIVED_FROM && old.some((_, gone) => gone > 0 && isSame(gone));
}

/** Shorter journals are kept whole. */
const ARCHIVED_FROM = 32;
