/** Documents that people edited into something that cannot be read: named in the log and to operators, in nobody's way. */
import type { Unreadable } from '../ports';
import type { Shop } from './shop';

export function noteUnreadable({ log }: Pick<Shop, 'log'>, unreadable: readonly Unreadable[]): void {
  for (const { collection, id, problem } of unreadable) {
    log('unreadable_document', { collection, _id: id, problem });
  }
}

/**
 * Beside a list, the documents that people edited into something that cannot be read: each under its number, called `name`, with what
 * is to be corrected. Nothing where there are none.
 */
export const unreadableView = (
  unreadable: readonly Unreadable[],
  name: string,
): Readonly<Record<string, unknown>> =>
  unreadable.length === 0
    ? {}
    : { unreadable: unreadable.map(({ id, problem }) => ({ [name]: id, problem })) };
