/** Lists that people page through: documents that nobody can read stand in them and take no place on a page. */
import type { Listed, Unreadable } from '../payments/ports';

/** After so many pages of nothing but what cannot be read a list ends, whatever comes after. */
const MOST_PAGES = 10;
/** Where reading on is needed, it is done in pages of this size. */
const PAGE = 100;

/** A place in a list that is sorted by a moment and an `_id`, both falling. */
export interface Place {
  /** Milliseconds. */
  readonly before: number;
  readonly beforeId?: string;
}

export interface Paged<T> {
  /** How many readable ones are wanted. */
  readonly limit: number;
  readonly from: Place;
  readonly page: (place: Place, limit: number) => Promise<readonly unknown[]>;
  readonly read: (raw: unknown) => { readonly value: T } | { readonly unreadable: Unreadable };
  /** Where the list goes on after a document; undefined where its own moment is none. */
  readonly placeOf: (raw: unknown) => Place | undefined;
}

/** So many readable documents as are wanted, unless the list ends before; and what could not be read between them. */
export async function readOn<T>({ limit, from, page, read, placeOf }: Paged<T>): Promise<Listed<T>> {
  const items: T[] = [];
  const unreadable: Unreadable[] = [];
  let place: Place | undefined = from;
  for (let pages = 0; place !== undefined && pages < MOST_PAGES; pages += 1) {
    const size = pages === 0 ? limit : PAGE;
    const documents = await page(place, size);
    for (const raw of documents) {
      if (items.length === limit) break;
      const one = read(raw);
      if ('value' in one) items.push(one.value);
      else unreadable.push(one.unreadable);
    }
    const isEnd = documents.length < size || items.length === limit;
    place = isEnd ? undefined : placeOf(documents.at(-1));
  }
  return { items, unreadable };
}

/** The place of a document by one of its fields. */
export const placeBy =
  (field: string) =>
  (raw: unknown): Place | undefined => {
    const { [field]: before, _id: beforeId }: Readonly<Record<string, unknown>> =
      typeof raw === 'object' && raw !== null ? { ...raw } : {};
    return typeof before === 'number' && typeof beforeId === 'string' ? { before, beforeId } : undefined;
  };
