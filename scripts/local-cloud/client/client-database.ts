// POST /wx/database: what a mini-program's wx.cloud.database() asks, under the permission of the collection. The SDK's actions, with the
// caller in the headers of /wx/callFunction.
import type { LocalClock } from '../clock';
import { operatorRefused } from '../database/database-errors';
import { isDoc, type Doc } from '../database/document';
import { decodeDoc, encode } from '../database/ejson';
import { Filter } from '../database/query/filter';
import type { Environment } from '../environment';
import { identityOf } from '../functions/call-function';
import { databaseActions } from '../service/database-actions';
import { DatabaseSession, type Answer } from '../service/database-session';
import { Params } from '../service/params';
import { notEmulated } from '../service/wx-calls';
import { messageOf, ServiceError } from '../service-error';
import { json, type WebReply, type WebRequest } from '../web';
import { clientError, permissionDenied } from './client-errors';
import { ruleFor, simpleAccess, type Operation, type Permissions } from './permissions';
import { holds } from './security-rule';

/** A mini-program gets so many documents at once, unless it asks for fewer (WeChat documentation, Collection.limit). */
const mostDocuments = 20;

/** What a mini-program may ask; transactions and collections are for functions. */
const operations: Readonly<Record<string, Operation>> = {
  'database.insertDocument': 'create',
  'database.getDocument': 'read',
  'database.calculateDocument': 'read',
  'database.aggregateDocuments': 'read',
  'database.modifyDocument': 'update',
  'database.removeDocument': 'delete',
};

export interface ClientDatabaseOptions {
  readonly clock: LocalClock;
  readonly environment: Environment;
  readonly permissions: Permissions;
  readonly log: (line: string) => void;
}

export class ClientDatabase {
  constructor(private readonly options: ClientDatabaseOptions) {}

  /** HTTP 200 in every case; a failure carries `errCode` and `errMsg` as the client's SDK shows them. */
  async handle(request: WebRequest): Promise<WebReply> {
    try {
      const body = JSON.parse(request.body.toString('utf8')) as unknown;
      if (!isDoc(body)) return json({ error: 'POST {"action", "collectionName", …} as JSON' }, 400);
      return json(await this.answer(body, identityOf(request.headers).openid));
    } catch (error) {
      if (!(error instanceof ServiceError)) this.options.log(`/wx/database failed: ${messageOf(error)}`);
      return json(clientError(error));
    }
  }

  private async answer(body: Doc, openid: string | undefined): Promise<Answer> {
    const { action } = new Params(body);
    const operation = operations[action];
    const run = databaseActions[action];
    if (!operation || !run) throw notEmulated(`${action || 'a request without "action"'} by a mini-program`);
    const { clock, environment } = this.options;
    const session = new DatabaseSession(environment.store, () => clock.now());
    const signed = withOpenid(body, openid);
    const allowed = await this.admitted(session, signed, { operation, openid });
    return run(session, new Params(limited(allowed, action)));
  }

  /** The request as far as it is allowed. Throws where nothing of it is. */
  private async admitted(session: DatabaseSession, body: Doc, { operation, openid }: Asked): Promise<Doc> {
    const collection = new Params(body).text('collectionName');
    const permission = this.options.permissions.of(collection);
    if (typeof permission !== 'string') {
      await this.checkRule(ruleFor(permission, operation), { session, body, openid, operation });
      return body;
    }
    const access = simpleAccess(permission, operation);
    if (access === 'none') throw permissionDenied(`${collection} is ${permission}`);
    if (access === 'all') return body;
    if (openid === undefined) throw permissionDenied('nobody is signed in');
    return operation === 'create' ? body : restricted(body, openid);
  }

  private async checkRule(
    rule: boolean | string,
    { session, body, openid, operation }: RuleCheck,
  ): Promise<void> {
    const docs =
      operation === 'create'
        ? insertedDocs(session, body).map((whole) => ({ whole }))
        : [{ query: queryOf(session, body) }];
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

interface Asked {
  readonly operation: Operation;
  readonly openid: string | undefined;
}

interface RuleCheck extends Asked {
  readonly session: DatabaseSession;
  readonly body: Doc;
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
  const touched = Object.values(parsed(text)).flatMap((fields) => (isDoc(fields) ? Object.keys(fields) : []));
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
function restricted(body: Doc, openid: string): Doc {
  if (Array.isArray(body.stages)) {
    const own = { stageKey: '$match', stageValue: encode({ _openid: openid }) };
    return { ...body, stages: [own, ...(body.stages as readonly unknown[])] };
  }
  const query = typeof body.query === 'string' ? parsed(body.query) : {};
  const others: readonly unknown[] = Array.isArray(query.$and) ? query.$and : [];
  return { ...body, query: JSON.stringify({ ...query, $and: [...others, { _openid: openid }] }) };
}

function queryOf(session: DatabaseSession, body: Doc): Doc {
  if (!Array.isArray(body.stages)) return session.doc(new Params(body), 'query');
  const [first] = body.stages as readonly unknown[];
  const isMatch = isDoc(first) && first.stageKey === '$match' && typeof first.stageValue === 'string';
  return isMatch ? decodeDoc(String(first.stageValue), session.time) : {};
}

function insertedDocs(session: DatabaseSession, body: Doc): Doc[] {
  return Array.isArray(body.data) ? body.data.map((text) => decodeDoc(String(text), session.time)) : [];
}

function limited(body: Doc, action: string): Doc {
  if (action !== 'database.getDocument' || body.queryType === 'DOC') return body;
  const asked = typeof body.limit === 'number' ? body.limit : mostDocuments;
  return { ...body, limit: Math.min(asked, mostDocuments) };
}
