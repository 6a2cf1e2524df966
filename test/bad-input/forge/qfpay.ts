/** How QFPay’s notices are forged: JSON, MD5 over the body as it stands and the key; the signature is a header. */
import type { Subject } from '../../contract/subject';
import { signed as qfpaySigned } from '../../fixtures/qfpay';
import { goodOf, hash, keyOf, objectIn, texts, withDigits } from './craft';
import type { Forge } from './forge';

export function qfpayForge(subject: Subject): Forge {
  const notice = goodOf(subject);
  const key = keyOf(subject, 'client_key');
  const signedAs = (sign: unknown) => ({ ...notice, headers: texts({ 'x-qf-sign': sign }) });
  return {
    good: objectIn(notice.body),
    ...{ amount: 'txamt', currency: 'txcurrcd', number: 'out_trade_no', account: 'mchid' },
    ...({ unit: 'minor', form: 'json' } as const),
    write: (words, by = key) => qfpaySigned(JSON.stringify(words), by),
    digits: (digits) => qfpaySigned(withDigits(objectIn(notice.body), 'txamt', digits), key),
    signedAs,
    signature: notice.headers['x-qf-sign'] ?? '',
    others: {
      'MD5 without the key': hash('md5', notice.body).toUpperCase(),
      'MD5 with the key in front': hash('md5', key + notice.body).toUpperCase(),
    },
  };
}
