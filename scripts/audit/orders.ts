/** Whether each order adds up: its document, its whole journal, and the double entries made of that. */
import { readDocument } from '../../shared/adapters/order-document';
import { refundableFee, refundedFee, type JournalEntry, type Order } from '../../shared/payments/order/order';
import { disagreements } from '../../shared/payments/order/replay';
import type { Documents, StoredDocument } from '../environment/documents';
import { wholeJournal } from '../environment/journal';
import { decisionProblems } from './aside';
import { booksOf, type Balances, type Books } from './books';

export interface AuditedOrder {
  readonly outTradeNo: string;
  /** Sentences; empty where it adds up. */
  readonly problems: readonly string[];
  readonly books?: Books;
  /** Made before journals said what moved: nothing can be proven of it. */
  readonly isOlder?: true;
}

/** Audits one order of the environment. */
export async function auditOrder(documents: Documents, raw: StoredDocument): Promise<AuditedOrder> {
  const read = readDocument(raw);
  if ('unreadable' in read)
    return { outTradeNo: read.unreadable.id, problems: [`cannot be read: ${read.unreadable.problem}`] };
  const { order } = read;
  const { lines, problem } = await wholeJournal(documents, order);
  if (problem !== undefined) return { outTradeNo: order.outTradeNo, problems: [problem] };
  const audited = auditOf(order, lines, raw);
  return { ...audited, problems: [...audited.problems, ...(await decisionProblems(documents, order))] };
}

/** What an order, its whole journal and the numbers beside them in its document say of each other. */
export function auditOf(order: Order, lines: readonly JournalEntry[], raw: StoredDocument): AuditedOrder {
  const { outTradeNo } = order;
  if (isOlder(lines)) return { outTradeNo, problems: [], isOlder: true };
  const moves = lines.flatMap(({ moved = [] }) => moved);
  const { books, problems } = booksOf(moves, order.total.currency);
  return {
    outTradeNo,
    books,
    problems: [...disagreements(order, lines), ...problems, ...sumsOf(order, raw, books)],
  };
}

/** Journals of before have a first line that does not say that the order was created, and none that says what moved. */
const isOlder = (lines: readonly JournalEntry[]): boolean =>
  lines.length > 0 && lines.every(({ moved }) => moved === undefined);

/** The books against what the order comes to, and against what is stored for people to look for. */
function sumsOf(order: Order, raw: StoredDocument, books: Books): readonly string[] {
  const sum = (name: keyof Balances): number =>
    books.balances().reduce((total, [, balances]) => total + balances[name], 0);
  const isPaid = order.state === 'paid';
  const isOurs = order.version !== undefined;
  const expected: readonly (readonly [string, unknown, number])[] = [
    ['charged', -sum('charged'), isPaid ? order.total.value : 0],
    ['refunded', sum('refunded'), refundedFee(order)],
    ['left to refund', sum('at_psp'), refundableFee(order)],
    ['refunded_fee', stored(raw.refunded_fee, isOurs, refundedFee(order)), refundedFee(order)],
    ['refundable_fee', stored(raw.refundable_fee, isOurs, refundableFee(order)), refundableFee(order)],
  ];
  return expected.flatMap(([name, is, should]) =>
    is === should ? [] : [`${name} is ${inWords(is)}, it should be ${should}`],
  );
}

/** What is stored beside an order. Documents that a merchant's own function wrote have nothing there, until we write them. */
const stored = (value: unknown, isOurs: boolean, computed: number): unknown =>
  value === undefined && !isOurs ? computed : value;

const inWords = (value: unknown): string =>
  value === undefined
    ? 'missing'
    : typeof value === 'number'
      ? String(value)
      : JSON.stringify(value).slice(0, 50);
