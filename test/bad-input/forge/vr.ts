/** How VR Payment’s webhooks are forged: JSON under AES-256-GCM, whose tag is all the signature that there is. */
import { createDecipheriv } from 'node:crypto';
import type { Subject } from '../../contract/subject';
import { sealed as sealedHex } from '../../fixtures/vr';
import { goodOf, keyOf, objectIn } from './craft';
import type { Forge, Words } from './forge';

export function vrForge(subject: Subject): Forge {
  const notice = goodOf(subject);
  const key = keyOf(subject, 'webhook_secret');
  const iv = Buffer.from(notice.headers['x-initialization-vector'] ?? '', 'hex');
  const tag = notice.headers['x-authentication-tag'] ?? '';
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key, 'hex'), iv);
  decipher.setAuthTag(Buffer.from(tag, 'hex'));
  const plain = decipher.update(notice.body, 'hex', 'utf8') + decipher.final('utf8');
  return {
    good: objectIn(plain).payload as Words,
    amount: 'amount',
    currency: 'currency',
    number: 'merchantTransactionId',
    account: 'entityId',
    unit: 'major',
    form: 'json',
    write: (payload, by = key) => sealedHex({ type: 'PAYMENT', payload }, by),
    signedAs: (signature) => ({
      ...notice,
      headers: { ...notice.headers, 'x-authentication-tag': signature as string },
    }),
    signature: tag,
    others: { 'the vector twice': `${iv.toString('hex')}${iv.toString('hex')}`.slice(0, 32) },
  };
}
