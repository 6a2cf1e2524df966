/** Collections, their permission and their indexes: what is missing is made, what is there stays. */
import * as v from 'valibot';
import type { CloudApi } from './cloud-api';
import type { Environment } from './environment';
import type { Index, Stored } from './stored';
import { Stopped, type Progress } from './stopped';

export interface DatabaseWorld {
  readonly api: CloudApi;
  readonly environment: Environment;
  readonly progress: Progress;
}

/** Nobody but the functions: 仅管理端可读写. */
const FUNCTIONS_ONLY = 'ADMINONLY';
const PAGE = 100;

const tablesSchema = v.object({ Tables: v.nullish(v.array(v.looseObject({ TableName: v.string() }))) });
const permissionSchema = v.looseObject({ AclTag: v.nullish(v.string()) });
const keySchema = v.looseObject({ Name: v.string(), Direction: v.string() });
const indexesSchema = v.looseObject({
  Indexes: v.nullish(
    v.array(
      v.looseObject({
        Name: v.string(),
        Unique: v.nullish(v.boolean()),
        Keys: v.nullish(v.array(keySchema)),
      }),
    ),
  ),
});
const nothing = v.looseObject({});

/** @throws Stopped where the database does not hold them as planned afterwards */
export async function deployCollections(world: DatabaseWorld, planned: readonly Stored[]): Promise<void> {
  const { api, environment, progress } = world;
  if (environment.database === undefined)
    throw new Stopped(
      `environment ${environment.id} has no document database`,
      'switch it on in the console (文档型数据库) and run this again',
    );
  const about = {
    EnvId: environment.id,
    MongoConnector: { DatabaseName: environment.database, InstanceId: 'flexdb' },
  };
  const there = await tables(api, about);
  for (const one of planned) {
    const isNew = !there.includes(one.name);
    if (isNew) await api('flexdb', 'CreateTable', { ...about, TableName: one.name }, nothing);
    const changed = [
      ...(isNew ? ['made'] : []),
      ...(await bringPermission(api, environment.id, one.name)),
      ...(await bringIndexes(api, about, one)),
    ];
    if (changed.length === 0) progress.same(`collection ${one.name}: as planned`);
    else progress.change(`collection ${one.name}: ${changed.join(', ')}`);
  }
}

async function tables(api: CloudApi, about: object): Promise<readonly string[]> {
  const names: string[] = [];
  for (;;) {
    const page = { ...about, MgoLimit: PAGE, MgoOffset: names.length };
    const { Tables } = await api('flexdb', 'ListTables', page, tablesSchema);
    names.push(...(Tables ?? []).map(({ TableName }) => TableName));
    if ((Tables?.length ?? 0) < PAGE) return names;
  }
}

async function bringPermission(api: CloudApi, env: string, name: string): Promise<readonly string[]> {
  const which = { EnvId: env, CollectionName: name };
  const now = async (): Promise<string> =>
    (await api('tcb', 'DescribeDatabaseACL', which, permissionSchema)).AclTag ?? 'unknown';
  if ((await now()) === FUNCTIONS_ONLY) return [];
  await api('tcb', 'ModifyDatabaseACL', { ...which, AclTag: FUNCTIONS_ONLY }, nothing);
  const after = await now();
  if (after !== FUNCTIONS_ONLY)
    throw new Stopped(
      `collection ${name} may still be read or written from phones (${after})`,
      'set its permission in the console to functions only (仅管理端可读写) and run this again',
    );
  return ['for functions only'];
}

async function bringIndexes(
  api: CloudApi,
  about: object,
  { name, indexes }: Stored,
): Promise<readonly string[]> {
  if (indexes.length === 0) return [];
  const missing = missingOf(name, indexes, await indexesOnline(api, about, name));
  if (missing.length === 0) return [];
  const CreateIndexes = missing.map((one) => ({
    IndexName: one.name,
    MgoKeySchema: {
      MgoIndexKeys: one.fields.map(([Name, way]) => ({ Name, Direction: `${way}` })),
      MgoIsUnique: false,
    },
  }));
  await api('flexdb', 'UpdateTable', { ...about, TableName: name, CreateIndexes }, nothing);
  const left = missingOf(name, indexes, await indexesOnline(api, about, name));
  if (left.length > 0)
    throw new Stopped(
      `collection ${name}: the environment took indexes and does not show ${left.map((one) => one.name).join(', ')}`,
      'run this again when they are built; if they stay away, make them in the console',
    );
  return [missing.length === 1 ? '1 index' : `${missing.length} indexes`];
}

/** Whether each is unique, by its fields in their order. */
type IndexesOnline = ReadonlyMap<string, boolean>;

async function indexesOnline(api: CloudApi, about: object, name: string): Promise<IndexesOnline> {
  const { Indexes } = await api('flexdb', 'DescribeTable', { ...about, TableName: name }, indexesSchema);
  return new Map(
    (Indexes ?? []).map(({ Keys, Unique }) => [
      (Keys ?? []).map((key) => `${key.Name}:${Number(key.Direction)}`).join(),
      Unique ?? false,
    ]),
  );
}

/** An index is known by its fields: one that somebody made under another name serves as well. */
function missingOf(collection: string, indexes: readonly Index[], online: IndexesOnline): readonly Index[] {
  const keyOf = ({ fields }: Index): string => fields.map(([field, way]) => `${field}:${way}`).join();
  const unique = indexes.find((one) => online.get(keyOf(one)) === true);
  if (unique)
    throw new Stopped(
      `collection ${collection} has ${unique.name} as a unique index, which refuses documents that share a value`,
      'delete that index in the console and run this again',
    );
  return indexes.filter((one) => !online.has(keyOf(one)));
}
