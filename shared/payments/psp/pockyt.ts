/**
 * Pockyt, formerly Yuansfer (United States). Protocol: docs.pockyt.io (micro-prepay, refund, query and cancel API, error codes,
 * webhook format, idempotency key), docs.yuansfer.com, API reference v3 (cancel, notes: statuses and codes), and the vendor's PHP SDK
 * (github.com/yuansfer/yuansfer-php-sdk), read 2026-11. Forms in, JSON out, one MD5 rule for requests and notices.
 *
 * Irregularities that shape this file:
 * - The signature keeps empty values, and takes values raw: a notice with a value that looks like further fields is not read.
 * - Answers are not signed, and the one to a payment names no transaction: its number comes with the notice or a query.
 * - Cancelling a paid payment gives its money back, and what a query says afterwards is not published: ask before, and believe no
 *   `paid` after it.
 * - `000000`, "system error", is also the answer to a wrong signature; `000021` says that something is unknown, not what:
 *   neither is a definite no about a payment.
 * - Of the words for a refund only `success` is printed. Nothing that is published in full asks about one or tells of it later.
 * - `Pockyt-Request-ID` makes a repetition get the first answer again; for how long is not published, so no refund relies on it.
 * - `callbackUrl` is on no page of the mini-program, but the SDK sends no order without it.
 */
import { signMd5KeyHashed, type Params } from '../../codecs/sorted-params';
import type { Outcome } from '../../kernel/exchange';
import type { HttpReply } from '../../kernel/http';
import { objectAt, own, readJsonObject, textAt, wordAt, type JsonObject } from '../../kernel/json';
import { sameMoney, toMajor, type Money } from '../../kernel/money';
import { present } from '../../kernel/present';
import { equalInConstantTime } from '../../kernel/secret';
import type { PaymentReport, RefundReport } from '../order/facts';
import { majorAmount } from './amounts';
import { all, BUSY, isBusy, readable, saidNo, understood, UNREADABLE, type Refusals } from './answers';
import { paymentStrings, verified, type AttemptRef, type Connector } from './connector';
import { looksLike, wholeForm } from './forms';
import { harmless } from './free-text';
import { misfitIn } from './misfit';
import { plainText } from './notice-replies';
import { CURRENCIES, fields, post } from './pockyt-account';
import { WECHAT_TEXTS } from './wechat-words';

/** Minutes after which an unpaid payment closes; Pockyt's own default, and the life of WeChat's strings. */
const TIMEOUT_MIN = 120;

/** `failed` is not said to be the end: the payer may have another try until the payment is cancelled. */
const PAYMENT_STATUS: Readonly<Record<string, Pick<PaymentReport, 'status' | 'payable'>>> = {
  init: { status: 'pending' },
  dealing: { status: 'pending' },
  pending: { status: 'pending' },
  success: { status: 'paid' },
  failed: { status: 'declined', payable: true },
  closed: { status: 'closed' },
};

/** Nobody documents that a failure frees a refund's money: it is held until a person has asked Pockyt. */
const REFUND_STATUS: Readonly<Record<string, RefundReport['status']>> = {
  success: 'succeeded',
  failed: 'abnormal',
  closed: 'abnormal',
};

/** The published codes that are a definite no, by call. */
const ANYWHERE = all('000010 000020 000022 000023 000030', 'other');
const REFUSALS = {
  pay: { ...ANYWHERE, ...all('000021 000040', 'other') },
  query: ANYWHERE,
  close: { ...ANYWHERE, '000040': 'other' },
  refund: { ...ANYWHERE, ...all('000021 000040', 'other') },
} as const satisfies Readonly<Record<string, Refusals>>;

// --- requests ------------------------------------------------------------------------------------------------

/** Pockyt takes one of the two numbers; its newest pages know refunds by its own only. */
const numberOf = ({ attemptNo, spTradeNo }: AttemptRef): Params =>
  spTradeNo === undefined ? { reference: attemptNo } : { transactionNo: spTradeNo };

/** GBP settles in GBP, everything else in USD (micro-prepay API). */
const currencies = ({ currency }: Money): Params => ({
  currency,
  settleCurrency: currency === 'GBP' ? 'GBP' : 'USD',
});

// --- answers -------------------------------------------------------------------------------------------------

/** Opens an answer: code 000100 is yes. A no comes with HTTP status 400 and two spellings of its words. */
function opened<T>(
  reply: HttpReply,
  published: Refusals,
  read: (result: JsonObject) => T | undefined,
): Outcome<T> {
  if (isBusy(reply)) return BUSY;
  const body = readJsonObject(reply.body);
  const code = body && wordAt(body, 'ret_code');
  if (body === undefined || code === undefined) return UNREADABLE;
  if (code !== '000100')
    return saidNo(code, textAt(body, 'ret_msg') ?? textAt(body, 'retMsg') ?? '', published);
  return reply.status < 300 ? understood(() => read(objectAt(body, 'result'))) : UNREADABLE;
}

/** Whether an answer is about the payment that was asked about, by our number and theirs. */
function isAbout(result: JsonObject, { attemptNo, spTradeNo }: AttemptRef): boolean {
  const theirs = wordAt(result, 'transactionNo');
  return wordAt(result, 'reference') === attemptNo && (spTradeNo ?? theirs) === theirs;
}

const isPayment = (message: JsonObject): boolean =>
  (textAt(message, 'transactionType') ?? 'payment') === 'payment';

/** What a query or a notice says of a payment; undefined where it lacks what must be there. */
function paymentReport(message: JsonObject, attemptNo: string): PaymentReport | undefined {
  const theirs = textAt(message, 'status') ?? '';
  const state = own(PAYMENT_STATUS, theirs) ?? { status: 'pending' };
  const amount = readable(() => majorAmount(message.amount, textAt(message, 'currency')));
  if (state.status === 'paid' && !amount) return undefined;
  const spTradeNo = wordAt(message, 'transactionNo');
  return { kind: 'payment', attemptNo, ...state, theirs, ...present({ amount, spTradeNo }) };
}

// --- notices -------------------------------------------------------------------------------------------------

const MUST_BE_THERE = ['transactionNo', 'status', 'amount', 'currency', 'reference'] as const;
const OF_REFUNDS = ['refundTransactionNo', 'refundReference', 'refundAmount'] as const;

const noticeFields = (body: string): Params | undefined => wholeForm(body, MUST_BE_THERE);

export const pockyt = {
  paySp: 'pockyt',
  title: 'Pockyt',
  docs: { url: 'https://docs.pockyt.io', read: '2026-11' },
  can: {
    payMethods: ['wechat'],
    numberAfterDecline: 'new',
    closeReverses: true,
    hidesReversals: true,
    refundRetry: 'unknown',
    refundIn: 'order',
    partialRefunds: true,
    texts: WECHAT_TEXTS,
    maxRefunds: 20,
    paymentLifeMs: TIMEOUT_MIN * 60_000,
    currencies: CURRENCIES,
    minimum: Object.fromEntries(CURRENCIES.map((currency) => [currency, 1])),
  },
  fields,
  endpoint: () => 'https://mapi.yuansfer.com',
  appid: (_config, caller) => caller,
  merchant: ({ merchant_no }) => merchant_no,
  currencies: ({ currency }) => [currency],

  pay: {
    request({ attemptNo, amount, description, openid }, account) {
      const data = {
        amount: toMajor(amount),
        ...currencies(amount),
        vendor: 'wechatpay',
        terminal: 'MINIPROGRAM',
        openid,
        reference: attemptNo,
        ipnUrl: account.notifyUrl,
        callbackUrl: account.notifyUrl,
        description: harmless(description),
        timeout: String(TIMEOUT_MIN),
      };
      return post(account, '/micropay/v3/prepay', data, attemptNo);
    },
    reply: (reply) =>
      opened(reply, REFUSALS.pay, (result) => {
        const payment = paymentStrings(result);
        return payment && { ticket: { payment } };
      }),
  },

  query: {
    request: (input, account) => post(account, '/app-data-search/v3/tran-query', numberOf(input)),
    reply: (reply, input) =>
      opened(reply, REFUSALS.query, (result) =>
        isAbout(result, input) && isPayment(result) ? paymentReport(result, input.attemptNo) : undefined,
      ),
  },

  close: {
    request: (input, account) => post(account, '/app-data-search/v3/cancel', numberOf(input)),
    reply: (reply, input) =>
      opened(reply, REFUSALS.close, (result) =>
        isAbout(result, input) && result.status === 'closed' ? true : undefined,
      ),
  },

  refund: {
    request(input, account) {
      const { amount, outRefundNo } = input;
      const data = {
        refundAmount: toMajor(amount),
        ...currencies(amount),
        ...numberOf(input),
        refundReference: outRefundNo,
      };
      return post(account, '/app-data-search/v3/refund', data, outRefundNo);
    },
    reply: (reply, input) =>
      opened(reply, REFUSALS.refund, (result) => {
        const { outRefundNo, amount } = input;
        const back = majorAmount(result.refundAmount, textAt(result, 'currency'));
        const isAsked = isAbout(result, input) && textAt(result, 'refundReference') === outRefundNo;
        if (!isAsked || !back || !sameMoney(back, amount)) return undefined;
        const theirs = textAt(result, 'status') ?? '';
        const status = own(REFUND_STATUS, theirs) ?? 'processing';
        const spRefundNo = wordAt(result, 'refundTransactionNo');
        return { kind: 'refund', outRefundNo, status, theirs, ...present({ spRefundNo }) };
      }),
  },

  // Reports are made in the portal; no format of theirs is public.
  statement: 'none',

  notifications: {
    by: 'POST',
    believe: 'notice',
    glance({ body }) {
      const form = noticeFields(body);
      if (!form) return { rejected: 'malformed' };
      return looksLike(form.verifySign, /^[0-9a-f]{32}$/) ? undefined : { rejected: 'unsigned' };
    },
    verify({ body }, { config }) {
      const form = noticeFields(body);
      if (!form) return { rejected: 'malformed' };
      const { verifySign, ...signed } = form;
      const isOurs =
        verifySign !== undefined && equalInConstantTime(signMd5KeyHashed(signed, config.token), verifySign);
      return isOurs ? verified(form) : { rejected: 'bad_signature' };
    },
    read({ content }, { config }) {
      const attemptNo = wordAt(content, 'reference');
      // What a notice of a refund says is published nowhere, and its `success` is not a payment's.
      const isOfRefund = !isPayment(content) || OF_REFUNDS.some((name) => name in content);
      if (attemptNo === undefined || isOfRefund) return [];
      const ours = { merchantNo: config.merchant_no, storeNo: config.store_no };
      const aside = present({
        misfit: misfitIn(content, { ifNamed: ours }),
        transactionId: wordAt(content, 'vendorId'),
      });
      const report = paymentReport(content, attemptNo);
      const theirs = textAt(content, 'status') ?? '';
      return report
        ? [{ ...report, ...aside }]
        : [{ kind: 'payment', attemptNo, status: 'pending', theirs, hint: true, ...aside }];
    },
    accepted: plainText(200, 'success'),
    refused: (status) => plainText(status, 'refused'),
  },
} satisfies Connector<typeof fields>;
