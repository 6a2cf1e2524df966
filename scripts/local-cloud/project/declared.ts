// local-cloud.json: what a project wants to find in its local cloud.
import path from 'node:path';
import * as v from 'valibot';
import type { LocalCloud } from '../index';
import type { HttpRoute } from '../functions/http-access';
import type { IndexDefinition } from '../database/storage/index-definition';
import { readPermission, type Permission } from '../client/permissions';
import { messageOf } from '../service-error';
import { readJson } from './folders';
import { databaseFaultSchema } from '../service/database-faults';
import { importLines } from './json-lines';

export const FILE = 'local-cloud.json';

const indexSchema = v.strictObject({
  name: v.pipe(v.string(), v.nonEmpty()),
  keys: v.pipe(v.array(v.string()), v.minLength(1)),
  unique: v.optional(v.boolean(), false),
  sparse: v.optional(v.boolean(), false),
});
const permissionSchema = v.pipe(
  v.unknown(),
  v.rawTransform(({ dataset, addIssue, NEVER }): Permission => {
    try {
      return readPermission(dataset.value);
    } catch (error) {
      addIssue({ message: messageOf(error) });
      return NEVER;
    }
  }),
);
const collectionSchema = v.strictObject({
  indexes: v.optional(v.array(indexSchema), []),
  /** A file of JSON lines, beside local-cloud.json. */
  seed: v.optional(v.string()),
  /** What mini-programs may do with it; PRIVATE where missing. */
  permission: v.optional(permissionSchema),
});
const routeSchema = v.strictObject({
  path: v.pipe(v.string(), v.startsWith('/')),
  function: v.string(),
  passPath: v.optional(v.boolean()),
});
const fileSchema = v.strictObject({
  env: v.optional(v.string()),
  httpRoutes: v.optional(v.array(routeSchema), []),
  /** Collections that nobody declares appear when they are first used; with `true` only declared ones are there. */
  onlyDeclared: v.optional(v.boolean(), false),
  collections: v.optional(v.record(v.string(), collectionSchema), {}),
  /** What the database does badly from the start, as for POST /control/fault. */
  faults: v.optional(v.array(databaseFaultSchema), []),
  variables: v.optional(v.record(v.string(), v.string()), {}),
  /** A file of JSON lines, beside local-cloud.json, into which what comes in from outside is written. */
  record: v.optional(v.string()),
  /** What WeChat's open APIs answer, by their names, such as `subscribeMessage.send`. */
  openApi: v.optional(v.record(v.string(), v.unknown()), {}),
  cloudPay: v.optional(v.record(v.string(), v.unknown()), {}),
});

export type Declared = v.InferOutput<typeof fileSchema>;

/** @throws Error naming the file and each field that is wrong */
export function readDeclared(root: string): Declared {
  const file = path.join(root, FILE);
  const read = v.safeParse(fileSchema, readJson(file) ?? {});
  if (read.success) return read.output;
  const said = read.issues.map((issue) => `${v.getDotPath(issue) ?? '?'}: ${issue.message}`);
  throw new Error(`${file}: ${said.join('; ')}`);
}

export const routesOf = ({ httpRoutes }: Declared): readonly HttpRoute[] =>
  httpRoutes.map(({ path: at, function: name, passPath }) => ({
    path: at,
    function: name,
    ...(passPath === undefined ? {} : { passPath }),
  }));

export const permissionsOf = ({ collections }: Declared): Readonly<Record<string, Permission>> =>
  Object.fromEntries(
    Object.entries(collections).flatMap(([name, { permission }]) =>
      permission === undefined ? [] : [[name, permission]],
    ),
  );

/** Makes the declared collections with their indexes, and fills those that have a seed. */
export async function fillDeclared(cloud: LocalCloud, root: string, declared: Declared): Promise<void> {
  const { database, clock } = cloud;
  for (const [name, { indexes, seed }] of Object.entries(declared.collections)) {
    database.ensureCollection(name);
    for (const index of indexes) database.ensureIndex(name, index satisfies IndexDefinition);
    if (seed !== undefined) await importLines(database, name, path.resolve(root, seed), clock.now());
  }
}

/** Has WeChat's side answer what the file says, and the database fail as it says. */
export function answerDeclared({ wx, faults: planned }: LocalCloud, declared: Declared): void {
  const { openApi, cloudPay, faults } = declared;
  for (const fault of faults) planned.add(fault);
  for (const [name, answer] of Object.entries(openApi)) wx.openApi.set(name, () => answer);
  for (const [name, answer] of Object.entries(cloudPay)) wx.pay.set(name, () => answer);
}
