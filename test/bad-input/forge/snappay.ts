/** How SnapPay’s notices are forged: JSON, MD5 over the filled fields as they are written, sorted. */
import type { Subject } from '../../contract/subject';
import { Digits, signed as signedJson } from '../../fixtures/snappay';
import { goodOf, hash, hmac, joined, keyOf, objectIn } from './craft';
import type { Forge } from './forge';

export function snappayForge(subject: Subject): Forge {
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
    digits: (digits) => ({ ...notice, body: signedJson({ ...good, trans_amount: new Digits(digits) }, key) }),
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
