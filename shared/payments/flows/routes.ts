/** Which PSPs an order's pay method goes to, in the order of their turn. */
import { PayError } from '../../kernel/errors';
import { toMajor, type Money } from '../../kernel/money';
import type { Order } from '../order/order';
import type { ConnectedAccount } from './payment-config';
import type { Shop } from './shop';

/** The accounts that a pay method goes to and that take the order's amount, in the order of their turn. */
export async function routed(
  shop: Shop,
  order: Order,
  payMethod: string,
): Promise<readonly ConnectedAccount[]> {
  const config = await shop.configs.get(order.configId);
  const accounts = config.route(payMethod).map((paySp) => config.account(paySp));
  const [first] = accounts;
  if (!first) {
    const offered = config.payMethods().join(', ');
    throw new PayError('METHOD_NOT_OFFERED', `"${payMethod}" is not offered; choose one of: ${offered}`);
  }
  const able = accounts.filter((one) => amountProblem(one, order.total) === undefined);
  if (able.length === 0) throw new PayError('INVALID_INPUT', amountProblem(first, order.total) ?? '');
  return able;
}

/** Why a PSP cannot take an amount; undefined when it can. */
function amountProblem({ connector, account }: ConnectedAccount, total: Money): string | undefined {
  const { can, title } = connector;
  const currencies = connector.currencies?.(account.config) ?? can.currencies;
  if (!currencies.includes(total.currency)) {
    return `${title} takes ${currencies.join(', ')}, the order is in ${total.currency}`;
  }
  const least = can.minimum[total.currency] ?? 1;
  if (total.value >= least) return undefined;
  return `${title} takes payments from ${toMajor({ value: least, currency: total.currency })} ${total.currency}`;
}
