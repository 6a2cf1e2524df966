/** How Latipay’s notices are forged: a form, HMAC-SHA256 over five values of it. */
import type { Subject } from '../../contract/subject';
import { notice as latipayNotice } from '../../fixtures/latipay';
import { goodOf, hash, hmac, joined, keyOf, texts } from './craft';
import type { Forge } from './forge';

export function latipayForge(subject: Subject): Forge {
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
