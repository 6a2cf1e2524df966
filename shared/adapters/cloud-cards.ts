/** Collections of what was done with cards and codes, and of what WeChat told us of them. */
import type { CardRecords } from '../membership/cards/ports';
import { consumptions, notes, pictures, stockBooks, stockChanges } from './card-documents';
import { collection, database, read } from './cloud-documents';
import { cloudTable, foundIn } from './cloud-table';

export const cloudCards: CardRecords = {
  consumptions: cloudTable(consumptions),
  stockChanges: cloudTable(stockChanges),
  stockBooks: cloudTable(stockBooks),
  pictures: cloudTable(pictures),
  notes: {
    ...cloudTable(notes),
    async find(ids) {
      if (ids.length === 0) return [];
      const { command } = await database();
      const some = (await collection(notes.collection)).where({ _id: command.in(ids) });
      const raw = await read(some.limit(100).get());
      // A note is no more than a note: what somebody spoilt is left out.
      return raw.flatMap((one) => {
        const found = foundIn(notes, one);
        return 'value' in found ? [found.value] : [];
      });
    },
  },
};
