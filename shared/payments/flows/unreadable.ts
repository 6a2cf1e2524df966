/** Documents that people edited into something that cannot be read: named in the log, in nobody's way. */
import type { Unreadable } from '../ports';
import type { Shop } from './shop';

export function noteUnreadable({ log }: Pick<Shop, 'log'>, unreadable: readonly Unreadable[]): void {
  for (const { collection, id, problem } of unreadable) {
    log('unreadable_document', { collection, _id: id, problem });
  }
}
