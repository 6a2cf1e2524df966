/** What the simulated shop sells, and its configuration for the PSPs of a world. */
import { listedGoods } from '../../shared/adapters/goods-document';
import type { Goods, Listed } from '../../shared/payments/ports';
import { connectorOf } from '../connectors';
import { HOME_CURRENCY } from '../demo/shop';
import { ORIGIN, type PspHouse } from './psp-house';
import type { Shape } from './shape';

/** How the numbers begin of orders that the merchant's own function writes. */
export const MERCHANTS_OWN = 'SHOP';

export const OPERATORS = ['oOperatorOne00001', 'oOperatorTwo00002'] as const;
export const BUYERS = ['oBuyerOne00000001', 'oBuyerTwo00000002'] as const;

/** The app that calls, where several share an environment. */
const SHARING_APPID = 'wxsharesenv0000001';

export const identityIn = ({ isShared }: Pick<Shape, 'isShared'>) => ({
  unionid: '',
  fromAppid: isShared ? SHARING_APPID : '',
});

export const currencyOf = ([first = '']: readonly string[]): string => HOME_CURRENCY[first] ?? 'EUR';

/** Goods by their ids, or all of them; some documents were edited into something that cannot be sold. */
export function goodsOf(paySps: readonly string[], ids?: readonly string[]): Listed<Goods> {
  const fee_type = currencyOf(paySps);
  const documents = [
    { _id: 'waffles', title: 'Stroopwafels', price: 690, fee_type },
    { _id: 'cheese', title: 'Gouda', price: 2450, fee_type },
    { _id: 'halves', title: 'Half a biscuit', price: 19.5, fee_type },
    { _id: 'words', title: 'A price in words', price: '100', fee_type },
    { _id: 'nowhere', title: 'No such money', price: 100, fee_type: 'eur' },
  ];
  return listedGoods(documents.filter(({ _id }) => ids?.includes(_id) ?? true));
}

/** The document `config/payment`. The last of several PSPs is the default, so that only the route makes the first one first. */
export function configurationOf(
  house: PspHouse,
  { paySps, orderMinutes, isShared }: Pick<Shape, 'paySps' | 'orderMinutes' | 'isShared'>,
): Readonly<Record<string, unknown>> {
  const currency = currencyOf(paySps);
  const blocks = paySps.map((paySp) => [paySp, house.demoConfig(paySp)] as const);
  return {
    _id: isShared ? `payment_${SHARING_APPID}` : 'payment',
    pay_sp: paySps.at(-1),
    currency,
    refund_currency: currency,
    notify_url: `${ORIGIN}/notify`,
    operators: [...OPERATORS],
    max_open_orders: 20,
    order_minutes: orderMinutes,
    providers: Object.fromEntries(blocks),
    ...(paySps.length > 1 ? { routes: { wechat: paySps } } : {}),
  };
}

/** The ways to pay in a world. */
export function payMethodsOf(paySps: readonly string[]): readonly string[] {
  const methods = connectorOf(paySps.at(-1) ?? '')?.can.payMethods ?? [];
  return [...new Set(['wechat', ...methods.slice(0, 3)])];
}
