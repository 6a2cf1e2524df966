/** A signature that is good for a moment: whoever has the secret sees that a body is ours, and when it was sent. */
import { createHmac } from 'node:crypto';
import type { Secret } from '../kernel/secret';

/** `t=<seconds>,v1=<hex>`: HMAC-SHA256 of the seconds, a full stop and the body. @param now milliseconds */
export function timedSignature(body: string, secret: Secret, now: number): string {
  const seconds = Math.floor(now / 1000);
  const signature = createHmac('sha256', secret.reveal()).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${signature}`;
}
