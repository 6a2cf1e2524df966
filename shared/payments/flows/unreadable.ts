/** Documents that people edited into something that cannot be read: named in the log and to operators, in nobody's way. */
import type { Unreadable } from '../ports';
import type { Shop } from './shop';

export function noteUnreadable({ log }: Pick<Shop, 'log'>, unreadable: readonly Unreadable[]): void {
  for (const { collection, id, problem } of unreadable) {
    log('unreadable_document', { collection, _id: id, problem });
  }
}

/** What the number of a document is called, by its collection. */
const NUMBERS: Readonly<Record<string, string>> = {
  orders: 'out_trade_no',
  payment: 'notice_id',
  reconciliations: 'report_id',
};

/**
 * Beside a list, the documents that people edited into something that cannot be read: each under its number, with what is to be
 * corrected. Nothing where there are none.
 */
export const unreadableView = (unreadable: readonly Unreadable[]): Readonly<Record<string, unknown>> =>
  unreadable.length === 0
    ? {}
    : {
        unreadable: unreadable.map(({ collection, id, problem }) => ({
          [NUMBERS[collection] ?? '_id']: id,
          ...(problem === '' ? {} : { problem }),
        })),
      };
