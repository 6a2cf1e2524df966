/** What of an order says what was bought and where it goes, as its document has it. */
import * as v from 'valibot';
import { present } from '../kernel/present';
import type { Address, OrderItem } from '../payments/order/order';

const text = v.string();
const word = v.optional(v.nullable(text));

export const item = v.object({
  goods_id: text,
  title: text,
  specification_id: word,
  specification: word,
  quantity: v.number(),
  price: v.number(),
});

export const address = v.object({
  name: text,
  phone: text,
  street: text,
  country: word,
  region: word,
  city: word,
  postal_code: word,
});

export const itemOf = (document: v.InferOutput<typeof item>): OrderItem => ({
  goodsId: document.goods_id,
  title: document.title,
  ...present({
    specificationId: document.specification_id ?? undefined,
    specification: document.specification ?? undefined,
  }),
  quantity: document.quantity,
  price: document.price,
});

export const addressOf = ({ name, phone, street, ...place }: v.InferOutput<typeof address>): Address => ({
  name,
  phone,
  street,
  ...present({
    country: place.country ?? undefined,
    region: place.region ?? undefined,
    city: place.city ?? undefined,
    postalCode: place.postal_code ?? undefined,
  }),
});
