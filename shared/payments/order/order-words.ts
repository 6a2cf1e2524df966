/** What was bought and where it goes, in the words of the database and of whoever is told of an order. */
import { present } from '../../kernel/present';
import type { Address, OrderItem } from './order';

export interface ItemWords {
  readonly goods_id: string;
  readonly title: string;
  readonly specification_id?: string;
  readonly specification?: string;
  readonly quantity: number;
  /** Price of one, minor unit of the order's currency. */
  readonly price: number;
}

export interface AddressWords {
  readonly name: string;
  readonly phone: string;
  readonly street: string;
  readonly country?: string;
  readonly region?: string;
  readonly city?: string;
  readonly postal_code?: string;
}

export const itemWords = ({ goodsId, specificationId, ...item }: OrderItem): ItemWords => ({
  goods_id: goodsId,
  ...present({ specification_id: specificationId }),
  ...item,
});

export const addressWords = ({ postalCode, ...address }: Address): AddressWords => ({
  ...address,
  ...present({ postal_code: postalCode }),
});
