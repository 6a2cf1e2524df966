/**
 * NihaoPay (United States and others), API v1.2. Protocol: docs.nihaopay.com (WeChat mini-program, refunds, transaction queries,
 * IPN mechanics, error handling; source at github.com/d-l-nhp/nihaopay-api-docs), read 2026-11. Forms with a bearer token
 * over TLS, JSON answers without a signature, notices signed with MD5.
 *
 * Irregularities that shape this file:
 * - The answer to a payment names no transaction. Its id, which refunds need, comes with the notice or an answer to a query.
 * - Nothing that is published closes a payment: it runs out after `timeout`.
 * - The query pages speak of another product; that they know payments of mini-programs is assumed (docs/providers).
 * - A refund has no number of ours, and nothing recognises a repetition: one at a time, compared by what went back in all.
 * - A notice's unset `note` arrives as the text `null`; the pages disagree whether it is signed. Both forms need the token.
 * - A new token takes a quarter of an hour to be in force everywhere: notices are checked with the previous one, too.
 * - The strings call the package `wechatPackage`, and `timeStamp` is handed on as it comes.
 */
import type { Outcome } from '../../kernel/exchange';
import type { HttpReply, HttpRequest } from '../../kernel/http';
import { numberText, own, readJsonObject, textAt, wordAt, type JsonObject } from '../../kernel/json';
import { present } from '../../kernel/present';
import type { Params } from '../../codecs/sorted-params';
import type { PaymentReport, PaymentStatus } from '../order/facts';
import { minorAmount } from './amounts';
import { all, BUSY, isBusy, readable, saidNo, understood, UNREADABLE, type Refusals } from './answers';
import { paymentStrings, verified, type Connector, type RawNotice } from './connector';
import { looksLike, pathPart, wholeForm } from './forms';
import { CURRENCIES, fields, type NihaoPayAccount } from './nihaopay-account';
import { isSignedWith } from './nihaopay-notice';
import { refundBySums, refundOfNumber } from './nihaopay-refunds';
import { plainText } from './notice-replies';
import { WECHAT_TEXTS } from './wechat-words';

/** Minutes after which an unpaid payment ends; NihaoPay's own default, and the life of WeChat's strings. */
const TIMEOUT_MIN = 120;

/** The payer's address is not known to a function; every order names the same one. */
const CLIENT_IP = '127.0.0.1';

const PAYMENT_STATUS: Readonly<Record<string, PaymentStatus>> = {
  success: 'paid',
  pending: 'pending',
  failure: 'declined',
};

/** The published error codes that are a definite no, by call (page error handling). */
const ANYWHERE: Refusals = { ...all('400-90 401-301', 'other') };
const REFUSALS = {
  pay: { ...ANYWHERE, '400-31': 'number_taken' },
  query: { ...ANYWHERE, '402-61': 'not_found' },
  refund: { ...ANYWHERE, ...all('402-61 402-63 402-67 409-33 409-64 409-66', 'other') },
} as const satisfies Readonly<Record<string, Refusals>>;

// --- requests ------------------------------------------------------------------------------------------------

const headersOf = ({ config }: NihaoPayAccount): Readonly<Record<string, string>> => ({
  authorization: `Bearer ${config.token.reveal()}`,
  accept: 'application/json',
});

function post(account: NihaoPayAccount, path: string, params: Params): HttpRequest {
  return {
    method: 'POST',
    url: `${account.endpoint}/v1.2/transactions${path}`,
    headers: { ...headersOf(account), 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' },
    body: new URLSearchParams(params).toString(),
  };
}

function get(account: NihaoPayAccount, path: string): HttpRequest {
  const url = `${account.endpoint}/v1.2/transactions${path}`;
  return { method: 'GET', url, headers: headersOf(account), body: '' };
}

// --- answers -------------------------------------------------------------------------------------------------

/** Errors come with their HTTP status and `{code, label, message}`; the pages number them as `402-61`. */
function opened<T>(
  reply: HttpReply,
  published: Refusals,
  read: (body: JsonObject) => T | undefined,
): Outcome<T> {
  const body = readJsonObject(reply.body);
  const words = body ? (textAt(body, 'message') ?? textAt(body, 'label') ?? '') : '';
  if (isBusy(reply)) return { ...BUSY, ...present({ theirs: words === '' ? undefined : words }) };
  if (!body) return UNREADABLE;
  if (reply.status < 300) return understood(() => read(body));
  const code = numberText(body, 'code') ?? '';
  return saidNo(code.includes('-') ? code : `${reply.status}-${code}`, words, published);
}

/** What a query or a notice says of a payment; undefined where it lacks what must be there. */
function paymentReport(message: JsonObject): PaymentReport | undefined {
  const attemptNo = wordAt(message, 'reference');
  const theirs = textAt(message, 'status') ?? '';
  const status = own(PAYMENT_STATUS, theirs) ?? 'pending';
  const amount = readable(() => minorAmount(message.amount, textAt(message, 'currency')));
  if (attemptNo === undefined || (status === 'paid' && !amount)) return undefined;
  const spTradeNo = numberText(message, 'id');
  return { kind: 'payment', attemptNo, status, theirs, ...present({ amount, spTradeNo }) };
}

// --- notices -------------------------------------------------------------------------------------------------

const MUST_BE_THERE = ['id', 'status', 'amount', 'currency', 'reference'] as const;

const noticeFields = ({ body }: RawNotice): Params | undefined => wholeForm(body, MUST_BE_THERE);

export const nihaopay = {
  paySp: 'nihaopay',
  title: 'NihaoPay',
  docs: { url: 'https://docs.nihaopay.com', read: '2026-11' },
  can: {
    payMethods: ['wechat'],
    numberAfterDecline: 'new',
    closeReverses: false,
    refundRetry: 'listed',
    refundIn: 'order',
    partialRefunds: true,
    texts: WECHAT_TEXTS,
    maxRefunds: 20,
    paymentLifeMs: TIMEOUT_MIN * 60_000,
    currencies: CURRENCIES,
    minimum: Object.fromEntries(CURRENCIES.map((currency) => [currency, 1])),
  },
  fields,
  endpoint: () => 'https://api.nihaopay.com',
  appid: (_config, caller) => caller,
  merchant: () => undefined,
  currencies: ({ currency }) => [currency],

  pay: {
    request: (input, account) =>
      post(account, '/micropay', {
        currency: input.amount.currency,
        amount: String(input.amount.value),
        reference: input.attemptNo,
        app_id: input.appid,
        open_id: input.openid,
        client_ip: CLIENT_IP,
        ipn_url: account.notifyUrl,
        description: input.description,
        timeout: String(TIMEOUT_MIN),
      }),
    reply: (reply) =>
      opened(reply, REFUSALS.pay, ({ wechatPackage, ...strings }) => {
        const payment = paymentStrings({ ...strings, package: wechatPackage });
        return payment && { ticket: { payment } };
      }),
  },

  query: {
    request: ({ attemptNo }, account) => get(account, `/merchant/${pathPart(attemptNo)}`),
    reply: (reply, { attemptNo, spTradeNo }) =>
      opened(reply, REFUSALS.query, (body) => {
        const report = paymentReport(body);
        const isAsked =
          report?.attemptNo === attemptNo && (spTradeNo ?? report.spTradeNo) === report.spTradeNo;
        return isAsked ? report : undefined;
      }),
  },

  refund: {
    request: ({ spTradeNo, amount, reason }, account) =>
      spTradeNo === undefined
        ? undefined
        : post(account, `/refund/${pathPart(spTradeNo)}`, {
            currency: amount.currency,
            amount: String(amount.value),
            reason,
          }),
    reply: (reply, { outRefundNo, spTradeNo }) =>
      opened(reply, REFUSALS.refund, (body) => refundOfNumber(body, outRefundNo, spTradeNo)),
  },

  queryRefund: {
    // Without the slash at the end it is another page.
    request: ({ spTradeNo }, account) =>
      spTradeNo === undefined ? undefined : get(account, `/refunds/${pathPart(spTradeNo)}/`),
    reply(reply, input) {
      const said = opened(reply, REFUSALS.query, (body) => body);
      // A payment that is not known is no word about its refunds.
      if (said.is === 'refused' && said.why === 'not_found') return { ...UNREADABLE, theirs: said.theirs };
      return said.is === 'ok' ? refundBySums(said.value, input) : said;
    },
  },

  // Reports can be downloaded; their columns are not published.
  statement: 'none',

  notifications: {
    by: 'POST',
    believe: 'notice',
    glance(notice) {
      const fields = noticeFields(notice);
      if (!fields) return { rejected: 'malformed' };
      return looksLike(fields.verify_sign, /^[0-9a-f]{32}$/i) ? undefined : { rejected: 'unsigned' };
    },
    verify(notice, { config }) {
      const fields = noticeFields(notice);
      if (!fields) return { rejected: 'malformed' };
      const tokens = [config.token, config.previous_token].filter((one) => one !== undefined);
      return tokens.some((token) => isSignedWith(fields, token))
        ? verified(fields)
        : { rejected: 'bad_signature' };
    },
    read({ content }) {
      const report = paymentReport(content);
      const transactionId = wordAt(readJsonObject(textAt(content, 'sys_reserve') ?? '') ?? {}, 'vendor_id');
      return report ? [{ ...report, ...present({ transactionId }) }] : [];
    },
    accepted: plainText(200, 'ok'),
    refused: (status) => plainText(status, 'refused'),
  },
} satisfies Connector<typeof fields>;
