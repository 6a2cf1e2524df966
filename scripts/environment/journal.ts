/** The whole journal of an order: its document has the newest lines, the archive the older ones. */
import { archivedLinesOf } from '../../shared/adapters/journal-document';
import type { JournalEntry, Order } from '../../shared/payments/order/order';
import type { Documents } from './documents';

/** All lines, the archived ones first; or what is missing of them. */
export async function wholeJournal(
  documents: Documents,
  { outTradeNo, journal, journalFrom }: Order,
): Promise<{ readonly lines: readonly JournalEntry[]; readonly problem?: string }> {
  if (journalFrom === 0) return { lines: journal };
  const archived = await documents.where('journal', { out_trade_no: outTradeNo });
  const parts = archived.map(archivedLinesOf).sort((a, b) => a.from - b.from);
  const lines: JournalEntry[] = [];
  for (const part of parts.filter(({ from }) => from < journalFrom)) {
    if (part.from !== lines.length) break;
    lines.push(...part.lines);
  }
  if (lines.length === journalFrom) return { lines: [...lines, ...journal] };
  return { lines: [], problem: `lines ${lines.length} to ${journalFrom - 1} of its journal are gone` };
}
