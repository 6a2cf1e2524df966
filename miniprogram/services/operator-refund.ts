// A refund from an operator's wish to its end. The phone gives each wish a number of its own and keeps both until the refund
// has ended, so that whatever is lost on the way (an answer, the page, the whole app) the same wish never refunds twice.
import { ApiError } from './api-error';
import { call, read } from './cloud';
import { hasForms, isAmount, isCurrency, isMoment, isNumber, isText, isYesOrNo, those } from './form';
import { keepPlain, keptPlain } from './kept';
import { ownNumber } from './own-number';
import type { Refund } from './pay';

/** What the operator wants to give back, minor units, under a number that stays. Times in ms since the epoch. */
export interface RefundWish {
  readonly out_trade_no: string;
  readonly out_refund_no: string;
  readonly refund_fee: number;
  readonly fee_type: string;
  readonly reason: string;
  /** How often it was sent, and when last. */
  readonly sent: number;
  readonly sent_at: number;
  /** The back end has said that it has it. */
  readonly known: boolean;
}

const storageKey = 'operator-refunds';

/** The wishes of an order that have not ended, oldest first. */
export const openWishes = (outTradeNo: string): RefundWish[] =>
  readWishes().filter(({ out_trade_no }) => out_trade_no === outTradeNo);

/** Keeps a wish, in place of what was kept under its number. */
export const keepWish = (wish: RefundWish): boolean => store([...without(wish.out_refund_no), wish]);

/** Forgets a wish: its refund has ended, or certainly never began. */
export const dropWish = (outRefundNo: string): boolean => store(without(outRefundNo));

/** A wish under a number that no other has. */
export const newWish = (
  wish: Pick<RefundWish, 'out_trade_no' | 'refund_fee' | 'fee_type' | 'reason'>,
  now: number,
): RefundWish => ({ ...wish, out_refund_no: ownNumber('RF', now), sent: 0, sent_at: now, known: false });

/**
 * Sends a wish, for the first time or again: the same number is the same refund. Rejects with `NOT_KEPT`, and sends nothing, where this
 * phone has no room to remember it.
 */
export async function sendWish(wish: RefundWish, now: number): Promise<Refund> {
  const { out_trade_no, out_refund_no, refund_fee, fee_type, reason } = wish;
  const isKept = keepWish({ ...wish, sent: wish.sent + 1, sent_at: now });
  if (!isKept && wish.sent === 0) throw new ApiError('NOT_KEPT', 'The storage of this phone is full.');
  return call<Refund>('pay', {
    action: 'refund',
    out_trade_no,
    out_refund_no,
    refund_fee,
    refund_currency: fee_type,
    ...(reason ? { reason } : {}),
  });
}

/** How a refund stands; the back end asks the PSP while it has not ended. */
export const queryRefund = (out_refund_no: string) =>
  read<Refund>('pay', { action: 'queryrefund', out_refund_no });

const readStored = those(
  hasForms<RefundWish>({
    ...{ out_trade_no: isNumber, out_refund_no: isNumber, refund_fee: isAmount, fee_type: isCurrency },
    ...{ reason: isText, sent: isAmount, sent_at: isMoment, known: isYesOrNo },
  }),
);

const readWishes = (): readonly RefundWish[] => readStored(keptPlain(storageKey)) ?? [];

const without = (outRefundNo: string): RefundWish[] =>
  readWishes().filter(({ out_refund_no }) => out_refund_no !== outRefundNo);

const store = (wishes: readonly RefundWish[]): boolean => keepPlain(storageKey, wishes);
