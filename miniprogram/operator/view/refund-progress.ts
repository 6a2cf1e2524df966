// How a refund stands that was asked for on this phone, and the way on from there. It has failed only when the back end says so;
// while nobody knows, the page says that it asks.
import { fill, words } from '../i18n/words';
import { formatMoney } from '../../money/money';
import type { Refund } from '../../services/pay';
import type { RefundWish } from '../../services/operator-refund';

export type RefundStep = 'asking' | 'processing' | 'succeeded' | 'failed' | 'abnormal' | 'absent';

/** What this phone has learned of its wish. `absent`: asked last, the back end had no such refund. */
export interface RefundKnowledge {
  readonly wish: RefundWish;
  readonly state: Refund['state'] | undefined;
  readonly absent: boolean;
}

/** A request that was lost may still arrive for as long as the cloud function lives, so that nothing is dropped before. */
const inFlightMs = 120_000;

/** Refusals of what was asked for; nothing under this number was begun. */
const refusals = [
  'UNKNOWN_ACTION',
  'INVALID_INPUT',
  'NOT_SIGNED_IN',
  'FORBIDDEN',
  'ORDER_NOT_FOUND',
  'ORDER_NOT_PAID',
  'REFUND_TOO_LARGE',
  'REFUND_NUMBER_TAKEN',
  'NOT_SUPPORTED',
  'CONFIG_MISSING',
  'CONFIG_INVALID',
  'NOT_KEPT',
];

/** Whether a wish can be forgotten after this error: it was sent once, refused, and the back end has no such refund. */
export const wasRefused = (code: string, { sent }: RefundWish): boolean =>
  sent <= 1 && refusals.includes(code);

export function refundStep({ state, absent }: RefundKnowledge): RefundStep {
  if (state === undefined) return absent ? 'absent' : 'asking';
  return state === 'requested' ? 'asking' : state;
}

/** Whether the wish is fulfilled or void, so that this phone need not keep it. */
export const hasEnded = (step: RefundStep): boolean => step === 'succeeded' || step === 'failed';

/** Whether asking again can change the picture. */
export const keepsAsking = (step: RefundStep): boolean =>
  step === 'asking' || step === 'processing' || step === 'abnormal';

/** How long to wait before the next question, ms: 2 s at first, then ever longer, at most a minute. */
export const refundPauseMs = (asked: number): number => Math.min(60_000, Math.round(2000 * 1.6 ** asked));

/** What the page shows of it. */
export interface ProgressView {
  readonly step: RefundStep;
  readonly sign: 'good' | 'bad' | 'wait' | 'checking';
  readonly heading: string;
  readonly body: string;
  readonly number: string;
  /** Seconds until a wish that never arrived may be dropped; 0: now. */
  readonly waitSeconds: number;
}

const signs: Readonly<Record<RefundStep, ProgressView['sign']>> = {
  asking: 'checking',
  processing: 'wait',
  succeeded: 'good',
  failed: 'bad',
  abnormal: 'bad',
  absent: 'wait',
};

export function progressView(known: RefundKnowledge, now: number): ProgressView {
  const { refund } = words();
  const { out_refund_no, refund_fee, fee_type, sent_at } = known.wish;
  const step = refundStep(known);
  return {
    step,
    sign: signs[step],
    heading: refund[step],
    body: fill(refund[`${step}_text`], { amount: formatMoney({ value: refund_fee, currency: fee_type }) }),
    number: out_refund_no,
    waitSeconds: Math.max(0, Math.ceil((sent_at + inFlightMs - now) / 1000)),
  };
}
