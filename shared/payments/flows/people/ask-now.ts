/** A person has an order's PSPs asked now, whatever the schedule says and however recently they were asked. */
import { withJournal } from '../../order/journal';
import { goingBack, type Attempt, type ByPerson, type Order } from '../../order/order';
import { askAboutAttempt, unlessMisconfigured, type Asked, type Heard } from '../ask-again';
import { askAboutOne } from '../refunds/ask-refund';
import { changeOrder } from '../orders';
import { refundIn } from '../refunds/send-refund';
import type { Shop } from '../shop';

/** What was said about one attempt or refund, in the PSP's words where it answered. */
export interface Answer {
  readonly of: string;
  readonly said: string;
  readonly heard: Heard;
}

export interface AskedNow {
  readonly order: Order;
  readonly answers: readonly Answer[];
}

/** More than that is no question of one person about one order. */
const MOST_REFUNDS = 30;

/** Asks about every attempt and refund that has, or may have, reached a PSP, one after the other, and books the answers. */
export async function askNow(shop: Shop, order: Order, person: ByPerson): Promise<AskedNow> {
  const now = shop.clock.now();
  let current = await changeOrder(shop, order, (newest) =>
    withJournal({ ...newest, askedAt: now }, now, 'asked about by a person', person),
  );
  const answers: Answer[] = [];
  for (const { no } of order.attempts.filter(mayBeThere)) {
    const { order: after, theirs, heard } = await askAboutAttempt(shop, current, no);
    current = after;
    answers.push({ of: no, said: theirs, heard });
  }
  const refunds = goingBack(order).filter(
    ({ state, left }) => state !== 'succeeded' && (left || state !== 'failed'),
  );
  for (const { outRefundNo } of refunds.slice(-MOST_REFUNDS)) {
    const { order: after, theirs, heard } = await askOrRepeat(shop, current, outRefundNo);
    current = after;
    answers.push({ of: outRefundNo, said: theirs, heard });
  }
  return { order: current, answers };
}

const mayBeThere = ({ left, state }: Attempt): boolean => left || state === 'requested';

/** As the timer asks: a refund that never arrived goes out again. What is said is what the refund has become. */
const askOrRepeat = (shop: Shop, order: Order, outRefundNo: string): Promise<Asked> =>
  unlessMisconfigured(order, async () => {
    const after = await askAboutOne(shop, order, refundIn(order, outRefundNo));
    const { state } = refundIn(after, outRefundNo);
    return { order: after, said: state, theirs: state, heard: 'answer' };
  });
