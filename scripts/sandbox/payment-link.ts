/** Payment links: their tokens, and what answers at their addresses, the cashier page and the payer's decision. */
import type { WebReply, WebRequest } from '../local-cloud/web';
import type { Acquirer } from './acquirer';
import type { Dice } from './dice';
import { cashierPage } from './cashier-page';

/** Names a link and cannot be guessed. */
export const linkToken = (dice: Dice): string => dice.hex(16);

/** `prefix` is the path before the link's token. */
export function serveLink(acquirer: Acquirer, request: WebRequest, prefix: string): WebReply {
  const token = request.path.slice(prefix.length);
  const payment = acquirer.ledger.allPayments().find((each) => each.token === token);
  if (!payment) return plain(404, 'no such payment link');
  if (request.method === 'GET') return cashierPage(payment);
  if (request.method !== 'POST') return plain(405, 'GET or POST is expected');
  const decision = new URLSearchParams(request.body.toString('utf8')).get('decision');
  if (decision !== 'pay' && decision !== 'decline') return plain(400, 'decision must be pay or decline');
  if (payment.state === 'open') {
    if (decision === 'pay') acquirer.pay(payment);
    else acquirer.end(payment, 'declined');
  }
  return { status: 303, headers: { location: request.path } };
}

const plain = (status: number, body: string): WebReply => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body,
});
