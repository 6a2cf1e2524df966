/** How 2PayNow’s notices are forged: a query whose MD5 covers three fields that say nothing of money. */
import type { Subject } from '../../contract/subject';
import { notice as twoPayNowNotice } from '../../fixtures/2paynow';
import { goodOf, hash, hmac, keyOf, texts } from './craft';
import type { Forge } from './forge';

export function twoPayNowForge(subject: Subject): Forge {
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
