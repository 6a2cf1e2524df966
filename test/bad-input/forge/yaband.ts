/** How YabandPay’s notices are forged: HMAC-SHA256 over the fields of `data`, sorted. */
import type { RawNotice } from '../../../shared/payments/psp/connector';
import type { Subject } from '../../contract/subject';
import { notice as yabandNotice } from '../../fixtures/yaband';
import { goodOf, hash, hmac, joined, keyOf, objectIn, texts } from './craft';
import type { Forge, Words } from './forge';

export function yabandForge(subject: Subject): Forge {
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
