/** How Airwallex's notices are written and signed: the signature stands in a header, over the moment in another and the body. */
import type { Subject } from '../../contract/subject';
import { event as airwallexEvent, intent as airwallexIntent, signatureOf } from '../../fixtures/airwallex';
import { goodOf, hash, hmac, keyOf, withDigits } from './craft';
import type { Forge } from './forge';

export function airwallexForge(subject: Subject): Forge {
  const notice = goodOf(subject);
  const key = keyOf(subject, 'webhook_secret');
  const { 'x-timestamp': moment = '', 'x-signature': signature = '' } = notice.headers;
  const text = moment + notice.body;
  return {
    good: airwallexIntent(),
    amount: 'amount',
    currency: 'currency',
    number: 'merchant_order_id',
    account: 'currency',
    unit: 'major',
    form: 'json',
    write: (words, secret = key) => airwallexEvent(words, { secret }),
    digits(digits) {
      const body = notice.body.replace(JSON.stringify(airwallexIntent()), () =>
        withDigits(airwallexIntent(), 'amount', digits),
      );
      return {
        ...notice,
        body,
        headers: { ...notice.headers, 'x-signature': signatureOf(moment, body, key) },
      };
    },
    signedAs: (other) => ({
      ...notice,
      headers: {
        ...notice.headers,
        'x-signature': typeof other === 'string' ? other : JSON.stringify(other),
      },
    }),
    signature,
    others: {
      'HMAC-SHA256 without the moment': hmac('sha256', notice.body, key),
      'HMAC-SHA256 with a dot': hmac('sha256', `${moment}.${notice.body}`, key),
      'HMAC-SHA256 of the body first': hmac('sha256', notice.body + moment, key),
      'SHA-256 with the secret appended': hash('sha256', text + key),
      'SHA-256 with the secret in front': hash('sha256', key + text),
    },
  };
}
