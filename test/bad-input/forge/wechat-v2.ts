/** How notices of WeChat Pay v2 are forged: XML, MD5 or HMAC-SHA256 over the sorted fields; refunds are sealed. */
import type { RawNotice } from '../../../shared/payments/psp/connector';
import type { Subject } from '../../contract/subject';
import {
  API_KEY as V2_KEY,
  notice as xmlNotice,
  sealed as sealedXml,
  signatureOf,
  wordsIn,
  xml,
} from '../../fixtures/v2/platform';
import { goodOf, hash, joined, texts } from './craft';
import type { Forge, Words } from './forge';

export function v2Forge(subject: Subject): Forge {
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

/** A v2 refund notice around these words. */
export const v2Refund = (envelope: Words, words: Words, key?: string): RawNotice =>
  sealedXml(texts(envelope), texts(words), key);
