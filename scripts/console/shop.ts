/** The editor of the local shop: its configuration and its goods, checked as the functions would before anything is written. */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { listedGoods } from '../../shared/adapters/goods-document';
import { readConfig } from '../../shared/payments/flows/payment-config';
import { connectorOf, paySps } from '../../shared/payments/psp';
import type { LocalDatabase } from '../local-cloud/database/local-database';
import { json, type WebReply, type WebRequest } from '../local-cloud/web';
import type { ShopChange, ShopCheck, ShopDocument } from './console-data';
import { isDoc, withoutSecrets, withSecretsOf } from './hidden-fields';
import type { Doc } from './newest';

const edited = ['config', 'goods'] as const;
const request = v.object({
  collection: v.picklist(edited),
  id: v.pipe(v.string(), v.minLength(1)),
  text: v.string(),
  /** Of the document whose difference was shown; needed for writing. */
  revision: v.exactOptional(v.string()),
});
type Edit = v.InferOutput<typeof request>;

/** GET answers the documents, POST `…/check` and `…/write` what an edit of one would change and what is wrong with it; only a difference that was shown is written. */
export async function serveShop(database: LocalDatabase, asked: WebRequest): Promise<WebReply> {
  if (asked.method === 'GET') return json({ documents: await documentsOf(database) });
  const read = v.safeParse(request, parsed(asked.body.toString('utf8')));
  if (asked.method !== 'POST' || !read.success) {
    return json({ error: 'POST {"collection": "config" or "goods", "id", "text"}' }, 400);
  }
  const { check, next } = await checked(database, read.output);
  if (!asked.path.endsWith('/write')) return json({ ...check, written: false });
  // Somebody else's change would be undone, and nobody was shown that.
  const isOther = check.revision !== read.output.revision;
  const problems = isOther ? [...check.problems, 'changed_meanwhile'] : check.problems;
  const isWritten = next !== undefined && problems.length === 0;
  if (isWritten) await database.put(read.output.collection, next);
  return json({ ...check, problems, written: isWritten });
}

async function documentsOf(database: LocalDatabase): Promise<ShopDocument[]> {
  const all = await Promise.all(
    edited.map(async (collection) => {
      const found = await stored(database, collection, {});
      const shown = found.toSorted((a, b) => String(a._id).localeCompare(String(b._id)));
      return shown.map((document) => ({ collection, id: String(document._id), text: textOf(document) }));
    }),
  );
  return all.flat();
}

const stored = async (database: LocalDatabase, collection: string, where: Doc): Promise<Doc[]> =>
  database.collections().includes(collection) ? database.find(collection, where, { limit: 200 }) : [];

const textOf = (document: Doc): string => JSON.stringify(withoutSecrets(document), null, 2);

async function checked(
  database: LocalDatabase,
  { collection, id, text }: Edit,
): Promise<{ readonly check: ShopCheck; readonly next?: Doc & { readonly _id: string } }> {
  const sent = parsed(text);
  const [before] = await stored(database, collection, { _id: id });
  const revision = createHash('sha256')
    .update(JSON.stringify(before ?? null))
    .digest('base64url');
  if (!isDoc(sent)) return { check: { problems: ['not_json'], changes: [], revision } };
  const whole = withSecretsOf(sent, before);
  const next = { ...(isDoc(whole) ? whole : {}), _id: id };
  const problems = collection === 'goods' ? goodsProblems(next) : await configProblems(id, next);
  return { check: { problems, changes: changesBetween(before ?? {}, next), revision }, next };
}

const goodsProblems = (document: Doc): string[] =>
  listedGoods([document]).unreadable.map(({ problem }) => problem);

/** What the functions would say of the document: of the whole, of its limits, and of every account in it. */
async function configProblems(id: string, document: Doc): Promise<string[]> {
  if (!/^payment(_|$)/.test(id)) return [];
  const loaded = await Promise.all(paySps.map(connectorOf));
  const config = readConfig(
    id,
    document,
    loaded.filter((one) => one !== undefined),
  );
  const checks: readonly (() => unknown)[] = [
    () => config.defaultSp(),
    () => config.limits(),
    () => config.payMethods(),
    ...config.configuredPsps().map((paySp) => () => config.account(paySp)),
  ];
  return [...new Set(checks.flatMap(problemOf))];
}

function problemOf(check: () => unknown): string[] {
  try {
    check();
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

/** Field by field, secrets hidden: a changed one shows that it changed. */
function changesBetween(before: Doc, after: Doc): ShopChange[] {
  const [old, next] = [flat(before), flat(after)];
  const [oldShown, nextShown] = [flat(withoutSecrets(before)), flat(withoutSecrets(after))];
  const paths = [...new Set([...old.keys(), ...next.keys()])];
  return paths
    .filter((path) => old.get(path) !== next.get(path))
    .map((path) => ({ path, before: oldShown.get(path) ?? '', after: nextShown.get(path) ?? '' }));
}

function flat(value: unknown, path = ''): Map<string, string> {
  if (typeof value !== 'object' || value === null)
    return new Map([[path, value === undefined ? '' : JSON.stringify(value)]]);
  const entries = Object.entries(value);
  if (entries.length === 0) return new Map([[path, Array.isArray(value) ? '[]' : '{}']]);
  return new Map(
    entries.flatMap(([key, each]: [string, unknown]) => [
      ...flat(each, path === '' ? key : `${path}.${key}`),
    ]),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
