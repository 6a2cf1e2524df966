/** The RoyalPay family's answers and notices: published refusals, and what its words mean. Sources: see royalpay.ts. */
import type { Outcome } from '../../kernel/exchange';
import type { HttpReply } from '../../kernel/http';
import { own, readJsonObject, textAt, wordAt, type JsonObject } from '../../kernel/json';
import { present } from '../../kernel/present';
import type { PaymentReport, RefundReport } from '../order/facts';
import { minorAmount } from './amounts';
import { all, BUSY, isBusy, readable, saidNo, understood, UNREADABLE, type Refusals } from './answers';
import { misfitIn } from './misfit';
import { utcOffsetOf, type RoyalpayAccount } from './royalpay-account';

type State = Pick<PaymentReport, 'status' | 'payable' | 'refunded'>;

/**
 * That a payer may try again after PAY_FAIL is assumed: nobody says that the order is over, and one that can still be paid
 * must be closed before the next attempt.
 */
const PAYMENT_STATE: Readonly<Record<string, State>> = {
  PAYING: { status: 'pending' },
  CREATE_FAIL: { status: 'declined' },
  CLOSED: { status: 'closed' },
  PAY_FAIL: { status: 'declined', payable: true },
  PAY_SUCCESS: { status: 'paid' },
  PARTIAL_REFUND: { status: 'paid', refunded: 'some' },
  FULL_REFUND: { status: 'paid', refunded: 'some' },
};

/** `SUCCESS` (handed on) stands beside `FINISHED` in the same list: alone it is not the end, unless the platform says so. */
const REFUND_STATUS: Readonly<Record<string, RefundReport['status']>> = {
  WAITING: 'processing',
  SUCCESS: 'processing',
  FINISHED: 'succeeded',
  CREATE_FAILED: 'failed',
  FAILED: 'failed',
  CHANGE: 'abnormal',
};

/** The codes that every call may answer; `SYSTEMERROR` is trouble, no refusal. */
const ANYWHERE = all(
  'INVALID_SHORT_ID SIGN_TIMEOUT INVALID_SIGN PARAM_INVALID NOT_PERMITTED INVALID_CHANNEL ORDER_MISMATCH',
  'other',
);

/** The published codes by call; those of a close are assumed to be the list’s own. */
export const REFUSALS = {
  pay: { ...ANYWHERE, ORDER_PAID: 'already_paid' },
  query: { ...ANYWHERE, ORDER_NOT_EXIST: 'not_found' },
  close: { ...ANYWHERE, ORDER_NOT_EXIST: 'not_found', ORDER_PAID: 'already_paid' },
  refund: { ...ANYWHERE, ORDER_NOT_EXIST: 'not_found', ORDER_NOT_PAID: 'other' },
  queryRefund: {
    ...ANYWHERE,
    ...all('ORDER_NOT_EXIST ORDER_NOT_PAID REFUND_MISMATCH', 'other'),
    REFUND_NOT_EXIST: 'not_found',
  },
} as const satisfies Readonly<Record<string, Refusals>>;

/** Opens an answer: `return_code` says whether the call was answered, and by which code it was not. */
export function opened<T>(
  reply: HttpReply,
  published: Refusals,
  read: (body: JsonObject) => T | undefined,
): Outcome<T> {
  if (isBusy(reply)) return BUSY;
  const body = readJsonObject(reply.body);
  const code = wordAt(body ?? {}, 'return_code');
  if (!body || code === undefined) return UNREADABLE;
  if (code !== 'SUCCESS') return saidNo(code, textAt(body, 'return_msg') ?? '', published);
  return reply.status < 300 ? understood(() => read(body)) : UNREADABLE;
}

/** Whose answer it is, where it says so. */
const misfit = (body: JsonObject, { config }: RoyalpayAccount): string | undefined =>
  misfitIn(body, { ifNamed: { partner_code: config.partner_code } });

/** `2026-11-02 20:00:50` in the platform's zone, as milliseconds. */
function momentIn(written: string, { config }: RoyalpayAccount): number | undefined {
  const offset = utcOffsetOf(config);
  if (offset === undefined || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(written)) return undefined;
  const moment = Date.parse(`${written.replace(' ', 'T')}${offset}`);
  return Number.isNaN(moment) ? undefined : moment;
}

/** What an answer says of a payment. The price is `total_fee`; a payer who paid another sum is told of in the word. */
export function paymentReport(
  body: JsonObject,
  attemptNo: string,
  account: RoyalpayAccount,
): PaymentReport | undefined {
  const word = textAt(body, 'result_code') ?? '';
  const state = own(PAYMENT_STATE, word) ?? { status: 'pending' };
  const currency = textAt(body, 'currency');
  const amount = minorAmount(body.total_fee, currency);
  if (state.status === 'paid' && !amount) return undefined;
  const real = readable(() => minorAmount(body.real_fee, currency));
  const theirs = real && real.value !== amount?.value ? `${word} real_fee ${real.value}` : word;
  return {
    kind: 'payment',
    attemptNo,
    ...state,
    theirs,
    ...present({
      amount,
      spTradeNo: wordAt(body, 'order_id'),
      transactionId: wordAt(body, 'channel_order_id'),
      appid: wordAt(body, 'merchant_app_id'),
      paidAt: momentIn(textAt(body, 'pay_time') ?? '', account),
      misfit: misfit(body, account),
    }),
  };
}

/** What an answer says of the refund that has our number. */
export function refundReport(
  body: JsonObject,
  outRefundNo: string,
  account: RoyalpayAccount,
): RefundReport | undefined {
  if (wordAt(body, 'partner_refund_id') !== outRefundNo) return undefined;
  const theirs = textAt(body, 'result_code') ?? '';
  const isDone = theirs === 'SUCCESS' && account.config.refund_success_is_final === true;
  return {
    kind: 'refund',
    outRefundNo,
    status: isDone ? 'succeeded' : (own(REFUND_STATUS, theirs) ?? 'processing'),
    theirs,
    ...present({
      amount: minorAmount(body.amount, textAt(body, 'currency')),
      spRefundNo: wordAt(body, 'refund_id'),
      misfit: misfit(body, account),
    }),
  };
}

// --- notices -------------------------------------------------------------------------------------------------

/** What a notice is signed by, and what it says. */
export interface Notice {
  readonly time: string;
  readonly nonce: string;
  readonly sign: string;
  readonly content: JsonObject;
}

/** Undefined for what is no notice; `sign` may be empty. The clients know `time` as text and as a number. */
export function readNotice(body: string): Notice | undefined {
  const content = readJsonObject(body);
  if (!content) return undefined;
  const time = Number.isSafeInteger(content.time) ? String(content.time) : (textAt(content, 'time') ?? '');
  const nonce = wordAt(content, 'nonce_str');
  const isNotice = /^\d{13}$/.test(time) && nonce !== undefined && wordAt(content, 'partner_order_id');
  return isNotice ? { time, nonce, sign: textAt(content, 'sign') ?? '', content } : undefined;
}
