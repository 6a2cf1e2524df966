/** The words of WeChat Pay that all its interfaces share, and the pauses between its notices. */
import type { HeldPayment, HeldRefund } from '../ledger';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** The published ladder: 15 retries within 24 h 4 min. */
export const noticeLadder = [
  ...[15 * second, 15 * second, 30 * second, 3 * minute, 10 * minute, 20 * minute],
  ...[30 * minute, 30 * minute, 30 * minute, 60 * minute],
  ...[3 * hour, 3 * hour, 3 * hour, 6 * hour, 6 * hour],
];

type TradeState = readonly [state: string, description: string];

const tradeStates: Readonly<Record<HeldPayment['state'], TradeState>> = {
  open: ['NOTPAY', '订单未支付'],
  paid: ['SUCCESS', '支付成功'],
  closed: ['CLOSED', '订单已关闭'],
  expired: ['CLOSED', '订单已关闭'],
  failed: ['PAYERROR', '支付失败'],
  declined: ['PAYERROR', '支付失败'],
  reversed: ['REVOKED', '订单已撤销'],
};

/** An order's trade_state and its description. One refund, however small and however far, makes it REFUND. */
export const tradeState = ({ state }: HeldPayment, refunds: readonly HeldRefund[]): TradeState =>
  refunds.length > 0 ? ['REFUND', '订单发生过退款'] : tradeStates[state];

/** A refund's status in the words of v2. */
export const refundStatus: Readonly<Record<HeldRefund['state'], string>> = {
  processing: 'PROCESSING',
  succeeded: 'SUCCESS',
  failed: 'CHANGE',
  closed: 'REFUNDCLOSE',
};
