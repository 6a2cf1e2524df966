import type { ReadDocuments, Realtime } from './realtime';
import type { Wire } from './wire';

/** What the parts of one database share. */
export interface Surroundings {
  readonly wire: Wire;
  readonly realtime: Realtime;
  readonly read: ReadDocuments;
  /** Whether `doc().get()` fails where there is no such document. */
  readonly throwOnNotFound: boolean;
}
