/** Money that is no order's: what notices say was kept aside, and whether what people decided of it was done. */
import { readNotice } from '../../shared/adapters/aside-document';
import { readDocument } from '../../shared/adapters/order-document';
import type { AsideNotice } from '../../shared/payments/ports';
import type { Documents } from '../environment/documents';
import type { Books } from './books';

export interface AuditedAside {
  readonly notices: number;
  readonly problems: readonly string[];
}

/** Books what was kept aside, and names decisions that no order carries out. */
export async function auditAside(documents: Documents, books: Books): Promise<AuditedAside> {
  const problems: string[] = [];
  let notices = 0;
  for await (const raw of documents.all('payment')) {
    if (raw.verdict !== 'kept_aside') continue;
    notices += 1;
    const read = readNotice(raw);
    if ('unreadable' in read) {
      problems.push(`notice ${read.unreadable.id} cannot be read: ${read.unreadable.problem}`);
      continue;
    }
    bookNotice(books, read.notice);
    problems.push(...(await undone(documents, read.notice)));
  }
  return { notices, problems };
}

function bookNotice(books: Books, { paySp, amount, feeType, about, decided }: AsideNotice): void {
  // Other matters, such as a refund that the PSP takes back, tell of no money that came.
  if (about?.says !== 'paid' || amount === undefined || feeType === undefined) return;
  books.book({ paySp, currency: feeType }, 'charged', 'kept_aside', amount);
  if (decided?.word === 'returned_elsewhere')
    books.book({ paySp, currency: feeType }, 'kept_aside', 'returned', amount);
}

/** Money that was to go back must be in the order, with the sum that was kept aside. */
async function undone(
  documents: Documents,
  { id, decided, outTradeNo, amount }: AsideNotice,
): Promise<readonly string[]> {
  if (decided?.word !== 'return') return [];
  const [raw] = await documents.where('orders', { _id: outTradeNo });
  const read = raw && readDocument(raw);
  const returned = read && 'order' in read ? read.order.returns : [];
  const money = returned.find(({ outRefundNo }) => outRefundNo === decided.outRefundNo);
  if (!money) return [`notice ${id} was to be returned, and order ${outTradeNo} has no such return`];
  return money.amount.value === amount
    ? []
    : [`notice ${id} is of ${amount}, and ${money.amount.value} were to be returned`];
}
