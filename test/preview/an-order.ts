// An order as the server tells it, for tests of the mini-program.
import type { Order } from '../../miniprogram/services/pay';

/** An unpaid order, or what the fields make of it. */
export const anOrder = (fields: Partial<Order> = {}): Order => ({
  out_trade_no: 'CP1',
  state: 'pending',
  total_fee: 1290,
  fee_type: 'EUR',
  refunded_fee: 0,
  refundable_fee: 0,
  created_at: Date.UTC(2026, 10, 21, 9),
  items: [{ goods_id: 'tea', title: 'Oolong', quantity: 1, price: 1290 }],
  refunds: [],
  ...fields,
});
