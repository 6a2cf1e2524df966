/** The goods of an environment. */
import { removeIf, replaceIf } from '../environment/conditional-write';
import { connect, everyDocument, found, type StoredDocument, type Which } from '../environment/documents';
import type { GoodsChange } from './difference';

export interface OnlineGoods {
  /** In words, for what is printed. */
  readonly name: string;
  all(): Promise<readonly StoredDocument[]>;
  read(id: string): Promise<StoredDocument | undefined>;
  /** False where somebody else has changed it since it was read: then nothing was written. */
  write(change: GoodsChange): Promise<boolean>;
}

/** @throws Error in words for whoever typed the command */
export async function openGoods(which: Which): Promise<OnlineGoods> {
  const { name, database } = await connect(which);
  const place = { database, collection: 'goods' };
  return {
    name,
    async all() {
      const documents: StoredDocument[] = [];
      for await (const one of everyDocument(database, place.collection)) documents.push(one);
      return documents;
    },
    read: async (id) => (await found(database.collection(place.collection).where({ _id: id }).limit(1)))[0],
    async write({ before, after }) {
      if (after) return replaceIf(place, before, after);
      return before === undefined || removeIf(place, before);
    },
  };
}
