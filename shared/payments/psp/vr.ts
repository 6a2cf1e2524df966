/**
 * VR Payment (Germany). Two platforms: `wallet`, the processing API of the Alipay and WeChat contract
 * (service.vr-payment.de, API documentation, opening part), and `opp`, VR pay eCommerce on the Open Payment Platform
 * (hyperpay.docs.oppwa.com, developers.primeiropay.com). Read 2026-11. Form-encoded requests, bearer token, JSON answers.
 *
 * Irregularities that shape this file:
 * - What the public part of the wallet's document leaves open is configuration: how WeChat Pay is spelled as a brand, the
 *   names for AppID and openid, where the five strings come. Payment type, numbers and paths follow the Open Payment
 *   Platform, whose names they are.
 * - Only `result.code` says how something ended; a decline comes with HTTP 400 or 200.
 * - Answers carry no signature (trust rests on TLS), and a query answers about one transaction id: without it the wallet
 *   cannot be asked. `opp` can be asked by our number; that answer must prove itself.
 * - The wallet sends no notices: it is polled. `opp` sends encrypted ones to an address entered at VR Payment by hand.
 * - `RV` on a payment that was paid meanwhile gives the money back: ask before closing.
 * - Success codes of the test system count only with `test_mode`.
 */
import { openHexAes256Gcm } from '../../codecs/aead';
import { withoutEmpty, type Params } from '../../codecs/sorted-params';
import type { HttpRequest } from '../../kernel/http';
import { isObject, objectAt, readJsonObject, textAt, wordAt, type JsonObject } from '../../kernel/json';
import { toMajor } from '../../kernel/money';
import { present } from '../../kernel/present';
import type { PaymentReport, RefundReport, Report } from '../order/facts';
import { paymentStrings, verified, type Connector, type PayReply, type RawNotice } from './connector';
import { pathPart } from './forms';
import { misfitIn, settled } from './misfit';
import { plainText } from './notice-replies';
import { endpoint, fields, lacks, problems, theirName, type VrAccount } from './vr-account';
import { groupIn, opened, transactionIn, paymentReport, refundReport, type Question } from './vr-answers';
import { WECHAT_TEXTS } from './wechat-words';

// --- requests ------------------------------------------------------------------------------------------------

const form = (params: Params): string => new URLSearchParams(withoutEmpty(params)).toString();

function post(account: VrAccount, path: string, params: Params): HttpRequest {
  return {
    method: 'POST',
    url: `${account.endpoint}/payments${path}`,
    headers: {
      authorization: `Bearer ${account.config.access_token.reveal()}`,
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      accept: 'application/json',
    },
    body: form({ entityId: account.config.entity_id ?? '', ...params }),
  };
}

/** Asks about one transaction by VR Payment's id or, at `opp`, by the number that we gave it. */
function ask(account: VrAccount, id: string | undefined, number: string): HttpRequest | undefined {
  const { platform, entity_id: entityId = '', access_token: token } = account.config;
  if (id === undefined && platform !== 'opp') return undefined;
  const path = id === undefined ? '' : `/${pathPart(id)}`;
  const query = form({ entityId, merchantTransactionId: id === undefined ? number : '' });
  return {
    method: 'GET',
    url: `${account.endpoint}/payments${path}${query === '' ? '' : `?${query}`}`,
    headers: { authorization: `Bearer ${token.reveal()}`, accept: 'application/json' },
    body: '',
  };
}

// --- answers -------------------------------------------------------------------------------------------------

/** The five strings under the configured key, as an object or as JSON text. */
function ticketIn(body: JsonObject, account: VrAccount): PayReply['ticket'] | undefined {
  const path = theirName(account, 'payment').split('.');
  const found = path.reduce<unknown>((value, name) => (isObject(value) ? value[name] : undefined), body);
  const raw = typeof found === 'string' ? readJsonObject(found) : found;
  const payment = isObject(raw) ? paymentStrings(raw) : undefined;
  return payment && { payment };
}

function payReply(body: JsonObject, attemptNo: string, account: VrAccount): PayReply | undefined {
  const isOpen = ['pending', 'paid', 'review'].includes(groupIn(body, account));
  const id = wordAt(body, 'id');
  const ticket = isOpen ? ticketIn(body, account) : undefined;
  const isOurs = transactionIn(body, { id, number: attemptNo, type: 'DB' }) !== undefined;
  return ticket && id !== undefined && isOurs ? { ticket, spTradeNo: id } : undefined;
}

/** The refund in the answer to its request. Whatever has an id may have happened, unless the code is a definite no. */
function refundReply(body: JsonObject, question: Question, account: VrAccount): RefundReport | undefined {
  const id = wordAt(body, 'id');
  const found = id === undefined ? undefined : transactionIn(body, { ...question, id });
  const report = found && refundReport(found, question.number, account);
  return report?.status === 'failed' ? undefined : report;
}

// --- notices (opp) -------------------------------------------------------------------------------------------

/** The sealed parts of a webhook: hex text, or for some accounts JSON around it. */
function sealedIn({ headers, body }: RawNotice) {
  const wrapped = body.trimStart().startsWith('{') ? readJsonObject(body) : undefined;
  const ciphertext = wrapped ? (textAt(wrapped, 'encryptedBody') ?? '') : body.trim();
  const nonce = headers['x-initialization-vector'] ?? '';
  return { ciphertext, nonce, tag: headers['x-authentication-tag'] ?? '' };
}

/** A notice whose amount cannot be read is still a reason to ask. */
const askAnyway = (attemptNo: string): PaymentReport => ({
  kind: 'payment',
  attemptNo,
  status: 'pending',
  theirs: 'a notice without a readable amount',
});

function reportIn(payload: JsonObject, account: VrAccount): Report | undefined {
  const type = textAt(payload, 'paymentType');
  const number = wordAt(
    payload,
    type === 'RF' ? theirName(account, 'out_refund_no') : 'merchantTransactionId',
  );
  if (number === undefined) return undefined;
  if (type === 'RF') return refundReport(payload, number, account);
  return type === 'DB' ? (paymentReport(payload, number, account) ?? askAnyway(number)) : undefined;
}

export const vr = {
  paySp: 'vr',
  title: 'VR Payment',
  docs: {
    url: 'https://service.vr-payment.de/hc/de/articles/360039661253-3-API-Documentation',
    read: '2026-11',
  },
  can: {
    payMethods: ['wechat'],
    numberAfterDecline: 'new',
    closeReverses: true,
    hidesReversals: true,
    refundRetry: 'unknown',
    refundIn: 'order',
    partialRefunds: true,
    texts: WECHAT_TEXTS,
    maxRefunds: 50,
    currencies: ['EUR'],
    minimum: { EUR: 1 },
  },
  fields,
  endpoint,
  appid: (_config, caller) => caller,
  merchant: ({ entity_id }) => entity_id,
  problems,

  pay: {
    lacks,
    request(input, account) {
      const description = theirName(account, 'description');
      return post(account, '', {
        paymentType: 'DB',
        paymentBrand: account.config.payment_brand ?? '',
        amount: toMajor(input.amount),
        currency: input.amount.currency,
        merchantTransactionId: input.attemptNo,
        [theirName(account, 'appid')]: input.appid,
        [theirName(account, 'openid')]: input.openid,
        ...(description === '' ? {} : { [description]: input.description }),
      });
    },
    reply: (reply, { attemptNo }, account) =>
      opened(reply, account, (body) => payReply(body, attemptNo, account)),
  },

  query: {
    request: ({ attemptNo, spTradeNo }, account) => ask(account, spTradeNo, attemptNo),
    reply: (reply, { attemptNo, spTradeNo }, account) =>
      opened(reply, account, (body) => {
        const found = transactionIn(body, { id: spTradeNo, number: attemptNo, type: 'DB' });
        return found && paymentReport(found, attemptNo, account);
      }),
  },

  close: {
    request: ({ spTradeNo }, account) =>
      spTradeNo === undefined ? undefined : post(account, `/${pathPart(spTradeNo)}`, { paymentType: 'RV' }),
    reply: (reply, _input, account) =>
      opened(reply, account, (body) => {
        const isReversal = (wordAt(body, 'paymentType') ?? 'RV') === 'RV' && wordAt(body, 'id') !== undefined;
        return (isReversal && groupIn(body, account) === 'paid') || undefined;
      }),
  },

  refund: {
    request(input, account) {
      if (input.spTradeNo === undefined) return undefined;
      return post(account, `/${pathPart(input.spTradeNo)}`, {
        paymentType: 'RF',
        [theirName(account, 'refund_fee')]: toMajor(input.amount),
        [theirName(account, 'refund_currency')]: input.amount.currency,
        [theirName(account, 'out_refund_no')]: input.outRefundNo,
      });
    },
    reply(reply, { outRefundNo }, account) {
      const numberName = theirName(account, 'out_refund_no');
      const question = { id: undefined, number: outRefundNo, numberName, type: 'RF' } as const;
      return opened(reply, account, (body) => refundReply(body, question, account));
    },
  },

  queryRefund: {
    request: ({ outRefundNo, spRefundNo }, account) => ask(account, spRefundNo, outRefundNo),
    reply: (reply, { outRefundNo, spRefundNo }, account) =>
      opened(reply, account, (body) => {
        const numberName = theirName(account, 'out_refund_no');
        const question = { id: spRefundNo, number: outRefundNo, numberName, type: 'RF' } as const;
        const found = transactionIn(body, question);
        return found && refundReport(found, outRefundNo, account);
      }),
  },

  statement: 'none',

  notifications: {
    by: 'POST',
    believe: 'query',
    registered: true,
    glance(notice) {
      const { ciphertext, nonce, tag } = sealedIn(notice);
      if (!/^(?:[0-9a-f]{2})+$/i.test(ciphertext)) return { rejected: 'malformed' };
      const isSealed = /^[0-9a-f]{24}$/i.test(nonce) && /^[0-9a-f]{32}$/i.test(tag);
      return isSealed ? undefined : { rejected: 'unsigned' };
    },
    verify(notice, { config }) {
      // Without a secret nobody can be known to be VR Payment.
      if (!config.webhook_secret) return { rejected: 'unknown_key' };
      const opened = openHexAes256Gcm(sealedIn(notice), config.webhook_secret);
      if (opened === undefined) return { rejected: 'bad_signature' };
      const content = readJsonObject(opened);
      return content ? verified(content) : { rejected: 'malformed' };
    },
    read({ content }, account) {
      const payload = objectAt(content, 'payload');
      // Also sent: registrations, risk checks, and a test message when the webhook is entered.
      const report = content.type === 'PAYMENT' ? reportIn(payload, account) : undefined;
      if (!report) return [];
      const ifNamed = settled({ entityId: account.config.entity_id });
      const misfit = misfitIn(objectAt(payload, 'authentication'), { ifNamed });
      return [{ ...report, ...present({ misfit }) }];
    },
    accepted: plainText(200, 'ok'),
    refused: (status, why) => plainText(status, why),
  },
} satisfies Connector<typeof fields>;
