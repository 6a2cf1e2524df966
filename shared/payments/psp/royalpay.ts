/**
 * The RoyalPay family: one protocol, run by RoyalPay (Australia), AlphaPay (Canada), GlobePay (United Kingdom, Japan), Lakala
 * (Japan) and Sheepay (Hong Kong). The operators' pages (mpay.royalpay.com.au/docs, alphapay.com/api, payjp.lakala.com/docs)
 * are followed by public clients: github.com/go-pay/gopay (folder lakala), bravemaster619/alphapay (its types list states and
 * codes call by call), shop-r1/royalpay, meng1204/woocommerce-gateway-alphapay. Read 2026-11. PUT and GET, JSON.
 *
 * Irregularities that shape this file:
 * - The signature is sha256(partner_code&time&nonce_str&credential_code), in the query. It covers no path, no body and no
 *   amount, and answers carry none at all: trust in them rests on TLS.
 * - A notice carries the same hash in its body. Whoever saw one can repeat it with other contents within five minutes, so it
 *   is a hint: the PSP is asked before anything is booked, and `order_id` is not taken from it. A connector remembers no
 *   nonces, and need not: the answer to our own question decides.
 * - `result_code` EXISTS to a create is the same order once more, with its five strings: a repeated sending is answered.
 * - `sdk_params` is an object at AlphaPay, and JSON in a text at Lakala.
 * - `total_fee` is the price, `real_fee` what the payer paid: more where the platform adds a surcharge. Refunds here give
 *   back what the order cost, never the surcharge: see docs/providers/royalpay.md.
 * - Whether closing a paid order gives its money back is not published: ask before closing.
 * - Order and refund numbers are ours and stand in the path of a PUT, but nobody says that a refund may be sent again.
 */
import type { Outcome } from '../../kernel/exchange';
import { isObject, readJsonObject, textAt, wordAt, type JsonObject } from '../../kernel/json';
import { equalInConstantTime } from '../../kernel/secret';
import { minorAmount } from './amounts';
import { readable, undocumented, UNREADABLE } from './answers';
import { paymentStrings, verified, type Connector, type PayReply } from './connector';
import { misfitIn } from './misfit';
import { jsonText } from './notice-replies';
import { call, currencies, endpoint, fields, problems, signature } from './royalpay-account';
import { opened, paymentReport, readNotice, REFUSALS, refundReport } from './royalpay-messages';
import { WECHAT_TEXTS } from './wechat-words';

/** How far the platform lets `time` be from its own clock, and we let a notice's be from ours. */
const WINDOW_MS = 5 * 60_000;

/** The five strings in a created or existing order. */
function payReply(body: JsonObject, attemptNo: string): Outcome<PayReply> {
  const word = textAt(body, 'result_code') ?? '';
  if (wordAt(body, 'partner_order_id') !== attemptNo) return UNREADABLE;
  if (word !== 'SUCCESS' && word !== 'EXISTS') return undocumented(`result_code ${word}`);
  const raw = body.sdk_params;
  const strings = typeof raw === 'string' ? readJsonObject(raw) : raw;
  const payment = isObject(strings) ? paymentStrings(strings) : undefined;
  const spTradeNo = wordAt(body, 'order_id');
  if (payment && spTradeNo !== undefined) return { is: 'ok', value: { ticket: { payment }, spTradeNo } };
  return word === 'EXISTS' ? { is: 'refused', why: 'number_taken', theirs: word } : UNREADABLE;
}

export const royalpay = {
  paySp: 'royalpay',
  title: 'RoyalPay family',
  docs: { url: 'https://mpay.royalpay.com.au/docs/en/', read: '2026-11' },
  can: {
    payMethods: ['wechat'],
    numberAfterDecline: 'new',
    closeReverses: true,
    refundRetry: 'unknown',
    refundIn: 'order',
    partialRefunds: true,
    // The platform cuts a description at 128; WeChat Pay behind it takes less.
    texts: WECHAT_TEXTS,
    maxRefunds: 20,
    currencies: ['AUD', 'CAD', 'GBP', 'JPY', 'HKD', 'CNY'],
    minimum: { AUD: 1, CAD: 1, GBP: 1, JPY: 1, HKD: 1, CNY: 1 },
  },
  fields,
  endpoint,
  appid: (_config, caller) => caller,
  merchant: ({ partner_code }) => partner_code,
  problems,
  currencies,

  pay: {
    request(input, account, env) {
      const body = {
        description: input.description,
        price: input.amount.value,
        currency: input.amount.currency,
        channel: 'Wechat',
        notify_url: account.notifyUrl,
        appid: input.appid,
        customer_id: input.openid,
      };
      return call({ method: 'PUT', path: ['microapp_orders', input.attemptNo], body }, account, env);
    },
    reply(reply, { attemptNo }, { config }) {
      const said = opened(reply, REFUSALS.pay, (body) => body);
      if (said.is !== 'ok') return said;
      const misfit = misfitIn(said.value, { ifNamed: { partner_code: config.partner_code } });
      return misfit === undefined ? payReply(said.value, attemptNo) : UNREADABLE;
    },
  },

  query: {
    request: ({ attemptNo }, account, env) =>
      call({ method: 'GET', path: ['orders', attemptNo] }, account, env),
    reply: (reply, { attemptNo, spTradeNo }, account) =>
      opened(reply, REFUSALS.query, (body) => {
        const orderId = wordAt(body, 'order_id');
        const isAsked =
          wordAt(body, 'partner_order_id') === attemptNo && (spTradeNo ?? orderId) === (orderId ?? spTradeNo);
        return isAsked ? paymentReport(body, attemptNo, account) : undefined;
      }),
  },

  close: {
    request: ({ attemptNo }, account, env) =>
      call({ method: 'PUT', path: ['orders', attemptNo, 'cancel'] }, account, env),
    reply: (reply) =>
      opened(reply, REFUSALS.close, (body) => textAt(body, 'result_code') === 'SUCCESS' || undefined),
  },

  refund: {
    request({ attemptNo, outRefundNo, amount }, account, env) {
      const path = ['orders', attemptNo, 'refunds', outRefundNo];
      return call({ method: 'PUT', path, body: { fee: amount.value } }, account, env);
    },
    reply: (reply, { outRefundNo }, account) =>
      opened(reply, REFUSALS.refund, (body) => refundReport(body, outRefundNo, account)),
  },

  queryRefund: {
    request: ({ attemptNo, outRefundNo }, account, env) =>
      call({ method: 'GET', path: ['orders', attemptNo, 'refunds', outRefundNo] }, account, env),
    reply: (reply, { outRefundNo, spRefundNo }, account) =>
      opened(reply, REFUSALS.queryRefund, (body) => {
        const report = refundReport(body, outRefundNo, account);
        const number = report?.spRefundNo;
        return (spRefundNo ?? number) === (number ?? spRefundNo) ? report : undefined;
      }),
  },

  statement: 'none',

  notifications: {
    by: 'POST',
    believe: 'query',
    glance({ body }) {
      const notice = readNotice(body);
      if (!notice) return { rejected: 'malformed' };
      return /^[0-9a-f]{64}$/.test(notice.sign) ? undefined : { rejected: 'unsigned' };
    },
    verify({ body }, account, env) {
      const notice = readNotice(body);
      if (!notice) return { rejected: 'malformed' };
      if (!equalInConstantTime(signature(notice.time, notice.nonce, account), notice.sign))
        return { rejected: 'bad_signature' };
      const age = Math.abs(env.now - Number(notice.time));
      return age <= WINDOW_MS ? verified(notice.content) : { rejected: 'stale' };
    },
    // A notice has no state: it is sent when an order was paid.
    read({ content }) {
      const attemptNo = wordAt(content, 'partner_order_id');
      if (attemptNo === undefined) return [];
      const amount = readable(() => minorAmount(content.total_fee, textAt(content, 'currency')));
      const said = { kind: 'payment', attemptNo, theirs: 'notice' } as const;
      return [amount ? { ...said, status: 'paid', amount } : { ...said, status: 'pending' }];
    },
    accepted: jsonText(200, { return_code: 'SUCCESS' }),
    refused: (status) => jsonText(status, { return_code: 'FAIL' }),
  },
} satisfies Connector<typeof fields>;
