/** A person has an order's PSPs asked now, whatever the schedule says and however recently they were asked. */
import { PayError } from '../../kernel/errors';
import type { Outcome } from '../../kernel/exchange';
import { withJournal } from '../order/journal';
import { attemptIn, goingBack, type Attempt, type Order } from '../order/order';
import { askAboutOne } from './ask-refund';
import { askPsp, book } from './ask-psp';
import { changeOrder } from './orders';
import { refundIn } from './send-refund';
import type { Shop } from './shop';

/** Who does something, and why: for the journal. */
export interface Person {
  /** The openid of the operator. */
  readonly by: string;
  readonly why?: string;
}

/** What was said about one attempt or refund, in the PSP's words where it answered. */
export interface Answer {
  readonly of: string;
  readonly said: string;
}

export interface Asked {
  readonly order: Order;
  readonly answers: readonly Answer[];
}

/** More than that is no question of one person about one order. */
const MOST_REFUNDS = 30;

/** Asks about every attempt and refund that has, or may have, reached a PSP, one after the other, and books the answers. */
export async function askNow(shop: Shop, order: Order, person: Person): Promise<Asked> {
  const now = shop.clock.now();
  let current = await changeOrder(shop, order, (newest) =>
    withJournal({ ...newest, askedAt: now }, now, 'asked about by a person', person),
  );
  const answers: Answer[] = [];
  for (const { no } of order.attempts.filter(mayBeThere)) {
    const { order: after, said } = await answered(current, () => askAboutAttempt(shop, current, no));
    current = after;
    answers.push({ of: no, said });
  }
  const refunds = goingBack(order).filter(
    ({ state, left }) => state !== 'succeeded' && (left || state !== 'failed'),
  );
  for (const { outRefundNo } of refunds.slice(-MOST_REFUNDS)) {
    const { order: after, said } = await answered(current, () => askAboutRefund(shop, current, outRefundNo));
    current = after;
    answers.push({ of: outRefundNo, said });
  }
  return { order: current, answers };
}

const mayBeThere = ({ left, state }: Attempt): boolean => left || state === 'requested';

interface Answered {
  readonly order: Order;
  readonly said: string;
}

/** One PSP that is configured wrong keeps nobody from asking the others. */
async function answered(order: Order, ask: () => Promise<Answered>): Promise<Answered> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof PayError)) throw error;
    return { order, said: `${error.code}: ${error.message}` };
  }
}

async function askAboutAttempt(shop: Shop, order: Order, no: string): Promise<Answered> {
  const attempt = attemptIn(order, no);
  if (!attempt) return { order, said: 'gone' };
  const said = await askPsp(shop, order, attempt);
  return { order: said.is === 'ok' ? await book(shop, order, said.value) : order, said: wordsOf(said) };
}

const wordsOf = (said: Outcome<{ readonly theirs: string }>): string =>
  said.is === 'ok' ? said.value.theirs : (said.theirs ?? said.why);

async function askAboutRefund(shop: Shop, order: Order, outRefundNo: string): Promise<Answered> {
  const after = await askAboutOne(shop, order, refundIn(order, outRefundNo));
  return { order: after, said: refundIn(after, outRefundNo).state };
}
