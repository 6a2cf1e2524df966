// wx.cloud.database(): the vendor's query builder (@cloudbase/database, which wx-server-sdk uses, too) over the local cloud, under the
// permissions of its collections.
import { Db } from '@cloudbase/database';
import type { Person } from '../../person';
import { withUnknown } from '../unknown';
import { Collection } from './collection';
import type { Realtime } from './realtime';
import { Wire } from './wire';

export interface DatabaseOptions {
  /** Whether `doc().get()` fails where there is no such document; true unless told. */
  readonly throwOnNotFound?: boolean;
}

export function database(
  person: Person,
  realtime: Realtime,
  { throwOnNotFound = true }: DatabaseOptions = {},
): object {
  const wire = new Wire(person);
  const db = new Db({ wire });
  const read = async (list: readonly string[]): Promise<readonly unknown[]> => {
    const { data } = await wire.answered({ data: { list } }, () => db.collection('read').get());
    return data as readonly unknown[];
  };
  const around = { wire, realtime, read, throwOnNotFound };
  return withUnknown('wx.cloud.database()', {
    collection: (name: string) => new Collection(db.collection(name), around),
    command: db.command,
    Geo: shapes(db.Geo),
    RegExp: db.RegExp as unknown,
    serverDate: db.serverDate as unknown,
  });
}

/** WeChat's are made with and without `new`. */
function shapes(classes: object): object {
  const made = Object.entries(classes).map(([name, shape]: [string, unknown]) => [
    name,
    typeof shape === 'function'
      ? new Proxy(shape, { apply: (target, _, given) => Reflect.construct(target, given) as unknown })
      : shape,
  ]);
  return Object.fromEntries(made) as object;
}
