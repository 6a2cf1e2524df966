/**
 * Latipay (New Zealand, Australia). Protocol: doc.latipay.net (WeChat mini app, hosted online and its cancel page,
 * error codes; source at github.com/Latipay/latipay.github.io), read 2026-11. JSON, HMAC-SHA256 with the `api_key`.
 *
 * Irregularities that shape this file:
 * - The key signs and is appended to the signed text as well. `/cancel` alone signs its two fields unsorted: its page
 *   says sorted, its printed signature fits only the unsorted text.
 * - No request names a currency: it is the wallet's, so an account takes orders in that currency alone.
 * - A notice signs five values joined without separators, and neither `order_id`, which refunds need, nor `pay_time`.
 *   The same signature over the same text travels through payers' browsers (`return_url`). So a notice is a hint.
 * - Answers to queries sign the same five values; there the amount is a JSON number, which loses its zeros.
 * - Refunds go by Latipay's `order_id` and have no number of the merchant's, no notice and no query: code 0 is the last
 *   word about one, and a refund whose answer was lost is not sent again.
 * - `pay_time` is called UTC and +08:00 in the same line; it is not read.
 */
import { canonical, signHmacSha256KeyAppended, withoutEmpty, type Params } from '../../codecs/sorted-params';
import type { HttpRequest } from '../../kernel/http';
import { numberText, objectAt } from '../../kernel/json';
import { toMajor } from '../../kernel/money';
import { present } from '../../kernel/present';
import { UNREADABLE, UNVERIFIED } from './answers';
import { paymentStrings, verified, type Connector } from './connector';
import { looksLike, pathPart } from './forms';
import { harmless } from './free-text';
import { CURRENCIES, fields, type LatipayAccount } from './latipay-account';
import {
  REFUSALS,
  opened,
  isDone,
  spellings,
  isGenuine,
  paymentReport,
  readNotice,
} from './latipay-messages';
import { plainText } from './notice-replies';
import { WECHAT_TEXTS } from './wechat-words';

// --- requests ------------------------------------------------------------------------------------------------

const signed = (params: Params, { config }: LatipayAccount): string =>
  signHmacSha256KeyAppended(canonical(withoutEmpty(params)), config.api_key);

function post(account: LatipayAccount, path: string, params: Params, signature: string): HttpRequest {
  return {
    method: 'POST',
    url: account.endpoint + path,
    headers: { 'content-type': 'application/json;charset=UTF-8', accept: 'application/json' },
    body: JSON.stringify({ ...params, signature }),
  };
}

// --- answers -------------------------------------------------------------------------------------------------

export const latipay = {
  paySp: 'latipay',
  title: 'Latipay',
  docs: { url: 'https://doc.latipay.net', read: '2026-11' },
  can: {
    payMethods: ['wechat'],
    numberAfterDecline: 'new',
    closeReverses: false,
    refundRetry: 'unknown',
    refundIn: 'order',
    partialRefunds: true,
    texts: WECHAT_TEXTS,
    maxRefunds: 20,
    currencies: CURRENCIES,
    minimum: { NZD: 1, AUD: 1 },
  },
  fields,
  endpoint: () => 'https://api.latipay.net',
  appid: (_config, caller) => caller,
  merchant: ({ user_id }) => user_id,
  currencies: ({ currency }) => [currency],

  pay: {
    request(input, account) {
      const { user_id, wallet_id } = account.config;
      const params = {
        user_id,
        wallet_id,
        amount: toMajor(input.amount),
        notify_url: account.notifyUrl,
        merchant_reference: input.attemptNo,
        product_name: harmless(input.description),
        app_id: input.appid,
        open_id: input.openid,
      };
      return post(account, '/v2/miniapppay', params, signed(params, account));
    },
    reply: (reply) =>
      opened(reply, REFUSALS.pay, (body) => {
        const payment = paymentStrings(objectAt(body, 'payment'));
        const spTradeNo = numberText(objectAt(body, 'paydata'), 'order_id');
        return payment && spTradeNo !== undefined ? { ticket: { payment }, spTradeNo } : undefined;
      }),
  },

  query: {
    request({ attemptNo }, account) {
      const params = { merchant_reference: attemptNo, user_id: account.config.user_id };
      const query = new URLSearchParams({ user_id: params.user_id, signature: signed(params, account) });
      return {
        method: 'GET',
        url: `${account.endpoint}/v2/transaction/${pathPart(attemptNo)}?${query.toString()}`,
        headers: { accept: 'application/json' },
        body: '',
      };
    },
    reply(reply, { attemptNo, spTradeNo }, account) {
      const said = opened(reply, REFUSALS.query, (body) => body);
      if (said.is !== 'ok') return said;
      const amounts = spellings(said.value.amount);
      if (amounts.length === 0) return UNREADABLE;
      if (!isGenuine(said.value, amounts, account)) return UNVERIFIED;
      const report = paymentReport(said.value, account);
      const orderId = numberText(said.value, 'order_id');
      const isAsked = report?.attemptNo === attemptNo && (spTradeNo ?? orderId) === (orderId ?? spTradeNo);
      return isAsked ? { is: 'ok', value: { ...report, ...present({ spTradeNo: orderId }) } } : UNREADABLE;
    },
  },

  close: {
    request({ attemptNo }, account) {
      const { user_id, api_key } = account.config;
      const text = `user_id=${user_id}&merchant_reference=${attemptNo}`;
      const params = { user_id, merchant_reference: attemptNo };
      return post(account, '/cancel', params, signHmacSha256KeyAppended(text, api_key));
    },
    reply: (reply) => opened(reply, REFUSALS.close, isDone),
  },

  refund: {
    request({ spTradeNo, outRefundNo, amount }, account) {
      if (spTradeNo === undefined) return undefined;
      const params = {
        user_id: account.config.user_id,
        order_id: spTradeNo,
        refund_amount: toMajor(amount),
        // Latipay takes no number of ours; as the note it is at least what a person finds in the portal.
        reference: outRefundNo,
      };
      return post(account, '/refund', params, signed(params, account));
    },
    reply: (reply, { outRefundNo }) =>
      opened(
        reply,
        REFUSALS.refund,
        (body) => isDone(body) && { kind: 'refund', outRefundNo, status: 'succeeded', theirs: '0' },
      ),
  },

  statement: 'none',

  notifications: {
    by: 'POST',
    believe: 'query',
    glance(notice) {
      const fields = readNotice(notice.body);
      if (!fields) return { rejected: 'malformed' };
      return looksLike(fields.signature, /^[0-9a-f]{64}$/) ? undefined : { rejected: 'unsigned' };
    },
    verify(notice, account) {
      const fields = readNotice(notice.body);
      if (!fields) return { rejected: 'malformed' };
      return isGenuine(fields, spellings(fields.amount), account)
        ? verified(fields)
        : { rejected: 'bad_signature' };
    },
    read({ content }, account) {
      const report = paymentReport(content, account);
      return report ? [report] : [];
    },
    accepted: plainText(200, 'sent'),
    refused: (status) => plainText(status, 'refused'),
  },
} satisfies Connector<typeof fields>;
