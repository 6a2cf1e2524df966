/**
 * Airwallex (Hong Kong, Australia, Singapore, United Kingdom, Europe, United States). Protocol: airwallex.com/docs (WeChat Mini
 * Program, API access token, payment statuses, error response codes, refunds, listen for webhook events) and the types of the
 * vendor's package @airwallex/node-sdk 2.1.0-beta.5, read 2026-11. JSON over TLS with a token that lives half an hour.
 *
 * Irregularities that shape this file:
 * - A payment has two steps: an intent is created, then confirmed. Its id is written down in between; nobody can pay it before.
 * - Each step has a `request_id`, made of our number, so that a repetition is the same request. Its answer is the first one's, or
 *   `duplicate_request`: the pages say both. Then the intent is found by our number in a list.
 * - That the list takes `merchant_order_id` follows from the package; what is listed is compared with what was asked for.
 * - Answers are not signed. Amounts are JSON numbers in major units, read and written as text.
 * - The date in `x-api-version` chooses the words of refunds; those of both generations are understood.
 * - A notice signs its time and its whole body, so it is believed. Its address is registered by hand.
 */
import { objectAt, textAt, wordAt } from '../../kernel/json';
import { toMajor, type Money } from '../../kernel/money';
import { fields, get, login, post } from './airwallex-account';
import {
  isGenuine,
  listedPayment,
  listedRefund,
  noticeIn,
  ok,
  opened,
  paymentReport,
  refundAskedFor,
  refundReport,
  refundRequestId,
  REFUSALS,
  type Thing,
} from './airwallex-messages';
import { paymentStrings, verified, type Connector, type PayReply } from './connector';
import { looksLike, pathPart } from './forms';
import { plainText } from './notice-replies';
import { WECHAT_TEXTS } from './wechat-words';

/** How far a notice's time may be from ours; Airwallex names no limit. */
const WINDOW_MS = 5 * 60_000;

/** Those that WeChat Pay charges in elsewhere; the account may have fewer, which Airwallex then refuses. */
const CURRENCIES = ['AUD', 'CAD', 'CHF', 'CNY', 'EUR', 'GBP', 'HKD', 'JPY', 'NZD', 'SGD', 'USD'] as const;

/** More than a payment can have here. */
const PAGE = 'page_num=0&page_size=50';

/** A JSON object with an amount, which is written as the digits that it has. */
const withAmount = (amount: Money, rest: object): string =>
  `{"amount":${toMajor(amount)},${JSON.stringify(rest).slice(1)}`;

const intentPath = (id: string): string => `payment_intents/${pathPart(id)}`;

/** The five strings in a confirmed intent. */
function payReply({ said }: Thing, attemptNo: string, spTradeNo: string | undefined): PayReply | undefined {
  const next = objectAt(said, 'next_action');
  const payment = paymentStrings(objectAt(next, 'data'));
  const id = wordAt(said, 'id');
  const isOurs = id !== undefined && id === spTradeNo && wordAt(said, 'merchant_order_id') === attemptNo;
  return isOurs && textAt(next, 'type') === 'call_sdk' && payment
    ? { ticket: { payment }, spTradeNo: id }
    : undefined;
}

export const airwallex = {
  paySp: 'airwallex',
  title: 'Airwallex',
  docs: { url: 'https://www.airwallex.com/docs/payments', read: '2026-11' },
  can: {
    payMethods: ['wechat'],
    numberAfterDecline: 'new',
    closeReverses: false,
    refundRetry: 'safe',
    refundIn: 'order',
    partialRefunds: true,
    texts: WECHAT_TEXTS,
    maxRefunds: 20,
    currencies: CURRENCIES,
    minimum: Object.fromEntries(CURRENCIES.map((currency) => [currency, 1])),
  },
  fields,
  endpoint: () => 'https://api.airwallex.com',
  appid: (_config, caller) => caller,
  merchant: () => undefined,
  login,

  prepare: {
    request({ attemptNo, amount }, account, env) {
      const body = withAmount(amount, {
        currency: amount.currency,
        merchant_order_id: attemptNo,
        request_id: `create-${attemptNo}`,
      });
      return post('payment_intents/create', body, account, env);
    },
    reply: (reply, { attemptNo, amount }) =>
      opened(reply, REFUSALS.pay, (thing) => {
        const report = paymentReport(thing);
        const { spTradeNo, amount: price } = report ?? {};
        const isOurs =
          report?.attemptNo === attemptNo &&
          price?.value === amount.value &&
          price.currency === amount.currency;
        return isOurs && spTradeNo !== undefined ? ok({ spTradeNo }) : undefined;
      }),
  },

  pay: {
    request({ attemptNo, openid, spTradeNo }, account, env) {
      if (spTradeNo === undefined) return undefined;
      const body = {
        request_id: `confirm-${attemptNo}`,
        payment_method: { type: 'wechatpay', wechatpay: { flow: 'mini_program', open_id: openid } },
      };
      return post(`${intentPath(spTradeNo)}/confirm`, JSON.stringify(body), account, env);
    },
    reply: (reply, { attemptNo, spTradeNo }) =>
      opened(reply, REFUSALS.pay, (thing) => ok(payReply(thing, attemptNo, spTradeNo))),
  },

  query: {
    request: ({ attemptNo, spTradeNo }, account, env) =>
      spTradeNo === undefined
        ? get(`payment_intents?merchant_order_id=${pathPart(attemptNo)}&${PAGE}`, account, env)
        : get(intentPath(spTradeNo), account, env),
    reply: (reply, asked) =>
      opened(reply, REFUSALS.query, (thing, body) => {
        if (asked.spTradeNo === undefined) return listedPayment(thing, body, asked);
        const report = paymentReport(thing);
        const isAsked = report?.attemptNo === asked.attemptNo && report.spTradeNo === asked.spTradeNo;
        return isAsked ? ok(report) : undefined;
      }),
  },

  close: {
    request({ attemptNo, spTradeNo }, account, env) {
      if (spTradeNo === undefined) return undefined;
      const body = JSON.stringify({ request_id: `cancel-${attemptNo}`, cancellation_reason: 'closed' });
      return post(`${intentPath(spTradeNo)}/cancel`, body, account, env);
    },
    reply: (reply, { spTradeNo }) =>
      opened(reply, REFUSALS.close, ({ said }) =>
        wordAt(said, 'id') === spTradeNo && said.status === 'CANCELLED'
          ? { is: 'ok', value: true }
          : undefined,
      ),
  },

  refund: {
    request({ spTradeNo, outRefundNo, amount, reason }, account, env) {
      if (spTradeNo === undefined) return undefined;
      const body = withAmount(amount, {
        payment_intent_id: spTradeNo,
        reason,
        request_id: refundRequestId(outRefundNo),
      });
      return post('refunds/create', body, account, env);
    },
    reply: (reply, asked) => opened(reply, REFUSALS.refund, (thing) => ok(refundAskedFor(thing, asked))),
  },

  queryRefund: {
    request({ spTradeNo, spRefundNo }, account, env) {
      if (spRefundNo !== undefined) return get(`refunds/${pathPart(spRefundNo)}`, account, env);
      if (spTradeNo === undefined) return undefined;
      return get(`refunds?payment_intent_id=${pathPart(spTradeNo)}&${PAGE}`, account, env);
    },
    reply: (reply, asked) =>
      opened(reply, REFUSALS.query, (thing, body) =>
        asked.spRefundNo === undefined ? listedRefund(thing, body, asked) : ok(refundAskedFor(thing, asked)),
      ),
  },

  // Settlement records can be asked for by the API; their days and zones are not published.
  statement: 'none',

  notifications: {
    by: 'POST',
    believe: 'notice',
    registered: true,
    glance({ body, headers }) {
      if (!noticeIn(body)) return { rejected: 'malformed' };
      const isSigned =
        looksLike(headers['x-signature'], /^[0-9a-f]{64}$/i) && looksLike(headers['x-timestamp'], /^\d{13}$/);
      return isSigned ? undefined : { rejected: 'unsigned' };
    },
    verify(notice, account, env) {
      if (!isGenuine(notice, account)) return { rejected: 'bad_signature' };
      const age = Math.abs(env.now - Number(notice.headers['x-timestamp']));
      return age <= WINDOW_MS ? verified({ body: notice.body }) : { rejected: 'stale' };
    },
    read({ content }) {
      const notice = noticeIn(textAt(content, 'body') ?? '');
      const [kind] = notice?.name.split('.') ?? [];
      const report =
        notice && kind === 'payment_intent'
          ? paymentReport(notice.thing)
          : notice && kind === 'refund'
            ? refundReport(notice.thing)
            : undefined;
      return report ? [report] : [];
    },
    accepted: plainText(200, 'ok'),
    refused: (status) => plainText(status, 'refused'),
  },
} satisfies Connector<typeof fields>;
