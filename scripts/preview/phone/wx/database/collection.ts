// Collections and queries of wx.cloud.database(): the vendor's query builder in WeChat's words.
import type { CollectionReference, Query as VendorQuery } from '@cloudbase/database';
import { changeOf, databaseApi, dataOf } from './calls';
import { Document } from './document';
import type { Listening, Watcher } from './realtime';
import type { Surroundings } from './surroundings';

interface Page {
  readonly order?: Readonly<Record<string, 1 | -1>>;
  readonly limit?: number;
}

export class Query {
  constructor(
    private readonly query: VendorQuery,
    protected readonly around: Surroundings,
    private readonly page: Page = {},
  ) {}

  where(condition: object): Query {
    return new Query(this.query.where(condition), this.around, this.page);
  }

  orderBy(field: string, direction: 'asc' | 'desc'): Query {
    const order = { ...this.page.order, [field]: direction === 'desc' ? -1 : 1 } as const;
    return new Query(this.query.orderBy(field, direction), this.around, { ...this.page, order });
  }

  limit(most: number): Query {
    return new Query(this.query.limit(most), this.around, { ...this.page, limit: most });
  }

  skip(count: number): Query {
    return new Query(this.query.skip(count), this.around, this.page);
  }

  field(projection: object): Query {
    return new Query(this.query.field(projection), this.around, this.page);
  }

  readonly get = databaseApi('collection.get', async () => ({
    data: (await this.query.get()).data as unknown,
  }));

  readonly count = databaseApi('collection.count', async () => {
    const { total } = (await this.query.count()) as { total: number };
    return { total };
  });

  readonly update = databaseApi('collection.update', async (options: { data?: object }) => {
    const { updated } = (await this.query.update(changeOf(options))) as { updated: number };
    return { stats: { updated } };
  });

  readonly remove = databaseApi('collection.remove', async () => {
    const { deleted } = (await this.query.remove()) as { deleted: number };
    return { stats: { removed: deleted } };
  });

  watch(listening: Listening): Watcher {
    const { collectionName, query } = this.around.wire.question(() => this.query.count());
    const { realtime, read } = this.around;
    return realtime.watch({ collectionName, query, ...this.page }, listening, read);
  }
}

export class Collection extends Query {
  constructor(
    private readonly collection: CollectionReference,
    around: Surroundings,
  ) {
    super(collection, around);
  }

  doc(id: string | number): Document {
    return new Document(this.collection.doc(id), this.around);
  }

  readonly add = databaseApi('collection.add', async (options: { data?: object }) => {
    const { id } = await this.collection.add(dataOf(options));
    return { _id: id };
  });

  /** The vendor's pipeline, which ends in WeChat's words. */
  aggregate(): object {
    const pipeline = this.collection.aggregate();
    const end = pipeline.end.bind(pipeline);
    return Object.assign(pipeline, {
      end: databaseApi('collection.aggregate', async () => ({
        list: ((await end()) as { data: readonly unknown[] }).data,
      })),
    });
  }
}
