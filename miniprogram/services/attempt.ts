// Starts a payment and remembers how it went on this phone. What the cashier says is only a hint for the
// screen's wording: whether an order is paid, queryorder alone decides.
import { ApiError } from './api-error';
import { failureText } from './cloud';
import { unifiedOrder } from './pay';
import type { Order, PayMethod, PaymentStart } from './pay';

/** How the last attempt to pay an order ended on this phone. */
export type Attempt =
  | { readonly outcome: 'submitted' | 'cancelled' | 'unclear' | 'failed' }
  | { readonly outcome: 'link'; readonly url: string };

const attempts = new Map<string, Attempt>();

/** The last attempt for this order since the mini-program was started. */
export const lastAttempt = (outTradeNo: string): Attempt | undefined => attempts.get(outTradeNo);

/** Places the order with the PSP, then opens the cashier or hands over the payment link. Rejects when nothing was started. */
export async function startPayment(order: Order, method: PayMethod): Promise<Attempt> {
  const attempt = await place(order, method);
  attempts.set(order.out_trade_no, attempt);
  return attempt;
}

/** Puts a payment link on the clipboard; WeChat itself tells the person that it did. */
export async function copyLink(url: string): Promise<void> {
  await wx.setClipboardData({ data: url });
}

/** Where the PSP may or may not have taken the order, the result page finds out; starting anew could pay twice. */
async function place(order: Order, method: PayMethod): Promise<Attempt> {
  try {
    return await open(await unifiedOrder(order, method));
  } catch (failure) {
    if (failure instanceof ApiError && failure.code === 'OUTCOME_UNKNOWN') return { outcome: 'unclear' };
    throw failure;
  }
}

async function open({ payment, url }: PaymentStart): Promise<Attempt> {
  if (payment) return openCashier(payment);
  if (!url) throw new ApiError('BAD_ANSWER', 'unifiedorder answered neither payment nor url.');
  // Without permission for the clipboard the next page still shows the link and its own copy button.
  await copyLink(url).catch(() => undefined);
  return { outcome: 'link', url };
}

async function openCashier(payment: WechatMiniprogram.RequestPaymentOption): Promise<Attempt> {
  try {
    await wx.requestPayment(payment);
    return { outcome: 'submitted' };
  } catch (failure) {
    return { outcome: failureText(failure).includes('cancel') ? 'cancelled' : 'failed' };
  }
}
