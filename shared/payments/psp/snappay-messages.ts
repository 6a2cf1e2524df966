/** SnapPay's answers and notices: the text that one signs, and what they say. Sources: see snappay.ts. */
import { compact, rawElements, rawMembers, textOfRaw } from '../../codecs/raw-json';
import { canonical, type Params } from '../../codecs/sorted-params';
import type { Outcome } from '../../kernel/exchange';
import type { HttpReply } from '../../kernel/http';
import { own } from '../../kernel/json';
import type { Money } from '../../kernel/money';
import { present } from '../../kernel/present';
import type { PaymentReport, PaymentStatus, RefundReport } from '../order/facts';
import { majorAmount } from './amounts';
import { BUSY, isBusy, readable, understood, undocumented, UNREADABLE, UNVERIFIED } from './answers';
import { isGlued } from './forms';
import { fits, type SnappayAccount } from './snappay-account';

/** A message's fields that are not empty: texts read, everything else (numbers, lists) as it was written. */
export type Words = Params;

const PAYMENT_STATUS: Readonly<Record<string, PaymentStatus>> = {
  USERPAYING: 'pending',
  SUCCESS: 'paid',
  CLOSE: 'closed',
};

/** Nobody documents that CLOSE frees a refund's money: it holds it until a person has asked SnapPay. */
const REFUND_STATUS: Readonly<Record<string, RefundReport['status']>> = {
  USERPAYING: 'processing',
  SUCCESS: 'succeeded',
  CLOSE: 'abnormal',
};

/** The fields of a JSON object; undefined where it is none or has a name twice. */
export function wordsIn(text: string): Words | undefined {
  const members = rawMembers(text);
  if (!members) return undefined;
  const words = [...members].map(([name, raw]) => [name, wordOf(raw)] as const);
  return Object.fromEntries(words.filter(([, word]) => word !== ''));
}

/** `null`, an empty text and an empty object are as good as missing, also in the signed text; an empty list is not. */
const wordOf = (raw: string): string =>
  raw === 'null' || compact(raw) === '{}' ? '' : (textOfRaw(raw) ?? raw);

/**
 * Whether a message is signed. `sign_type` is not signed, so it decides nothing: the configured way alone counts. A field that
 * looks like further fields gives the signed text a second reading, and is not believed.
 */
export function isGenuine({ sign, sign_type, ...signed }: Words, { config }: SnappayAccount): boolean {
  if (sign === undefined || (sign_type ?? config.sign_type) !== config.sign_type) return false;
  const isPlain = Object.entries(signed).every(([name, value]) => /^\w+$/.test(name) && !isGlued(value));
  return isPlain && readings(signed).some((one) => fits(canonical(one), sign, config));
}

/** A list as it came, and as the vendor's SDK writes it again: one of its samples has blanks that its signature has not. */
function readings(signed: Words): readonly Words[] {
  const list = signed.data ?? '';
  const again = rawElements(list) ? compact(list) : list;
  return again === list ? [signed] : [signed, { ...signed, data: again }];
}

/** Opens an answer: `code` 0 is yes, about the one element of `data`. No list of codes is published: none is a definite no. */
export function opened<T>(
  reply: HttpReply,
  account: SnappayAccount,
  read: (data: Words) => T | undefined,
): Outcome<T> {
  if (isBusy(reply)) return BUSY;
  const words = wordsIn(reply.body);
  if (!words || reply.status !== 200) return UNREADABLE;
  if (!isGenuine(words, account)) return UNVERIFIED;
  const { code, msg = 'no reason given', data = '' } = words;
  if (code === undefined) return UNREADABLE;
  if (code !== '0') return undocumented(`${code} ${msg}`);
  const result = onlyElementIn(data);
  return result ? understood(() => read(result)) : UNREADABLE;
}

/** The object in a list of one. */
function onlyElementIn(data: string): Words | undefined {
  const [one = '', ...more] = rawElements(data) ?? [];
  return more.length === 0 ? wordsIn(one) : undefined;
}

/** Whether an answer is about the order that was asked about, by our number and theirs, at our merchant. */
export function isAbout(
  data: Words,
  { attemptNo, spTradeNo }: { readonly attemptNo: string; readonly spTradeNo?: string },
  { config }: SnappayAccount,
): boolean {
  const { trans_no = spTradeNo, merchant_no = config.merchant_no } = data;
  const isTheirs = trans_no === (spTradeNo ?? trans_no) && merchant_no === config.merchant_no;
  return data.out_order_no === attemptNo && isTheirs;
}

/** `2021-03-02 15:16:55`, UTC, as milliseconds. */
function utcTime(text = ''): number | undefined {
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return undefined;
  const time = Date.parse(`${text.replace(' ', 'T')}Z`);
  return Number.isNaN(time) ? undefined : time;
}

const amountIn = (data: Words): Money | undefined =>
  readable(() => majorAmount(data.trans_amount, data.trans_currency));

export function paymentReport(data: Words, attemptNo: string): PaymentReport | undefined {
  const theirs = data.trans_status ?? '';
  const status = own(PAYMENT_STATUS, theirs) ?? 'pending';
  const amount = amountIn(data);
  if (status === 'paid' && !amount) return undefined;
  const paidAt = status === 'paid' ? utcTime(data.trans_end_time) : undefined;
  const spTradeNo = data.trans_no;
  return { kind: 'payment', attemptNo, status, theirs, ...present({ amount, spTradeNo, paidAt }) };
}

export function refundReport(data: Words, outRefundNo: string): RefundReport {
  const theirs = data.trans_status ?? '';
  const status = own(REFUND_STATUS, theirs) ?? 'processing';
  const refundedAt = status === 'succeeded' ? utcTime(data.refund_trans_end_time) : undefined;
  const spRefundNo = data.refund_trans_no;
  return { kind: 'refund', outRefundNo, status, theirs, ...present({ spRefundNo, refundedAt }) };
}
