/** What a PSP does not take as a refund, said before anything is stored or sent. */
import { PayError } from '../../../kernel/errors';
import type { Money } from '../../../kernel/money';
import { isOnItsWay, refundableFee, type Order } from '../../order/order';
import type { Connector } from '../../psp/connector';
import type { ConnectedAccount } from '../payment-config';

/** The PSP's refund operation. Throws NOT_SUPPORTED where it has none. */
export function refunding({
  connector,
}: ConnectedAccount): NonNullable<ConnectedAccount['connector']['refund']> {
  if (connector.refund) return connector.refund;
  throw new PayError(
    'NOT_SUPPORTED',
    `${connector.title} takes no refunds by interface; refund in its own back office`,
  );
}

/** Throws NOT_SUPPORTED where the PSP refunds in another currency only. */
export function refuseOtherCurrency({ connector, account }: ConnectedAccount, { currency }: Money): void {
  const only = connector.can.refundIn === 'configured' ? account.refundCurrency : undefined;
  if (only === undefined || only === currency) return;
  throw new PayError(
    'NOT_SUPPORTED',
    `${connector.title} refunds in ${only} only, the payment is in ${currency}: refund it in the PSP's back office`,
  );
}

/** Throws REFUND_TOO_LARGE, NOT_SUPPORTED or BUSY. Refunds that never stood do not count against the PSP's number of them. */
export function refuseUnrefundable(order: Order, { can, title }: Connector, value: number): void {
  const left = refundableFee(order);
  if (value <= 0 || value > left) {
    const what = `${left} ${order.total.currency} (minor units) are left to refund`;
    throw new PayError('REFUND_TOO_LARGE', what);
  }
  if (!can.partialRefunds && value !== order.total.value) {
    throw new PayError('NOT_SUPPORTED', `${title} refunds whole payments only`);
  }
  if (order.refunds.filter(({ state }) => state !== 'failed').length >= can.maxRefunds) {
    throw new PayError('NOT_SUPPORTED', `${title} takes at most ${can.maxRefunds} refunds of one order`);
  }
  const underWay = can.refundRetry === 'listed' && order.refunds.find(isOnItsWay);
  if (underWay) {
    const why = `${title} tells refunds apart by their sum only, and ${underWay.outRefundNo} has no answer yet`;
    throw new PayError('BUSY', `${why}. Try again when it has`);
  }
}
