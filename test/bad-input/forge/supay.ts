/** How SuPay’s notices are forged: a form, MD5 over its fields, sorted, with the key behind. */
import type { RawNotice } from '../../../shared/payments/psp/connector';
import type { Subject } from '../../contract/subject';
import { notice as supayNotice } from '../../fixtures/supay';
import { goodOf, hash, hmac, joined, keyOf, texts } from './craft';
import type { Forge, Words } from './forge';

export function supayForge(subject: Subject): Forge {
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
