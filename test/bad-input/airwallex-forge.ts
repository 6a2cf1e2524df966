/** How Airwallex's notices are written and signed: the signature stands in a header, over the moment in another and the body. */
import { createHash, createHmac } from 'node:crypto';
import type { RawNotice } from '../../shared/payments/psp/connector';
import { event as airwallexEvent, intent as airwallexIntent } from '../fixtures/airwallex';
import type { Forge } from './forge';

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (text: string, key: string): string => createHmac('sha256', key).update(text).digest('hex');

export function airwallexForge(notice: RawNotice, key: string): Forge {
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
    signedAs: (other) => ({
      ...notice,
      headers: {
        ...notice.headers,
        'x-signature': typeof other === 'string' ? other : JSON.stringify(other),
      },
    }),
    signature,
    others: {
      'HMAC-SHA256 without the moment': hmac(notice.body, key),
      'HMAC-SHA256 with a dot': hmac(`${moment}.${notice.body}`, key),
      'HMAC-SHA256 of the body first': hmac(notice.body + moment, key),
      'SHA-256 with the secret appended': hash(text + key),
      'SHA-256 with the secret in front': hash(key + text),
    },
  };
}
