/** Payment links: their tokens, and what answers at their addresses, the cashier page and the payer's decision. */
import type { WebReply, WebRequest } from '../local-cloud/web';
import type { Acquirer } from './acquirer';
import { happen } from './controls';
import { minorUnits } from './decimal';
import type { HeldPayment } from './ledger';
import { eventsOf, ways, type Doing } from './ways';
import type { Dice } from './dice';
import { cashierPage, noLinkPage } from './cashier-page';
import { cashierWords } from './cashier-words';

/** Names a link and cannot be guessed. */
export const linkToken = (dice: Dice): string => dice.hex(16);

/** `prefix` is the path before the link's token. */
export async function serveLink(acquirer: Acquirer, request: WebRequest, prefix: string): Promise<WebReply> {
  const token = request.path.slice(prefix.length);
  const payment = acquirer.ledger.allPayments().find((each) => each.token === token);
  const words = cashierWords(request);
  if (!payment) return noLinkPage(words);
  if (request.method === 'GET') return cashierPage(payment, words);
  if (request.method !== 'POST') return plain(405, 'GET or POST is expected');
  const form = new URLSearchParams(request.body.toString('utf8'));
  const decision = form.get('decision');
  const way = ways.find((each) => each === decision);
  if (way === undefined) return plain(400, `decision must be one of ${ways.join(', ')}`);
  const written = form.get('amount') ?? '';
  const amount = minorUnits(written, payment.amount.currency);
  if (way === 'other_amount' && !amount) return cashierPage(payment, words, written);
  if (payment.state === 'open') await decide(acquirer, payment, { way, amount });
  return { status: 303, headers: { location: request.path } };
}

/** A payer who declines here has done so at the PSP's own page, which is no failed try. */
async function decide(
  acquirer: Acquirer,
  payment: HeldPayment,
  { way, amount }: Pick<Doing, 'way' | 'amount'>,
): Promise<void> {
  if (way === 'decline') {
    acquirer.end(payment, 'declined');
    return;
  }
  const [first, ...then] = eventsOf({ tradeNo: payment.tradeNo, way, amount });
  await happen(acquirer, first);
  for (const event of then) {
    await acquirer.notifier.idle();
    await happen(acquirer, event);
  }
}

const plain = (status: number, body: string): WebReply => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body,
});
