/**
 * How each PSP's notices are written and signed, with node:crypto through the fixtures and never with the product's code: the
 * attacker knows the protocol. With the right key the contents are forged (a PSP gone mad), with another one the signature is.
 */
import { createDecipheriv, createHash, createHmac } from 'node:crypto';
import type { RawNotice } from '../../shared/payments/psp/connector';
import type { Subject } from '../contract/subject';
import { notice as twoPayNowNotice } from '../fixtures/2paynow';
import { notice as latipayNotice } from '../fixtures/latipay';
import { noticeOf as nihaopayNotice } from '../fixtures/nihaopay';
import { signed as qfpaySigned } from '../fixtures/qfpay';
import { noticeOf as pockytNotice } from '../fixtures/pockyt';
import { notice as royalpayNotice } from '../fixtures/royalpay';
import { signed as signedJson } from '../fixtures/snappay';
import { notice as supayNotice } from '../fixtures/supay';
import {
  API_KEY as V2_KEY,
  notice as xmlNotice,
  sealed as sealedXml,
  signatureOf,
  wordsIn,
  xml,
} from '../fixtures/v2/platform';
import { sealedNotice, vouch } from '../fixtures/v3/platform';
import { NOTICE_SECONDS } from '../fixtures/v3/wire';
import { noticeVectors } from '../fixtures/vectors';
import { sealed as sealedHex } from '../fixtures/vr';
import { notice as yabandNotice } from '../fixtures/yaband';
import { airwallexForge } from './airwallex-forge';

export type Words = Readonly<Record<string, unknown>>;

export interface Forge {
  /** The fields of the good payment notice, as its signature covers them. */
  readonly good: Words;
  /** Names of the fields that say how much, in which currency, about which order, for whom. */
  readonly amount: string;
  readonly currency?: string;
  readonly number: string;
  readonly account: string;
  /** The PSP's format of amounts: whole minor units, or decimal text. */
  readonly unit: 'minor' | 'major';
  /** The body, or the place of the fields, as text that is parsed. */
  readonly form: 'xml' | 'json' | 'form' | 'query';
  /** A notice of these fields, signed with the right key or another one. */
  write(words: Words, key?: string): RawNotice;
  /** The good notice with another signature in its place. */
  signedAs(signature: unknown): RawNotice;
  /** The good signature, and others that somebody might try: by other keys, algorithms, of other texts. */
  readonly signature: string;
  readonly others: Readonly<Record<string, unknown>>;
}

const texts = (words: Words): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(words).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value),
    ]),
  );

const objectIn = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;
const hash = (kind: string, text: string): string => createHash(kind).update(text).digest('hex');
const hmac = (kind: string, text: string, key: string) => createHmac(kind, key).update(text).digest('hex');

const joined = (words: Words): string =>
  Object.entries(texts(words))
    .map(([name, value]) => `${name}=${value}`)
    .sort((a, b) => (a < b ? -1 : 1))
    .join('&');

/** The fixture's own key, by the name that its configuration gives it. */
const keyOf = ({ fixture }: Subject, name: string): string => String(fixture.config[name]);

function goodOf({ fixture, paySp }: Subject): RawNotice {
  const notice = fixture.notices?.payment.notice;
  if (!notice) throw new Error(`${paySp} sends no notices`);
  return notice;
}

function yabandForge(subject: Subject): Forge {
  const notice = goodOf(subject);
  const { data, sign } = objectIn(notice.body) as { data: Words; sign: string };
  const key = keyOf(subject, 'key');
  const write = (words: Words, by = key): RawNotice => {
    const { sign: own } = objectIn(yabandNotice(texts(words), by).body);
    return { ...notice, body: JSON.stringify({ sign: own, data: words }) };
  };
  return {
    good: data,
    amount: 'amount',
    currency: 'currency',
    number: 'order_id',
    account: 'user',
    unit: 'major',
    form: 'json',
    write,
    signedAs: (signature) => ({ ...notice, body: JSON.stringify({ sign: signature, data }) }),
    signature: sign,
    others: {
      'MD5 with the key behind': hash('md5', joined(data) + key),
      'SHA-256 without a key': hash('sha256', joined(data)),
      'HMAC-SHA512 cut': hmac('sha512', joined(data), key).slice(0, 64),
      'HMAC of an empty text': hmac('sha256', '', key),
      'HMAC of the JSON': hmac('sha256', JSON.stringify(data), key),
      'HMAC in another order': hmac('sha256', `${joined(data)}&`, key),
    },
  };
}

function supayForge(subject: Subject): Forge {
  const notice = goodOf(subject);
  const { sign = '', ...good } = Object.fromEntries(new URLSearchParams(notice.body));
  const key = keyOf(subject, 'key');
  const form = (words: Words): RawNotice => ({
    ...notice,
    body: new URLSearchParams(texts(words)).toString(),
  });
  return {
    good,
    amount: 'trade_amount',
    currency: 'currency',
    number: 'outer_trade_no',
    account: 'mch_id',
    unit: 'major',
    form: 'form',
    write: (words, by = key) => supayNotice(texts(words), by),
    signedAs: (signature) => form({ ...good, sign: signature }),
    signature: sign,
    others: {
      'MD5 without the key': hash('md5', joined(good)).toUpperCase(),
      'HMAC-MD5': hmac('md5', joined(good), key).toUpperCase(),
      'SHA-256 cut': hash('sha256', `${joined(good)}&key=${key}`)
        .slice(0, 32)
        .toUpperCase(),
      'MD5 of an empty text': hash('md5', `&key=${key}`).toUpperCase(),
    },
  };
}

function twoPayNowForge(subject: Subject): Forge {
  const notice = goodOf(subject);
  const { sign = '', ...good } = notice.query;
  const key = keyOf(subject, 'key');
  const head = `${good.function ?? ''}${good.mid ?? ''}${good.timestamp ?? ''}`;
  return {
    good,
    amount: 'amount',
    currency: 'currency',
    number: 'merchant_trade_no',
    account: 'mid',
    unit: 'major',
    form: 'query',
    write: (words, by = key) => twoPayNowNotice(texts(words), by),
    signedAs: (signature) => ({
      ...notice,
      query: { ...good, sign: typeof signature === 'string' ? signature : JSON.stringify(signature) },
    }),
    signature: sign,
    others: {
      'MD5 without the key': hash('md5', head),
      'MD5 with the key in front': hash('md5', key + head),
      'HMAC-MD5': hmac('md5', head, key),
      'SHA-256 cut': hash('sha256', head + key).slice(0, 32),
    },
  };
}

/** Notices of NihaoPay and Pockyt, which sign alike and name the signature and the amount each in its own way. */
const hashedTokenForge =
  (sign: string, unit: Forge['unit'], noticeOf: typeof nihaopayNotice) =>
  (subject: Subject): Forge => {
    const notice = goodOf(subject);
    const { [sign]: signature = '', ...good } = Object.fromEntries(new URLSearchParams(notice.body));
    const key = keyOf(subject, 'token');
    return {
      good,
      ...{ amount: 'amount', currency: 'currency', number: 'reference', account: 'currency' },
      ...{ unit, form: 'form' },
      write: (words, by = key) => noticeOf(texts(words), by),
      signedAs: (other) => ({
        ...notice,
        body: new URLSearchParams(texts({ ...good, [sign]: other })).toString(),
      }),
      signature,
      others: {
        'MD5 without the token': hash('md5', joined(good)),
        'MD5 with the token itself': hash('md5', `${joined(good)}&${key}`),
        'MD5 with the token appended': hash('md5', joined(good) + hash('md5', key)),
        'HMAC-MD5': hmac('md5', joined(good), key),
        'SHA-256 cut': hash('sha256', `${joined(good)}&${hash('md5', key)}`).slice(0, 32),
      },
    };
  };

function latipayForge(subject: Subject): Forge {
  const notice = goodOf(subject);
  const { signature = '', ...good } = Object.fromEntries(new URLSearchParams(notice.body));
  const key = keyOf(subject, 'api_key');
  const { merchant_reference: no, payment_method: method, status, currency, amount } = good;
  const text = [no, method, status, currency, amount].join('');
  return {
    good,
    amount: 'amount',
    currency: 'currency',
    number: 'merchant_reference',
    account: 'currency',
    unit: 'major',
    form: 'form',
    write: (words, by = key) => latipayNotice(texts(words), by),
    signedAs: (other) => ({
      ...notice,
      body: new URLSearchParams(texts({ ...good, signature: other })).toString(),
    }),
    signature,
    others: {
      'HMAC of the sorted fields': hmac('sha256', joined(good), key),
      'HMAC with the key behind': hmac('sha256', text + key, key),
      'SHA-256 with the key behind': hash('sha256', text + key),
      'HMAC of an empty text': hmac('sha256', '', key),
    },
  };
}

function qfpayForge(subject: Subject): Forge {
  const notice = goodOf(subject);
  const key = keyOf(subject, 'client_key');
  const signedAs = (sign: unknown) => ({ ...notice, headers: texts({ 'x-qf-sign': sign }) });
  return {
    good: objectIn(notice.body),
    ...{ amount: 'txamt', currency: 'txcurrcd', number: 'out_trade_no', account: 'mchid' },
    ...({ unit: 'minor', form: 'json' } as const),
    write: (words, by = key) => qfpaySigned(JSON.stringify(words), by),
    signedAs,
    signature: notice.headers['x-qf-sign'] ?? '',
    others: {
      'MD5 without the key': hash('md5', notice.body).toUpperCase(),
      'MD5 with the key in front': hash('md5', key + notice.body).toUpperCase(),
    },
  };
}

function snappayForge(subject: Subject): Forge {
  const notice = goodOf(subject);
  const { sign, ...good } = objectIn(notice.body);
  const key = keyOf(subject, 'key');
  const { sign_type: _, ...covered } = good;
  const text = joined(covered);
  return {
    good,
    amount: 'trans_amount',
    currency: 'trans_currency',
    number: 'out_order_no',
    account: 'app_id',
    unit: 'major',
    form: 'json',
    write: (words, by = key) => ({ ...notice, body: signedJson(words, by) }),
    signedAs: (signature) => ({ ...notice, body: JSON.stringify({ ...good, sign: signature }) }),
    signature: String(sign),
    others: {
      'MD5 without the key': hash('md5', text),
      'MD5 with &key=': hash('md5', `${text}&key=${key}`),
      'MD5 with the key in front': hash('md5', key + text),
      'MD5 over sign_type too': hash('md5', joined(good) + key),
      'HMAC-MD5': hmac('md5', text, key),
      'SHA-256 cut': hash('sha256', text + key).slice(0, 32),
    },
  };
}

function royalpayForge(subject: Subject): Forge {
  const notice = goodOf(subject);
  const { sign = '', ...good } = objectIn(notice.body);
  const key = keyOf(subject, 'credential_code');
  const text = `ABCD&${String(good.time)}&${String(good.nonce_str)}&`;
  return {
    good,
    amount: 'total_fee',
    currency: 'currency',
    number: 'partner_order_id',
    account: 'partner_code',
    unit: 'minor',
    form: 'json',
    write: (words, by = key) => royalpayNotice(words, by),
    signedAs: (signature) => ({ ...notice, body: JSON.stringify({ ...good, sign: signature }) }),
    signature: String(sign),
    others: {
      'SHA-256 without the credential': hash('sha256', text),
      'SHA-256 with the credential in front': hash('sha256', key + text),
      'HMAC-SHA256': hmac('sha256', text, key),
      'SHA-256 of the whole body': hash('sha256', notice.body + key),
    },
  };
}

function v2Forge(subject: Subject): Forge {
  const notice = goodOf(subject);
  const { sign = '', ...good } = wordsIn(notice.body);
  const write = (words: Words, by = V2_KEY): RawNotice =>
    xmlNotice(xml({ ...texts(words), sign: signatureOf(texts(words), by) }));
  return {
    good,
    amount: 'total_fee',
    currency: 'fee_type',
    number: 'out_trade_no',
    account: 'mch_id',
    unit: 'minor',
    form: 'xml',
    write,
    signedAs: (signature) => xmlNotice(xml(texts({ ...good, sign: signature }))),
    signature: sign,
    others: {
      'HMAC-SHA256 by another key': signatureOf(good, 'x'.repeat(32), 'HMAC-SHA256'),
      'HMAC-SHA256 by an empty key': signatureOf(good, '', 'HMAC-SHA256'),
      'MD5 by an empty key': signatureOf(good, ''),
      'MD5 without the key': hash('md5', joined(good)).toUpperCase(),
      'MD5 of an empty message': signatureOf({}),
      'HMAC-SHA256 cut to an MD5’s length': signatureOf(good, V2_KEY, 'HMAC-SHA256').slice(0, 32),
    },
  };
}

function v3Forge(subject: Subject): Forge {
  const notice = goodOf(subject);
  const name = subject.paySp === 'v3' ? 'N-1' : 'N-2';
  const good = noticeVectors.notices[name].resource;
  const withHeader = (value: unknown): RawNotice => ({
    ...notice,
    headers: { ...notice.headers, 'wechatpay-signature': value as string },
  });
  const signature = notice.headers['wechatpay-signature'] ?? '';
  return {
    good,
    amount: 'total',
    currency: 'currency',
    number: 'out_trade_no',
    account: subject.paySp === 'v3' ? 'mchid' : 'sub_mchid',
    unit: 'minor',
    form: 'json',
    write: (words, by) => sealedNotice('transaction', nested(words), NOTICE_SECONDS, by),
    signedAs: withHeader,
    signature,
    others: {
      'of another notice': noticeVectors.notices['N-4'].signature,
      'of an empty body': vouch('', NOTICE_SECONDS)['wechatpay-signature'],
      'by another key that we trust': vouch(notice.body, NOTICE_SECONDS)['wechatpay-signature'],
      'a probe': `WECHATPAY/SIGNTEST/${'A'.repeat(325)}`,
      base64url: signature.replaceAll('+', '-').replaceAll('/', '_'),
      hexadecimal: Buffer.from(signature, 'base64').toString('hex'),
    },
  };
}

/** Amount and currency stand below `amount` in v3; attacks name them flat. */
function nested({ total, currency, amount, ...words }: Words): object {
  const inside = {
    ...(amount as object),
    ...(total === undefined ? {} : { total }),
    ...(currency === undefined ? {} : { currency }),
  };
  return { ...words, amount: inside };
}

function vrForge(subject: Subject): Forge {
  const notice = goodOf(subject);
  const key = keyOf(subject, 'webhook_secret');
  const iv = Buffer.from(notice.headers['x-initialization-vector'] ?? '', 'hex');
  const tag = notice.headers['x-authentication-tag'] ?? '';
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key, 'hex'), iv);
  decipher.setAuthTag(Buffer.from(tag, 'hex'));
  const plain = decipher.update(notice.body, 'hex', 'utf8') + decipher.final('utf8');
  return {
    good: objectIn(plain).payload as Words,
    amount: 'amount',
    currency: 'currency',
    number: 'merchantTransactionId',
    account: 'entityId',
    unit: 'major',
    form: 'json',
    write: (payload, by = key) => sealedHex({ type: 'PAYMENT', payload }, by),
    signedAs: (signature) => ({
      ...notice,
      headers: { ...notice.headers, 'x-authentication-tag': signature as string },
    }),
    signature: tag,
    others: { 'the vector twice': `${iv.toString('hex')}${iv.toString('hex')}`.slice(0, 32) },
  };
}

function cloudpayForge(subject: Subject): Forge {
  const notice = goodOf(subject);
  const good = objectIn(notice.body);
  const write = (words: Words): RawNotice => ({ ...notice, body: JSON.stringify(words) });
  return {
    good,
    amount: 'totalFee',
    currency: 'feeType',
    number: 'outTradeNo',
    account: 'subMchId',
    unit: 'minor',
    form: 'json',
    write,
    signedAs: (returnCode) => write({ ...good, returnCode }),
    signature: 'SUCCESS',
    others: {},
  };
}

const forges: Readonly<Record<string, (subject: Subject) => Forge>> = {
  yaband: yabandForge,
  supay: supayForge,
  '2paynow': twoPayNowForge,
  latipay: latipayForge,
  qfpay: qfpayForge,
  nihaopay: hashedTokenForge('verify_sign', 'minor', nihaopayNotice),
  snappay: snappayForge,
  airwallex: (one) => airwallexForge(goodOf(one), keyOf(one, 'webhook_secret')),
  royalpay: royalpayForge,
  pockyt: hashedTokenForge('verifySign', 'major', pockytNotice),
  v2: v2Forge,
  v2sp: v2Forge,
  v3: v3Forge,
  v3sp: v3Forge,
  vr: vrForge,
  cloudpay: cloudpayForge,
};

const made = new Map<string, Forge>();

/** The forge of a PSP. A PSP that has none fails here: who adds one is to write down how its notices are forged. */
export function forgeOf(subject: Subject): Forge {
  const known = made.get(subject.paySp) ?? forges[subject.paySp]?.(subject);
  if (!known) throw new Error(`nobody wrote down how notices of ${subject.paySp} are forged`);
  made.set(subject.paySp, known);
  return known;
}

/** A v2 refund notice around these words. */
export const v2Refund = (envelope: Words, words: Words, key?: string): RawNotice =>
  sealedXml(texts(envelope), texts(words), key);
