/**
 * QFPay on the wire: account, signatures, fields, codes and times. Sources: sdk.qfapi.com (request format, signature, status
 * codes, WeChat mini programs, transaction enquiry, refund, asynchronous notifications), read 2026-11.
 */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { WebRequest } from '../../local-cloud/web';
import type { HeldPayment, HeldRefund } from '../ledger';
import { entryOf, onceEach, read, text, webAddress } from '../reading';
import { isSame, joined, signedText } from '../signing';

/** The demo shop: a merchant of Hong Kong, not an agent, so that it was issued no `mchid` to send. */
export const account = {
  app_code: 'D5589D2A1F2E42A9A60C37CROSSPAY00',
  client_key: 'crosspay-demo-qfpay-client-key',
  currencies: ['HKD'],
  utc_offset: '+08:00',
} as const;

/** Notices tell it all the same. */
export const mchid = 'ZaMVgDemo1';
export const MINI_PROGRAM = '800213';

/** The published codes that this sandbox answers, and their words. */
const words = {
  '1104': 'Request parameter error (1104)',
  '1108': 'Signature error (1108)',
  '1125': 'Transaction has been refunded already (1125)',
  '1136': 'The transaction does not exist or is not operational (1136)',
  '1265':
    'The transaction cannot be refunded. Refunds for transactions between 11:30pm to 0:30am and special promotions cannot be processed. (1265)',
  '1268': 'The order does not exist, please confirm the order status (1268)',
  '1269':
    "Today's unsettled transaction amount is insufficient. Refunds cannot be processed. Please confirm that the balance is sufficient (1269)",
  '1272':
    'The refund amount is greater than the maximum amount that can be refunded for the original transaction (1272)',
  '2011': 'Transaction serial number repeats (2011)',
} as const;
export type Code = keyof typeof words;

export class Refusal extends Error {
  constructor(
    readonly code: Code,
    why = '',
  ) {
    super(`${words[code]}${why && `: ${why}`}`);
    this.name = 'Refusal';
  }
}

const wrong = (what: string): Refusal => new Refusal('1104', what);

/** A row's `respcd`. Which one an unpaid or a declined order has is not published. */
export const paymentCode: Readonly<Record<HeldPayment['state'], string>> = {
  open: '1143',
  paid: '0000',
  reversed: '0000',
  closed: '1142',
  expired: '1181',
  failed: '1201',
  declined: '1263',
};
export const refundCode: Readonly<Record<HeldRefund['state'], string>> = {
  processing: '1145',
  succeeded: '0000',
  failed: '1155',
  closed: '1155',
};

// --- signatures ------------------------------------------------------------------------------------------------

const hash = (algorithm: 'md5' | 'sha256', signed: string): string =>
  createHash(algorithm).update(signed, 'utf8').digest('hex').toUpperCase();

/** Notices: MD5 of the body as it is and the key. */
export const noticeSign = (body: string, key: string = account.client_key): string =>
  hash('md5', signedText(body) + key);

/** The form of a request whose app code and signature are right. Its fields may stand in any order, and be empty. */
export function formOf({ headers, body }: WebRequest): Record<string, string> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? ''))
    throw wrong('Content-Type must be application/x-www-form-urlencoded');
  const form = onceEach(new URLSearchParams(body.toString('utf8')), wrong);
  const algorithm = entryOf({ MD5: 'md5', SHA256: 'sha256' } as const, headers['x-qf-signtype'] ?? 'MD5');
  if (!algorithm) throw new Refusal('1108', 'X-QF-SIGNTYPE is MD5 or SHA256');
  // Unpublished: which code an unknown app code gets. Its key is not known, so the signature cannot be right.
  if (headers['x-qf-appcode'] !== account.app_code) throw new Refusal('1108', 'unknown X-QF-APPCODE');
  const expected = hash(algorithm, joined(Object.entries(form)) + account.client_key);
  // One of the vendor's samples sends lower case.
  if (!isSame((headers['x-qf-sign'] ?? '').toUpperCase(), expected)) throw new Refusal('1108');
  if ('mchid' in form) throw wrong('mchid: none is assigned, so it must not be included');
  return form;
}

// --- fields ----------------------------------------------------------------------------------------------------

const digits = (most: number) =>
  v.pipe(v.string(), v.regex(/^[1-9]\d*$/), v.maxLength(most), v.transform(Number));
const time = v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/, 'must be YYYY-MM-DD hh:mm:ss'));
const number = text(128);

export const payFields = v.strictObject({
  pay_type: v.literal(MINI_PROGRAM),
  out_trade_no: number,
  txamt: digits(11),
  txcurrcd: v.picklist(account.currencies),
  txdtm: time,
  sub_openid: number,
  expired_time: v.exactOptional(v.pipe(digits(3), v.minValue(5), v.maxValue(120)), '30'),
  limit_pay: v.exactOptional(v.literal('no_credit')),
  goods_name: v.exactOptional(
    v.pipe(v.string(), v.regex(/^[\p{L}\p{N} ]{1,20}$/u, 'is 20 letters and digits')),
  ),
  notify_url: v.exactOptional(v.pipe(webAddress, v.maxLength(256)), ''),
  udid: v.exactOptional(v.pipe(v.string(), v.maxLength(40))),
});
export const refundFields = v.strictObject({
  syssn: number,
  out_trade_no: number,
  txamt: digits(11),
  txdtm: time,
  udid: v.exactOptional(v.pipe(v.string(), v.maxLength(40))),
});
export const queryFields = v.strictObject({
  syssn: v.exactOptional(number),
  out_trade_no: v.exactOptional(number),
  pay_type: v.exactOptional(v.string()),
  respcd: v.exactOptional(v.pipe(v.string(), v.length(4))),
  start_time: v.exactOptional(time),
  end_time: v.exactOptional(time),
  page: v.exactOptional(digits(6), '1'),
  page_size: v.exactOptional(v.pipe(digits(3), v.maxValue(100)), '10'),
});
export type PayFields = v.InferOutput<typeof payFields>;
export type RefundFields = v.InferOutput<typeof refundFields>;
export type QueryFields = v.InferOutput<typeof queryFields>;

/** `form` as `schema` describes it. */
export const check = <T>(schema: v.GenericSchema<unknown, T>, form: unknown): T =>
  read(schema, form, ({ field, issue }) => wrong(`${field}: ${issue}`));

// --- times -----------------------------------------------------------------------------------------------------

const zoneMs = 8 * 3600_000;
const dayMs = 24 * 3600_000;
const minuteMs = 60_000;

/** A written time of Hong Kong, milliseconds. */
export const momentOf = (written: string): number => Date.parse(`${written.replace(' ', 'T')}+08:00`);

/** The beginning of Hong Kong's day. */
export const dayOf = (now: number): number => Math.floor((now + zoneMs) / dayMs) * dayMs - zoneMs;

/** And of its month: without `start_time` and `end_time` a query looks no further back. */
export const monthOf = (now: number): number =>
  momentOf(`${new Date(now + zoneMs).toISOString().slice(0, 7)}-01 00:00:00`);

/** From half past eleven to half past twelve at night nothing is refunded. Unpublished: in which zone. */
export function isForbiddenHour(now: number): boolean {
  const minute = Math.floor((now - dayOf(now)) / minuteMs);
  return minute < 30 || minute >= 23 * 60 + 30;
}

/** What the tills of the demo merchant have taken today, minor units: a dollar a minute. The sandbox does not hold it. */
export const tillsToday = (now: number): number => Math.floor((now - dayOf(now)) / minuteMs) * 100;
