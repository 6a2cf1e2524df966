/** How notices of the RoyalPay family are forged: JSON with a SHA-256 that covers nothing of what it says. */
import type { Subject } from '../../contract/subject';
import { notice as royalpayNotice } from '../../fixtures/royalpay';
import { goodOf, hash, hmac, keyOf, objectIn, withDigits } from './craft';
import type { Forge } from './forge';

export function royalpayForge(subject: Subject): Forge {
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
    digits: (digits) => ({ ...notice, body: withDigits({ ...good, sign }, 'total_fee', digits) }),
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
