/** From one version of an order to the next everything only moves as it may, and the journal only grows. */
import {
  goingBack,
  refundOf,
  type JournalEntry,
  type Order,
  type Refund,
} from '../../shared/payments/order/order';
import { attemptMoves } from '../../shared/payments/order/order-changes';
import { refundMoves } from '../../shared/payments/order/refund-facts';
import { orderMoves } from '../../shared/payments/order/transitions';

type Journal = readonly JournalEntry[];

/** What is wrong about `after`, as the successor of `before`. */
export function checkMoves(
  before: Order,
  after: Order,
  journalOf: (order: Order) => Journal,
): readonly string[] {
  const [was, is] = [before.version ?? 0, after.version ?? 0];
  return [
    ...(is === was + 1 ? [] : [`went from version ${was} to ${is}`]),
    ...orderMove(before, after),
    ...before.attempts.flatMap((old) => attemptMove(old, after)),
    ...goingBack(before).flatMap((old) => refundMove(old, after)),
    ...(continues(journalOf(before), journalOf(after)) ? [] : ['lost lines of its journal']),
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

function refundMove(old: Refund, after: Order): readonly string[] {
  const now = refundOf(after, old.outRefundNo);
  if (!now) return isWorthKeeping(old) ? [`lost refund ${old.outRefundNo}`] : [];
  if (now.amount.value !== old.amount.value) return [`refund ${old.outRefundNo} changed its amount`];
  if (now.state === old.state || refundMoves[old.state].includes(now.state)) return [];
  return [`refund ${old.outRefundNo} went from ${old.state} to ${now.state}`];
}

/** A try under a number of ours that never left says nothing, and may go. */
const isWorthKeeping = ({ state, left, isNumberOurs }: Refund): boolean =>
  state !== 'failed' || left || !isNumberOurs;

/** Whether the newer journal goes on where the older one ends. */
function continues(old: Journal, now: Journal): boolean {
  return old.every((line, at) => {
    const same = now[at];
    return same === line || (same?.at === line.at && same.event === line.event);
  });
}
