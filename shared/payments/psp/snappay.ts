/**
 * SnapPay (Canada). Protocol: developer.snappay.ca/openapi.html (rules, endpoint, types), the vendor's Java SDK
 * (github.com/SnapPayInc/open-api-java-sdk, requests, answers, signatures and their tests) and, for notices, the PHP client
 * github.com/enumit/snappay-php, read 2026-11. One URL, flat JSON, MD5 or RSA over all filled fields sorted.
 *
 * Irregularities that shape this file:
 * - One rule signs requests, answers and notices. Lists and numbers enter the signed text as they are written, `0.0` as `0.0`:
 *   they are cut out of the body, never written anew. An answer with a wrong signature, or none, is not believed.
 * - The vendor's SDK takes an answer with an empty `sign` for good, the PHP client lets a notice choose how it is verified.
 *   Neither is done here.
 * - Amounts are JSON numbers in major units. The SDK writes them as Java does, 10.5 and 10.0, and so does this file.
 * - The mini-program's app goes as JSON text in the JSON (`extension_parameters`).
 * - No list of error codes is public (E066006 of the SDK is about gift cards): no code is a definite no.
 * - Cancelling is called revoking, which gives the money of a paid order back elsewhere. Whether it does here, and what a query
 *   says of such an order, is not public: ask before closing, and believe no `paid` after it.
 * - The number of a refund "has to be unique", nothing asks about a refund, and no notice of one is known: a refund whose
 *   answer was lost is not sent again, and the answer to it is the last word.
 */
import { toMajor, type Money } from '../../kernel/money';
import { present } from '../../kernel/present';
import { readJsonObject, textAt } from '../../kernel/json';
import { paymentStrings, verified, type Connector } from './connector';
import { looksLike } from './forms';
import { harmless } from './free-text';
import { misfitIn } from './misfit';
import { jsonText } from './notice-replies';
import { envelope, fields, problems, type SnappayAccount } from './snappay-account';
import { isAbout, isGenuine, opened, paymentReport, refundReport, wordsIn } from './snappay-messages';

/** Sent with every order; SnapPay takes 5 to 60. */
const LIFE_MINUTES = 60;

/** The digits of a JSON number: as few as there are, but one behind the point. */
const digits = (amount: Money): string => toMajor(amount).replace(/(?<=\.\d)0$/, '');

/** Whose app pays, and the store, as JSON text. */
const extension = (appid: string, { config }: SnappayAccount): string =>
  JSON.stringify(present({ store_no: config.store_no, sub_app_id: appid }));

export const snappay = {
  paySp: 'snappay',
  title: 'SnapPay',
  docs: { url: 'https://developer.snappay.ca/openapi.html', read: '2026-11' },
  can: {
    payMethods: ['wechat'],
    numberAfterDecline: 'new',
    closeReverses: true,
    hidesReversals: true,
    refundRetry: 'unknown',
    refundIn: 'order',
    partialRefunds: true,
    // SnapPay takes 128 and 64 without a unit, WeChat Pay behind it 127 and 80 bytes.
    texts: { description: { most: 127, unit: 'bytes' }, reason: { most: 64, unit: 'bytes' } },
    paymentLifeMs: LIFE_MINUTES * 60_000,
    maxRefunds: 20,
    currencies: ['CAD', 'USD'],
    minimum: { CAD: 1, USD: 1 },
  },
  fields,
  endpoint: () => 'https://open.snappay.ca/api/gateway',
  appid: (_config, caller) => caller,
  merchant: ({ merchant_no }) => merchant_no,
  problems,

  pay: {
    request(input, account, env) {
      const texts = {
        payment_method: 'WECHATPAY',
        out_order_no: input.attemptNo,
        trans_currency: input.amount.currency,
        description: harmless(input.description),
        pay_user_account_id: input.openid,
        notify_url: account.notifyUrl,
        extension_parameters: extension(input.appid, account),
      };
      const numbers = { trans_amount: digits(input.amount), effective_minutes: String(LIFE_MINUTES) };
      return envelope({ method: 'pay.minipay', texts, numbers }, account, env);
    },
    reply: (reply, { attemptNo }, account) =>
      opened(reply, account, (data) => {
        const payment = paymentStrings(readJsonObject(data.request_payment ?? '') ?? {});
        const spTradeNo = data.trans_no;
        const isWhole = payment && spTradeNo !== undefined && isAbout(data, { attemptNo }, account);
        return isWhole ? { ticket: { payment }, spTradeNo } : undefined;
      }),
  },

  query: {
    request: ({ attemptNo }, account, env) =>
      envelope({ method: 'pay.orderquery', texts: { out_order_no: attemptNo } }, account, env),
    reply: (reply, input, account) =>
      opened(reply, account, (data) =>
        isAbout(data, input, account) ? paymentReport(data, input.attemptNo) : undefined,
      ),
  },

  close: {
    request: ({ attemptNo }, account, env) =>
      envelope({ method: 'pay.ordercancel', texts: { out_order_no: attemptNo } }, account, env),
    reply: (reply, input, account) =>
      opened(reply, account, (data) => isAbout(data, input, account) || undefined),
  },

  refund: {
    request({ attemptNo, outRefundNo, amount, reason }, account, env) {
      const texts = {
        out_order_no: attemptNo,
        out_refund_no: outRefundNo,
        refund_desc: harmless(reason),
      };
      const numbers = { refund_amount: digits(amount) };
      return envelope({ method: 'pay.orderrefund', texts, numbers }, account, env);
    },
    reply: (reply, input, account) =>
      opened(reply, account, (data) => {
        const isAsked = data.out_refund_no === input.outRefundNo && isAbout(data, input, account);
        return isAsked ? refundReport(data, input.outRefundNo) : undefined;
      }),
  },

  statement: 'none',

  notifications: {
    by: 'POST',
    believe: 'notice',
    glance(notice) {
      const words = wordsIn(notice.body);
      if (!words) return { rejected: 'malformed' };
      const isSigned = looksLike(words.sign, /^([0-9a-f]{32}|[A-Za-z0-9+/]{340,}={0,2})$/);
      return isSigned ? undefined : { rejected: 'unsigned' };
    },
    verify(notice, account) {
      const words = wordsIn(notice.body);
      if (!words) return { rejected: 'malformed' };
      return isGenuine(words, account) ? verified(words) : { rejected: 'bad_signature' };
    },
    read({ content }, { config }) {
      const words = Object.fromEntries(
        Object.keys(content).map((name) => [name, textAt(content, name) ?? '']),
      );
      const { out_order_no: attemptNo, out_refund_no, refund_trans_no } = words;
      // No notice of a refund is known, so what one would say is not guessed.
      if (attemptNo === undefined || (out_refund_no ?? refund_trans_no) !== undefined) return [];
      const { app_id, merchant_no } = config;
      const misfit = misfitIn(words, { always: { app_id }, ifNamed: { merchant_no } });
      const report = paymentReport(words, attemptNo);
      if (report) return [{ ...report, ...present({ misfit }) }];
      // The layout of notices is not public: SnapPay is asked for the amount that was not where answers have it.
      const theirs = words.trans_status ?? '';
      return [{ kind: 'payment', attemptNo, status: 'pending', theirs, hint: true, ...present({ misfit }) }];
    },
    accepted: jsonText(200, { code: '0' }),
    refused: (status, why) => jsonText(status, { code: String(status), msg: why }),
  },
} satisfies Connector<typeof fields>;
