/** Lines of an order's journal as they are stored: in the order itself, and the older ones in collection `journal`. */
import * as v from 'valibot';
import type { ArchivedLines } from '../payments/order/journal';
import type { JournalEntry, Move } from '../payments/order/order';
import { present } from '../kernel/present';
import { insert } from './cloud-documents';

const text = v.string();
const fee = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const move = v.variant('of', [
  v.object({ of: v.literal('order'), to: v.picklist(['created', 'pending', 'closed', 'paid']) }),
  v.object({
    of: v.literal('attempt'),
    no: text,
    pay_sp: text,
    to: v.picklist(['requested', 'open', 'closing', 'declined', 'closed', 'aside', 'paid', 'gone']),
    fee: v.optional(fee),
  }),
  v.object({
    of: v.literal('refund'),
    no: text,
    to: v.picklist(['requested', 'processing', 'abnormal', 'failed', 'succeeded', 'gone']),
    fee,
  }),
  v.object({
    of: v.literal('return'),
    no: text,
    pay_sp: text,
    to: v.picklist(['requested', 'processing', 'abnormal', 'failed', 'succeeded']),
    fee,
    fee_type: text,
  }),
]);

/** A line as it is stored. */
export const journalLine = v.object({
  at: v.number(),
  event: text,
  by: v.optional(text),
  why: v.optional(text),
  moved: v.optional(v.array(move)),
});

type StoredLine = v.InferOutput<typeof journalLine>;

export const lineOf = ({ at, event, by, why, moved }: StoredLine): JournalEntry => ({
  at,
  event,
  ...present({ by, why, moved: moved?.map(moveOf) }),
});

function moveOf(stored: v.InferOutput<typeof move>): Move {
  switch (stored.of) {
    case 'attempt': {
      const { pay_sp: paySp, fee: paid, ...rest } = stored;
      return { ...rest, paySp, ...present({ fee: paid }) };
    }
    case 'return': {
      const { pay_sp: paySp, fee_type: currency, ...rest } = stored;
      return { ...rest, paySp, currency };
    }
    default:
      return stored;
  }
}

export const lineDocument = ({ moved, ...line }: JournalEntry): StoredLine => ({
  ...line,
  ...present({ moved: moved?.map(moveDocument) }),
});

function moveDocument(one: Move): v.InferOutput<typeof move> {
  switch (one.of) {
    case 'attempt': {
      const { paySp: pay_sp, ...rest } = one;
      return { ...rest, pay_sp };
    }
    case 'return': {
      const { paySp: pay_sp, currency: fee_type, ...rest } = one;
      return { ...rest, pay_sp, fee_type };
    }
    default:
      return one;
  }
}

/** Keeps older lines; those that are kept already stay. */
export async function archiveJournal({ outTradeNo, from, lines }: ArchivedLines): Promise<void> {
  const document = { out_trade_no: outTradeNo, from, lines: lines.map(lineDocument) };
  await insert('journal', { _id: `${outTradeNo}:${from}`, ...document });
}

const archivedLines = v.object({ out_trade_no: text, from: v.number(), lines: v.array(journalLine) });

/** Archived lines in a document; none in one that cannot be read. */
export function archivedLinesOf(raw: unknown): ArchivedLines {
  const parsed = v.safeParse(archivedLines, raw);
  if (!parsed.success) return { outTradeNo: '', from: -1, lines: [] };
  const { out_trade_no: outTradeNo, from, lines } = parsed.output;
  return { outTradeNo, from, lines: lines.map(lineOf) };
}
