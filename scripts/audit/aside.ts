/** Money that is no order's: what notices say was kept aside, and whether what people decided of it was done. */
import { readNotice } from '../../shared/adapters/aside-document';
import { readDocument } from '../../shared/adapters/order-document';
import type { Decision, Order } from '../../shared/payments/order/order';
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

/** Whether notices say what the order has of people's decisions, and whether each return was decided. */
export async function decisionProblems(documents: Documents, order: Order): Promise<readonly string[]> {
  const decided = new Set(order.decisions.map(({ outRefundNo }) => outRefundNo));
  const problems = order.returns
    .filter(({ outRefundNo }) => !decided.has(outRefundNo))
    .map(({ outRefundNo }) => `has return ${outRefundNo}, which nobody decided`);
  for (const decision of order.decisions) {
    const said = await saidOf(documents, decision);
    if (said !== decision.word)
      problems.push(`has notice ${decision.noticeId} decided as ${decision.word}, the notice says ${said}`);
  }
  return problems;
}

async function saidOf(documents: Documents, { noticeId, noted, word }: Decision): Promise<string> {
  const [raw] = await documents.where('payment', { _id: noticeId });
  const read = raw && readNotice(raw);
  if (!read) return 'nothing: it is gone';
  if ('unreadable' in read) return 'what cannot be read';
  // The timer writes it there in a moment.
  return read.notice.decided?.word ?? (noted ? 'nothing' : word);
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
