/**
 * Asks the PSP about one attempt or refund, whatever it is here, because somebody says that it is otherwise. What the PSP
 * answers is booked as every answer is; nothing is booked from what was only said.
 */
import { PayError } from '../../kernel/errors';
import type { Outcome } from '../../kernel/exchange';
import { isHeld } from '../../kernel/lease';
import { attemptIn, refundOf, type Order } from '../order/order';
import { askPsp, book } from './ask-psp';
import { askPspAboutRefund, bookRefundAnswer } from './refunds/ask-refund';
import type { Shop } from './shop';

/** The order afterwards, and what the PSP said. */
export interface Asked {
  readonly order: Order;
  /** In a sentence of ours. */
  readonly said: string;
  /** In the PSP's words, or why it said nothing. */
  readonly theirs: string;
  readonly heard: Heard;
}

/** An answer about the thing that was asked about; a no, today and tomorrow; or nothing yet, so that asking again may help. */
export type Heard = 'answer' | 'refusal' | 'silence';

type Answer = Outcome<{ readonly status: string; readonly theirs: string }>;

const unasked = (order: Order, said: string, theirs = said): Asked => ({
  order,
  said,
  theirs,
  heard: 'silence',
});

/** Asks about one attempt of the order. Rejects when the database does. */
export async function askAboutAttempt(shop: Shop, order: Order, attemptNo: string): Promise<Asked> {
  const attempt = attemptIn(order, attemptNo);
  if (!attempt) return unasked(order, `the order has no attempt ${attemptNo}`);
  return unlessMisconfigured(order, async () => {
    const said = await askPsp(shop, order, attempt);
    const after = said.is === 'ok' ? await book(shop, order, said.value) : order;
    return asked(after, said);
  });
}

/** Asks about one refund of the order. Rejects when the database does. */
export async function askAboutRefund(shop: Shop, order: Order, outRefundNo: string): Promise<Asked> {
  const refund = refundOf(order, outRefundNo);
  if (!refund) return unasked(order, `the order has no refund ${outRefundNo}`);
  if (isHeld(refund.leaseUntil, shop.clock.now())) return unasked(order, 'it is being sent at this moment');
  return unlessMisconfigured(order, async () => {
    const said = await askPspAboutRefund(shop, order, refund);
    const after = said.is === 'ok' ? await bookRefundAnswer(shop, order, said.value) : order;
    return asked(after, said);
  });
}

/** What `ask` comes to; a configuration that is wrong or gone keeps nobody from the rest. */
export async function unlessMisconfigured(order: Order, ask: () => Promise<Asked>): Promise<Asked> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof PayError)) throw error;
    return unasked(order, `the PSP could not be asked (${error.code})`, `${error.code}: ${error.message}`);
  }
}

const asked = (order: Order, said: Answer): Asked => ({
  order,
  said: inWords(said),
  theirs: said.is === 'ok' ? said.value.theirs : (said.theirs ?? said.why),
  heard: heardIn(said),
});

function heardIn(said: Answer): Heard {
  if (said.is === 'ok') return 'answer';
  const isFinal = said.is === 'refused' || (said.is === 'unsent' && said.why === 'unaskable');
  return isFinal ? 'refusal' : 'silence';
}

function inWords(said: Answer): string {
  switch (said.is) {
    case 'ok':
      return `the PSP, asked, says ${said.value.status} (${said.value.theirs.slice(0, 80)})`;
    case 'refused':
      return `the PSP, asked, says no: ${said.theirs.slice(0, 80)}`;
    case 'unsent':
    case 'unknown':
      return `the PSP was asked and gave no answer (${said.why})`;
  }
}
