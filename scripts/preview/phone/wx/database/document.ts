// One document of wx.cloud.database().
import type { DocumentReference } from '@cloudbase/database';
import { changeOf, databaseApi } from './calls';
import type { Surroundings } from './surroundings';
import type { Listening, Watcher } from './realtime';

interface Written {
  readonly updated: number;
  readonly upsertedId?: unknown;
}

export class Document {
  readonly _id: string | number;

  constructor(
    private readonly document: DocumentReference,
    private readonly around: Surroundings,
  ) {
    this._id = document.id;
  }

  field(projection: object): Document {
    return new Document(this.document.field(projection), this.around);
  }

  readonly get = databaseApi('document.get', async () => {
    const { data } = (await this.document.get()) as { data: readonly unknown[] };
    if (data.length > 0) return { data: data[0] };
    if (this.around.throwOnNotFound) throw new Error(`document with _id ${this._id} does not exist`);
    return { data: null };
  });

  readonly set = databaseApi('document.set', async (options: { data?: object }) => {
    const { updated, upsertedId } = (await this.document.set(changeOf(options))) as Written;
    return { _id: this._id, stats: { updated, created: upsertedId ? 1 : 0 } };
  });

  readonly update = databaseApi('document.update', async (options: { data?: object }) => {
    const { updated } = (await this.document.update(changeOf(options))) as Written;
    return { stats: { updated } };
  });

  readonly remove = databaseApi('document.remove', async () => {
    const { deleted } = (await this.document.remove()) as { deleted: number };
    return { stats: { removed: deleted } };
  });

  watch(listening: Listening): Watcher {
    const { wire, realtime, read } = this.around;
    const { collectionName, query } = wire.question(() => this.document.get());
    return realtime.watch({ collectionName, query }, listening, read);
  }
}
