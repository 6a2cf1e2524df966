// Starts a payment and remembers how it went on this phone, also when the mini-program is killed meanwhile. What the cashier says
// is only a hint for the screen's wording: whether an order is paid, queryorder alone decides.
import { ApiError } from './api-error';
import { failureText } from './cloud';
import { hasForms, isMoment, isNumber, isOneOf, isText, maybe, those } from './form';
import { forget, keep, kept } from './kept';
import { unifiedOrder } from './pay';
import type { Order, PayMethod, PaymentStart } from './pay';

/**
 * How far the last attempt to pay an order got on this phone. `opened`: the cashier was about to open, and nobody has said how it
 * ended; `unclear`: the PSP may or may not have taken the order.
 */
export type Outcome = 'opened' | 'submitted' | 'cancelled' | 'unclear' | 'failed' | 'link';

/** An attempt to pay an order. */
export interface PaymentAttempt {
  readonly out_trade_no: string;
  readonly method: PayMethod;
  readonly outcome: Outcome;
  /** The payment link, where there is one. */
  readonly url?: string;
  /** When it was started, in ms since the epoch. */
  readonly at: number;
}

const storageKey = 'attempts';

/** The orders whose payment was started since the mini-program was: their page has told how they stand. */
const startedNow = new Set<string>();

/** So many attempts are remembered, the newest. */
const most = 20;

/** After so long an unfinished attempt is no longer brought up by itself, in ms. */
const bringUpFor = 24 * 3_600_000;

/** The last attempt for this order on this phone. */
export const lastAttempt = (outTradeNo: string): PaymentAttempt | undefined =>
  attempts().find(({ out_trade_no }) => out_trade_no === outTradeNo);

/** The newest attempt before this start of which this phone does not know how it ended: it was killed, or nobody waited. */
export const unfinishedAttempt = (): PaymentAttempt | undefined =>
  attempts().find(
    ({ out_trade_no, outcome, at }) =>
      ['opened', 'submitted', 'unclear'].includes(outcome) &&
      Date.now() - at < bringUpFor &&
      !startedNow.has(out_trade_no),
  );

/** The server has said how the order ended: there is nothing to come back to. */
export function endAttempt(outTradeNo: string): void {
  const others = attempts().filter(({ out_trade_no }) => out_trade_no !== outTradeNo);
  if (others.length === 0) forget(storageKey);
  else keep(storageKey, others);
}

/**
 * Places the order with the PSP, then opens the cashier or hands over the payment link. Rejects when nothing was started. Where
 * `isWanted` says meanwhile that nobody waits any more, no cashier opens, as if it had been left, and nothing is copied.
 */
export async function startPayment(
  order: Order,
  method: PayMethod,
  isWanted: () => boolean = () => true,
): Promise<PaymentAttempt> {
  try {
    return await open(order, method, await unifiedOrder(order, method), isWanted);
  } catch (failure) {
    // Where the PSP may have taken the order, the result page finds out; starting anew could pay twice.
    if (failure instanceof ApiError && failure.code === 'OUTCOME_UNKNOWN') {
      return note(order, method, { outcome: 'unclear' });
    }
    throw failure;
  }
}

/** Puts a payment link on the clipboard; WeChat itself tells the person that it did. */
export async function copyLink(url: string): Promise<void> {
  await wx.setClipboardData({ data: url });
}

async function open(
  order: Order,
  method: PayMethod,
  { payment, url }: PaymentStart,
  isWanted: () => boolean,
): Promise<PaymentAttempt> {
  if (payment) {
    if (!isWanted()) return note(order, method, { outcome: 'cancelled' });
    note(order, method, { outcome: 'opened' });
    return note(order, method, { outcome: await openCashier(payment) });
  }
  if (!url) throw new ApiError('BAD_ANSWER', 'unifiedorder answered neither payment nor url.');
  const attempt = note(order, method, { outcome: 'link', url });
  // Without permission for the clipboard the next page still shows the link and its own copy button.
  if (isWanted()) await copyLink(url).catch(() => undefined);
  return attempt;
}

async function openCashier(payment: WechatMiniprogram.RequestPaymentOption): Promise<Outcome> {
  try {
    await wx.requestPayment(payment);
    return 'submitted';
  } catch (failure) {
    return failureText(failure).includes('cancel') ? 'cancelled' : 'failed';
  }
}

function note(
  { out_trade_no }: Order,
  method: PayMethod,
  how: Pick<PaymentAttempt, 'outcome' | 'url'>,
): PaymentAttempt {
  const attempt: PaymentAttempt = { out_trade_no, method, ...how, at: Date.now() };
  startedNow.add(out_trade_no);
  const others = attempts().filter((one) => one.out_trade_no !== out_trade_no);
  keep(storageKey, [attempt, ...others].slice(0, most));
  return attempt;
}

const isOutcome = isOneOf<Outcome>('opened', 'submitted', 'cancelled', 'unclear', 'failed', 'link');

const isAttempt = hasForms<PaymentAttempt>({
  ...{ out_trade_no: isNumber, method: isNumber, outcome: isOutcome, url: maybe(isText), at: isMoment },
});

const attempts = (): readonly PaymentAttempt[] => kept(storageKey, those(isAttempt))?.value ?? [];
