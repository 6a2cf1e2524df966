/** Our record as it is compared with a PSP's statement: orders by when they were paid or refunded, few fields, page by page. */
import * as v from 'valibot';
import { isCurrency, money } from '../kernel/money';
import { present } from '../kernel/present';
import { orderNumbersOf } from '../payments/order/attempt-number';
import type {
  AsideRow,
  Books,
  Listed,
  MadeRow,
  PaidRow,
  RefundRow,
  RowPage,
  RowPlace,
  RowQuestion,
  Unreadable,
} from '../payments/ports';
import type { Order } from '../payments/order/order';
import { refundRowsOf } from '../reconciliation/rows';
import { DEFAULT_CONFIG_ID } from './aside-document';
import { collection, database, idIn, isRecord, read } from './cloud-documents';
import { readDocument } from './order-document';

const minorUnits = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const word = v.nullish(v.string());

const paidDocument = v.object({
  _id: v.string(),
  paid_attempt: v.string(),
  total_fee: minorUnits,
  fee_type: v.pipe(v.string(), v.check(isCurrency, 'must be an ISO 4217 code')),
  refunded_fee: v.optional(minorUnits, 0),
  paid_at: v.number(),
  sp_trade_no: word,
  transaction_id: word,
});

const PAID_FIELDS = {
  _id: true,
  paid_attempt: true,
  total_fee: true,
  fee_type: true,
  refunded_fee: true,
  paid_at: true,
  sp_trade_no: true,
  transaction_id: true,
} as const;

const madeDocument = v.object({
  _id: v.string(),
  fee_type: v.pipe(v.string(), v.check(isCurrency, 'must be an ISO 4217 code')),
  created_at: v.number(),
});

const MADE_FIELDS = { _id: true, fee_type: true, created_at: true } as const;

const ASIDE_FIELDS = { _id: true, sp_trade_no: true, transaction_id: true, says: true } as const;
const MOST_ASIDE = 200;

export const cloudBooks: Books = {
  async madeBetween(question) {
    const found = await placed('created_at', question);
    const documents = await read(found.field(MADE_FIELDS).limit(question.limit).get());
    return pageOf(documents, { field: 'created_at', limit: question.limit }, madeRow);
  },

  async paidBetween(question) {
    const found = await placed('paid_at', question);
    const documents = await read(found.field(PAID_FIELDS).limit(question.limit).get());
    return pageOf(documents, { field: 'paid_at', limit: question.limit }, paidRow);
  },

  async refundsBetween(question) {
    const found = await placed('last_refund_at', question);
    const documents = await read(found.limit(question.limit).get());
    return pageOf(documents, { field: 'last_refund_at', limit: question.limit }, (one) =>
      refundRows(one, question.paySp),
    );
  },

  async ordersOfAttempts(attemptNos) {
    const { command } = await database();
    const numbers = [...new Set(attemptNos.flatMap(orderNumbersOf))];
    const named = await ordersWhere({ _id: command.in(numbers) }, numbers.length);
    const met = new Set(named.items.flatMap(({ attempts }) => attempts.map(({ no }) => no)));
    const rest = attemptNos.filter((no) => !met.has(no));
    if (rest.length === 0) return named;
    const others = await ordersWhere({ 'attempts.no': command.in(rest) }, rest.length);
    return {
      items: [...named.items, ...others.items],
      unreadable: [...named.unreadable, ...others.unreadable],
    };
  },

  async ordersOfRefunds(outRefundNos) {
    const { command } = await database();
    const numbers = command.in(outRefundNos);
    const either = command.or({ 'refunds.out_refund_no': numbers }, { 'returns.out_refund_no': numbers });
    return ordersWhere(either, outRefundNos.length);
  },

  async keptAside({ ids, paySp, configId, theirNumbers }) {
    const { command } = await database();
    const isDefault = configId === DEFAULT_CONFIG_ID;
    const whose = { pay_sp: paySp, config_id: isDefault ? command.in([configId, null]) : configId };
    const theirs = command.in(theirNumbers);
    const ways = [
      ...(ids.length > 0 ? [{ _id: command.in(ids) }] : []),
      ...(theirNumbers.length > 0
        ? [
            { ...whose, sp_trade_no: theirs },
            { ...whose, transaction_id: theirs },
          ]
        : []),
    ].map((one) => ({ ...one, verdict: 'kept_aside' }));
    const [first, ...rest] = ways;
    if (!first) return [];
    const condition = rest.length === 0 ? first : command.or(first, ...rest);
    const found = (await collection('payment')).where(condition).field(ASIDE_FIELDS).limit(MOST_ASIDE);
    return (await read(found.get())).map(asideRow);
  },
};

/** Orders of one configuration at one PSP whose `field` lies in the time that is asked about, by (field, number). */
async function placed(field: 'created_at' | 'paid_at' | 'last_refund_at', question: RowQuestion) {
  const { command } = await database();
  const { configId, paySp, from, to, after } = question;
  const whose = { config_id: configId, pay_sp: paySp === '' ? null : paySp };
  const later = (than: number): Readonly<Record<string, unknown>> => ({
    ...whose,
    [field]: command.gt(than).and(command.lt(to)),
  });
  const condition = after
    ? command.or(later(after.at), { ...whose, [field]: after.at, _id: command.gt(after.outTradeNo) })
    : later(from - 1);
  return (await collection('orders')).where(condition).orderBy(field, 'asc').orderBy('_id', 'asc');
}

type Read<T> = { readonly values: readonly T[] } | { readonly problem: string };

/** Documents read one by one: what cannot be read is named and passed over. */
function pageOf<T>(
  documents: readonly unknown[],
  { field, limit }: { readonly field: string; readonly limit: number },
  readOne: (document: unknown) => Read<T>,
): RowPage<T> {
  const rows: T[] = [];
  const unreadable: Unreadable[] = [];
  for (const document of documents) {
    const one = readOne(document);
    if ('values' in one) rows.push(...one.values);
    else unreadable.push({ collection: 'orders', id: idIn(document), problem: one.problem });
  }
  const next = documents.length < limit ? undefined : placeOf(documents.at(-1), field);
  return { rows, unreadable, ...present({ next }) };
}

function placeOf(document: unknown, field: string): RowPlace | undefined {
  const at = isRecord(document) ? document[field] : undefined;
  return typeof at === 'number' ? { at, outTradeNo: idIn(document) } : undefined;
}

function madeRow(document: unknown): Read<MadeRow> {
  const parsed = v.safeParse(madeDocument, document);
  if (!parsed.success) return { problem: problemsOf(parsed.issues) };
  const { _id, fee_type, created_at } = parsed.output;
  return { values: [{ outTradeNo: _id, currency: fee_type, createdAt: created_at }] };
}

function paidRow(document: unknown): Read<PaidRow> {
  const parsed = v.safeParse(paidDocument, document);
  if (!parsed.success) return { problem: problemsOf(parsed.issues) };
  const one = parsed.output;
  const row = {
    outTradeNo: one._id,
    attemptNo: one.paid_attempt,
    amount: money(one.total_fee, one.fee_type),
    refundedFee: one.refunded_fee,
    paidAt: one.paid_at,
    ...present({ spTradeNo: one.sp_trade_no ?? undefined, transactionId: one.transaction_id ?? undefined }),
  };
  return { values: [row] };
}

const problemsOf = (issues: readonly v.BaseIssue<unknown>[]): string =>
  issues.map((issue) => `${v.getDotPath(issue) ?? '?'}: ${issue.message}`).join('; ');

function refundRows(document: unknown, paySp: string): Read<RefundRow> {
  const one = readDocument(document);
  return 'order' in one ? { values: refundRowsOf(one.order, paySp) } : { problem: one.unreadable.problem };
}

function asideRow(document: unknown): AsideRow {
  const said = (field: string): string | undefined => {
    const value = isRecord(document) ? document[field] : undefined;
    return typeof value === 'string' ? value : undefined;
  };
  const numbers = { spTradeNo: said('sp_trade_no'), transactionId: said('transaction_id') };
  return { id: idIn(document), ...present({ ...numbers, says: said('says') }) };
}

async function ordersWhere(
  condition: Readonly<Record<string, unknown>>,
  most: number,
): Promise<Listed<Order>> {
  const found = (await collection('orders')).where(condition).limit(most);
  const orders = (await read(found.get())).map(readDocument);
  return {
    items: orders.flatMap((one) => ('order' in one ? [one.order] : [])),
    unreadable: orders.flatMap((one) => ('order' in one ? [] : [one.unreadable])),
  };
}
