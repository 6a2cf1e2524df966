/** An order that is asked for again under its `request_id`: the order that is there, or a refusal where the wish is another. */
import { PayError } from '../../kernel/errors';
import type { Caller } from '../../kernel/ports';
import type { Address, Order } from '../order/order';
import { addressWords } from '../order/order-words';
import type { NewOrder, Wish } from './new-order';

/**
 * The order, if it is what is wished for. What it costs is not looked at: the price of then stands. A wish that names no currency
 * takes the order's.
 * @throws PayError REQUEST_ID_TAKEN
 */
export function checkedRepetition(order: Order, caller: Caller, input: NewOrder): Order {
  const { currency } = order.total;
  const isSame =
    order.openid === caller.openid &&
    order.appid === caller.appid &&
    (input.feeType ?? currency) === currency &&
    content(order.items, order.address) === content(input.items, input.address);
  if (isSame) return order;
  throw new PayError(
    'REQUEST_ID_TAKEN',
    'request_id belongs to an order of other goods, another address or currency. Use another request_id for another wish',
  );
}

const content = (items: readonly Wish[], address: Address | undefined): string =>
  JSON.stringify([
    items.map(({ goodsId, quantity, specificationId = null }) => [goodsId, quantity, specificationId]),
    address ? Object.entries(addressWords(address)).sort() : null,
  ]);
