/**
 * QFPay (Hong Kong, Singapore, Japan, Canada, Australia …). Protocol: sdk.qfapi.com (WeChat mini programs, request and
 * response format, signature, status codes, currencies, environments, FAQ; transaction enquiry, refund, asynchronous
 * notifications; the text is public at github.com/camela-qfpay/docs), read 2026-11. Forms, SHA-256 with the client key
 * appended; JSON answers.
 *
 * Irregularities that shape this file:
 * - Closing is published for other payment types, not for mini-programs (800213): an order runs out, by its `expired_time`.
 * - A query across months needs `start_time` and `end_time`, so every question carries them, with a day to spare on both
 *   sides: which of its times QFPay compares, and in which zone, is not published. The zone is configuration.
 * - A query answers a list; an empty one is taken for "not found", as no page says how else it would be said.
 * - On an order `0000` means made; in the row of a query it means paid, unless `cancel` says that it went back.
 * - A refund has a number of its own in `out_trade_no`, which must be unique under the account: sent twice it is refused,
 *   so the number may be sent again. 1265 (no refunds 23:30–00:30) and 1269 (today's turnover is too small) mean later.
 * - Only successes are notified. The signature is MD5 (never SHA-256) over the raw body with the client key behind it.
 * - `mchid` in a notice is published as optional, "for agent access". Agents share app code, key and address: where one was
 *   issued, a notice that names none could be of another merchant, and is a hint.
 * - Answers may be signed, by a rule that says nothing of lists and of answers without `data`: it is not read.
 * - `goods_name` takes 20 letters or digits, which no title fits for sure; it may be left out, and is.
 */
import { signMd5KeyAppended } from '../../codecs/sorted-params';
import type { Outcome } from '../../kernel/exchange';
import type { HttpRequest } from '../../kernel/http';
import { isObject, objectAt, readJsonObject, textAt, wordAt, type JsonObject } from '../../kernel/json';
import { present } from '../../kernel/present';
import { equalInConstantTime } from '../../kernel/secret';
import { asideReasons } from '../order/aside-reasons';
import type { Report } from '../order/facts';
import { readable, understood, UNREADABLE } from './answers';
import { paymentStrings, verified, type AttemptRef, type Connector, type RawNotice } from './connector';
import { misfitIn, settled } from './misfit';
import { plainText } from './notice-replies';
import {
  CURRENCIES,
  fields,
  MINI_PROGRAM,
  opened,
  post,
  problemsOf,
  REFUSALS,
  type QfpayAccount,
} from './qfpay-account';
import { isPutOff, localTime, paymentReport, refundReport, txamt } from './qfpay-reports';
import { WECHAT_TEXTS } from './wechat-words';

/** Published: 5 to 120. Sent with every order, as nothing else ends one. */
const LIFE_MINUTES = 30;
const DAY_MS = 86_400_000;

/** Where nobody knows when it was sent. */
const LONG_AGO_DAYS = 366;

/** The question about one number of ours, of a payment or a refund. */
function question(no: string, sentAt: number | undefined, account: QfpayAccount, now: number): HttpRequest {
  const { config } = account;
  const since = sentAt === undefined ? now - LONG_AGO_DAYS * DAY_MS : sentAt - DAY_MS;
  return post(account, '/trade/v1/query', {
    out_trade_no: no,
    start_time: localTime(since, config),
    end_time: localTime(now + DAY_MS, config),
  });
}

const NOT_FOUND = { is: 'refused', why: 'not_found', theirs: 'the list is empty' } as const;

/** The one row of a list that is of this kind and has this number. */
function rowOf(said: Outcome<JsonObject>, orderType: string, no: string): Outcome<JsonObject> {
  if (said.is !== 'ok') return said;
  const { data } = said.value;
  if (!Array.isArray(data) || !data.every(isObject)) return UNREADABLE;
  if (data.length === 0) return NOT_FOUND;
  const [row, ...others] = data.filter(
    (one) => textAt(one, 'order_type') === orderType && textAt(one, 'out_trade_no') === no,
  );
  return row && others.length === 0 ? { is: 'ok', value: row } : UNREADABLE;
}

/** Whether a number of theirs, where both sides name it, is the same. */
const agrees = (said: string | undefined, ours: string | undefined): boolean =>
  (said ?? ours) === (ours ?? said);

// --- notices ---------------------------------------------------------------------------------------------------

const signatureOf = ({ headers }: RawNotice): string => headers['x-qf-sign'] ?? '';

/** Whether a notice to an agent's account leaves open which merchant it is for. */
const isNameless = (content: JsonObject, { config }: QfpayAccount): boolean =>
  config.mchid !== undefined && wordAt(content, 'mchid') === undefined;

/** What a notice says. Those of other payment types, of a till for example, come to the same address: none of ours. */
function told(content: JsonObject, account: QfpayAccount): Report | undefined {
  const { config } = account;
  if (textAt(content, 'pay_type') !== MINI_PROGRAM) return undefined;
  const [status, attemptNo] = [textAt(content, 'status') ?? '', wordAt(content, 'out_trade_no')];
  const row = status === '1' ? content : { ...content, respcd: `status ${status}` };
  const misfit = misfitIn(content, { ifNamed: settled({ mchid: config.mchid }) });
  const isRefund = textAt(content, 'notify_type') === 'refund';
  const report = readable(() => (isRefund ? refundReport(row, config) : paymentReport(row, config)));
  const hint = isNameless(content, account) || undefined;
  if (report) return { ...report, ...present({ misfit, hint }) };
  if (isRefund || attemptNo === undefined) return undefined;
  const without = asideReasons.unreadable_amount();
  return { kind: 'payment', attemptNo, status: 'pending', theirs: status, misfit: without };
}

export const qfpay = {
  paySp: 'qfpay',
  title: 'QFPay',
  docs: { url: 'https://sdk.qfapi.com', read: '2026-11' },
  can: {
    payMethods: ['wechat'],
    numberAfterDecline: 'new',
    closeReverses: false,
    refundRetry: 'safe',
    refundIn: 'order',
    partialRefunds: true,
    texts: WECHAT_TEXTS,
    paymentLifeMs: LIFE_MINUTES * 60_000,
    maxRefunds: 20,
    currencies: CURRENCIES,
    minimum: {},
  },
  fields,
  endpoint: () => 'https://openapi-hk.qfapi.com',
  appid: (_config, caller) => caller,
  merchant: ({ mchid }) => mchid,
  currencies: ({ currencies }) => currencies,
  problems: problemsOf,

  pay: {
    request: ({ attemptNo, amount, openid }, account, env) =>
      post(account, '/trade/v1/payment', {
        pay_type: MINI_PROGRAM,
        out_trade_no: attemptNo,
        txamt: txamt(amount, account.config),
        txcurrcd: amount.currency,
        txdtm: localTime(env.now, account.config),
        sub_openid: openid,
        expired_time: String(LIFE_MINUTES),
        notify_url: account.notifyUrl,
      }),
    reply(reply, { attemptNo, appid }) {
      const said = opened(reply, REFUSALS.pay);
      if (said.is !== 'ok') return said;
      const params = objectAt(said.value, 'pay_params');
      const [payment, spTradeNo] = [paymentStrings(params), wordAt(said.value, 'syssn')];
      // An account that is bound to another app hands out strings that pay nothing here.
      const isOurs =
        agrees(wordAt(params, 'appId'), appid) && agrees(wordAt(said.value, 'out_trade_no'), attemptNo);
      return payment && isOurs && spTradeNo !== undefined
        ? { is: 'ok', value: { ticket: { payment }, spTradeNo } }
        : UNREADABLE;
    },
  },

  query: {
    request: ({ attemptNo, sentAt }: AttemptRef, account, env) =>
      question(attemptNo, sentAt, account, env.now),
    reply(reply, { attemptNo, spTradeNo }, { config }) {
      const row = rowOf(opened(reply, REFUSALS.query), 'payment', attemptNo);
      if (row.is !== 'ok') return row;
      if (!agrees(wordAt(row.value, 'syssn'), spTradeNo)) return UNREADABLE;
      return understood(() => paymentReport(row.value, config));
    },
  },

  refund: {
    request({ spTradeNo, outRefundNo, amount }, account, env) {
      if (spTradeNo === undefined) return undefined;
      return post(account, '/trade/v1/refund', {
        syssn: spTradeNo,
        out_trade_no: outRefundNo,
        txamt: txamt(amount, account.config),
        txdtm: localTime(env.now, account.config),
      });
    },
    reply(reply, { outRefundNo, spTradeNo }, { config }) {
      const said = opened(reply, REFUSALS.refund);
      if (said.is !== 'ok') return said;
      const isAsked =
        textAt(said.value, 'out_trade_no') === outRefundNo &&
        agrees(wordAt(said.value, 'orig_syssn'), spTradeNo);
      return isAsked ? understood(() => refundReport(said.value, config)) : UNREADABLE;
    },
  },

  queryRefund: {
    request: ({ outRefundNo, sentAt }, account, env) => question(outRefundNo, sentAt, account, env.now),
    reply(reply, { outRefundNo, spTradeNo, spRefundNo }, { config }) {
      const row = rowOf(opened(reply, REFUSALS.query), 'refund', outRefundNo);
      if (row.is !== 'ok') return row;
      const { value } = row;
      const isAsked =
        agrees(wordAt(value, 'origssn'), spTradeNo) && agrees(wordAt(value, 'syssn'), spRefundNo);
      if (!isAsked) return UNREADABLE;
      // What QFPay put off has not begun: the same number is to be sent again.
      const code = textAt(value, 'respcd') ?? '';
      if (isPutOff(code)) return { ...NOT_FOUND, theirs: code };
      return understood(() => refundReport(value, config));
    },
  },

  // The days are ours to choose: Hong Kong's, and some hours for what is still under way.
  statement: {
    zone: '+08:00',
    readyHour: 5,
    daysBack: 365,
    by: 'list',
    load: async () => (await import('./qfpay-list')).qfpayList,
  },

  notifications: {
    by: 'POST',
    believe: 'notice',
    glance(notice) {
      if (!readJsonObject(notice.body)) return { rejected: 'malformed' };
      return /^[0-9A-F]{32}$/.test(signatureOf(notice)) ? undefined : { rejected: 'unsigned' };
    },
    verify(notice, { config }) {
      const content = readJsonObject(notice.body);
      if (!content) return { rejected: 'malformed' };
      const expected = signMd5KeyAppended(notice.body, config.client_key).toUpperCase();
      return equalInConstantTime(expected, signatureOf(notice))
        ? verified(content)
        : { rejected: 'bad_signature' };
    },
    read({ content }, account) {
      const report = told(content, account);
      return report ? [report] : [];
    },
    accepted: plainText(200, 'SUCCESS'),
    refused: (status) => plainText(status, 'FAIL'),
  },
} satisfies Connector<typeof fields>;
