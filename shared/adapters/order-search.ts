/** What people look for in collection `orders`, as conditions of the database. */
import { NEVER } from '../payments/order/schedule';
import type { OrderFilter, OrderSearch } from '../payments/ports';
import { database } from './cloud-documents';

type Condition = Readonly<Record<string, unknown>>;

/** Every place in an order's document where a number stands that somebody may have in their hands. Each has an index. */
const NUMBERS = [
  '_id',
  'attempts.no',
  'sp_trade_no',
  'transaction_id',
  'refunds.out_refund_no',
  'returns.out_refund_no',
] as const;

/** The part of a filter that is about single fields. */
export async function conditionsOf(filter: OrderFilter): Promise<Condition> {
  const { configId, besides, owner, paySps, waiting, states, refunded, underWay, totalFee } = filter;
  const { command } = await database();
  return {
    ...(waiting ? { waits_since: command.gt(0) } : {}),
    ...(configId === undefined ? {} : { config_id: besides ? command.nin(besides) : configId }),
    ...(owner === undefined ? {} : { openid: owner.openid }),
    ...(paySps === undefined ? {} : { pay_sp: command.in(paySps.map((one) => (one === '' ? null : one))) }),
    ...(states === undefined ? {} : { state: command.in(states) }),
    ...(refunded ? { last_refund_at: command.gt(0) } : {}),
    ...(underWay ? { due_at: command.lt(NEVER) } : {}),
    ...(totalFee === undefined ? {} : { total_fee: totalFee }),
  };
}

/** One condition that holds where any of the numbers, or what else is searched, is the text. */
export async function searchOf({ text, also }: OrderSearch): Promise<Condition> {
  const db = await database();
  const places: readonly Condition[] = NUMBERS.map((name) => ({ [name]: text }));
  const more =
    also === 'buyers'
      ? { openid: text }
      : { 'items.title': db.RegExp({ regexp: literal(text), options: 'i' }) };
  return db.command.or(...places, more);
}

/** A text as a regular expression that finds it and nothing else. */
const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
