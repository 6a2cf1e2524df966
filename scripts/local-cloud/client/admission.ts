// What of a mini-program's request is allowed: the permission of its collection decides, and says whose documents it is about.
import type { LocalClock } from '../clock';
import { operatorRefused } from '../database/database-errors';
import { isDoc, type Doc } from '../database/document';
import { decodeDoc } from '../database/ejson';
import { Filter } from '../database/query/filter';
import type { Environment } from '../environment';
import { modificationOf } from '../service/database-actions';
import { DatabaseSession, upserted } from '../service/database-session';
import { Params } from '../service/params';
import { permissionDenied } from './client-errors';
import { headQuery, ownStages } from './pipeline-head';
import { ruleFor, simpleAccess, type Operation, type Permissions } from './permissions';
import { holds } from './security-rule';

export interface AdmissionOptions {
  readonly clock: LocalClock;
  readonly environment: Environment;
  readonly permissions: Permissions;
}

/** What is asked for, and by whom. */
export interface Asked {
  readonly operation: Operation;
  readonly openid: string | undefined;
}

interface RuleCheck extends Asked {
  readonly session: DatabaseSession;
  readonly body: Doc;
}

/** A document as it is written, or those that a query finds. */
type AskedDoc = { readonly whole: Doc } | { readonly query: Doc };

export class Admission {
  constructor(private readonly options: AdmissionOptions) {}

  /** The request as far as it is allowed, about documents of this person where nothing else is. Throws where nothing of it is allowed. */
  async admitted(body: Doc, asked: Asked): Promise<Doc> {
    const { operation, openid } = asked;
    const signed = withOpenid(body, openid);
    const collection = new Params(signed).text('collectionName');
    const permission = this.options.permissions.of(collection);
    if (typeof permission !== 'string') {
      const check = { ...asked, session: this.session(), body: signed };
      const fresh = operation === 'update' ? await insertedInstead(check) : undefined;
      if (fresh)
        await this.checkDocs(ruleFor(permission, 'create'), { ...check, operation: 'create' }, [fresh]);
      else await this.checkRule(ruleFor(permission, operation), check);
      return signed;
    }
    const access = simpleAccess(permission, operation);
    if (access === 'none') throw permissionDenied(`${collection} is ${permission}`);
    if (access === 'all') return signed;
    if (openid === undefined) throw permissionDenied('nobody is signed in');
    return operation === 'create' ? signed : restricted(signed, openid, this.session().time);
  }

  /** Documents as the stages of a pipeline find them in other collections: those that a query without conditions would find. */
  async readable(openid: string | undefined): Promise<(collection: string) => readonly Doc[]> {
    const { store } = this.options.environment;
    const open = new Map<string, Filter>();
    for (const name of store.names()) {
      const filter = await this.openDocuments(name, openid);
      if (filter) open.set(name, filter);
    }
    return (name) => {
      if (!store.names().includes(name)) return [];
      const filter = open.get(name);
      if (!filter) throw permissionDenied(`the pipeline reads ${name}`);
      return store.candidates(name, filter).filter((doc) => filter.matches(doc));
    };
  }

  session(others?: (collection: string) => readonly Doc[]): DatabaseSession {
    const { clock, environment } = this.options;
    return new DatabaseSession(environment.store, () => clock.now(), others);
  }

  /** Undefined for a collection of which nothing may be read. */
  private async openDocuments(
    collectionName: string,
    openid: string | undefined,
  ): Promise<Filter | undefined> {
    try {
      const allowed = await this.admitted({ collectionName, query: '{}' }, { operation: 'read', openid });
      return await Filter.compile(this.session().doc(new Params(allowed), 'query'));
    } catch {
      return undefined;
    }
  }

  private async checkRule(rule: boolean | string, check: RuleCheck): Promise<void> {
    const { session, body, operation } = check;
    const docs =
      operation === 'create'
        ? insertedDocs(session, body).map((whole) => ({ whole }))
        : [{ query: queryOf(session, body) }];
    await this.checkDocs(rule, check, docs);
  }

  private async checkDocs(
    rule: boolean | string,
    { session, openid, operation }: RuleCheck,
    docs: readonly AskedDoc[],
  ): Promise<void> {
    for (const doc of docs) {
      const scope = {
        auth: openid === undefined ? null : { openid, loginType: 'WECHAT' },
        now: session.time,
        doc,
        get: async (collection: string, id: string) => this.found(collection, id),
      };
      if (!(await holds(rule, scope)))
        throw permissionDenied(`the rule for ${operation} is ${JSON.stringify(rule)}`);
    }
  }

  private async found(collection: string, id: string): Promise<Doc | null> {
    const { store } = this.options.environment;
    const [doc] = store.find(collection, await Filter.compile({ _id: id }), { limit: 1 });
    return doc ?? null;
  }
}

/** What the service writes and reads of the caller itself: `_openid` of new documents, and `{openid}` in queries. */
function withOpenid(body: Doc, openid: string | undefined): Doc {
  const signed = { ...body };
  if (typeof body.query === 'string' && openid !== undefined)
    signed.query = body.query.replaceAll('"{openid}"', JSON.stringify(openid));
  if (Array.isArray(body.data)) signed.data = body.data.map((text) => owned(text, openid));
  else if (typeof body.data === 'string')
    signed.data = body.merge === true ? unowned(body.data) : owned(body.data, openid);
  return signed;
}

function owned(text: unknown, openid: string | undefined): string {
  const doc = parsed(text);
  if ('_openid' in doc) throw operatorRefused('_openid is written by the service: leave it out');
  return JSON.stringify(openid === undefined ? doc : { ...doc, _openid: openid });
}

function unowned(text: string): string {
  const touched = Object.entries(parsed(text)).flatMap(([operator, fields]) => {
    if (!isDoc(fields)) return [];
    // A field can also become one under another name.
    const given = operator === '$rename' ? Object.values(fields).map(String) : [];
    return [...Object.keys(fields), ...given];
  });
  if (touched.some((field) => field.split('.')[0] === '_openid'))
    throw operatorRefused('_openid is written by the service: leave it out');
  return text;
}

function parsed(text: unknown): Doc {
  const value: unknown = typeof text === 'string' ? JSON.parse(text) : undefined;
  if (!isDoc(value)) throw operatorRefused('data must be a document');
  return value;
}

/** Only documents of this person. */
function restricted(body: Doc, openid: string, now: number): Doc {
  if (Array.isArray(body.stages)) return { ...body, stages: ownStages(body.stages, openid, now) };
  const query = typeof body.query === 'string' ? parsed(body.query) : {};
  const others: readonly unknown[] = Array.isArray(query.$and) ? query.$and : [];
  return { ...body, query: JSON.stringify({ ...query, $and: [...others, { _openid: openid }] }) };
}

function queryOf(session: DatabaseSession, body: Doc): Doc {
  if (!Array.isArray(body.stages)) return session.doc(new Params(body), 'query');
  return headQuery(body.stages, session.time);
}

/** The document that an upsert will insert, because it finds none. */
async function insertedInstead({ session, body }: RuleCheck): Promise<AskedDoc | undefined> {
  const params = new Params(body);
  if (!params.flag('upsert')) return undefined;
  const change = modificationOf(session, params);
  return (await session.count(params, change.criteria)) > 0 ? undefined : { whole: upserted(change) };
}

function insertedDocs(session: DatabaseSession, body: Doc): Doc[] {
  return Array.isArray(body.data) ? body.data.map((text) => decodeDoc(String(text), session.time)) : [];
}
