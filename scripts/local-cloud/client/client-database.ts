// POST /wx/database: what a mini-program's wx.cloud.database() asks, under the permission of the collection. The SDK's actions, with the
// caller in the headers of /wx/callFunction.
import { isDoc, type Doc } from '../database/document';
import { identityOf } from '../functions/call-function';
import { databaseActions } from '../service/database-actions';
import type { Answer } from '../service/database-session';
import { Params } from '../service/params';
import { notEmulated } from '../service/wx-calls';
import { messageOf, ServiceError } from '../service-error';
import { entryOf } from '../table';
import { json, type WebReply, type WebRequest } from '../web';
import type { Admission } from './admission';
import { clientError, resultTooLarge } from './client-errors';
import type { Operation } from './permissions';

/** A mini-program gets so many documents at once, unless it asks for fewer (WeChat documentation, Collection.limit). */
const mostDocuments = 20;

/** What a mini-program may receive at once, in bytes (WeChat documentation, error code -602001). */
const largestAnswer = 1024 * 1024;

const aggregation = 'database.aggregateDocuments';

/** What a mini-program may ask; transactions and collections are for functions. */
const operations: Readonly<Record<string, Operation>> = {
  'database.insertDocument': 'create',
  'database.getDocument': 'read',
  'database.calculateDocument': 'read',
  [aggregation]: 'read',
  'database.modifyDocument': 'update',
  'database.removeDocument': 'delete',
};

export class ClientDatabase {
  constructor(
    private readonly admission: Admission,
    private readonly log: (line: string) => void,
  ) {}

  /** HTTP 200 in every case; a failure carries `errCode` and `errMsg` as the client's SDK shows them. */
  async handle(request: WebRequest): Promise<WebReply> {
    try {
      const body = JSON.parse(request.body.toString('utf8')) as unknown;
      if (!isDoc(body)) return json({ error: 'POST {"action", "collectionName", …} as JSON' }, 400);
      return json(await this.answer(body, identityOf(request.headers).openid));
    } catch (error) {
      if (!(error instanceof ServiceError)) this.log(`/wx/database failed: ${messageOf(error)}`);
      return json(clientError(error));
    }
  }

  private async answer(body: Doc, openid: string | undefined): Promise<Answer> {
    const { action } = new Params(body);
    const operation = entryOf(operations, action);
    const run = entryOf(databaseActions, action);
    if (!operation || !run) throw notEmulated(`${action || 'a request without "action"'} by a mini-program`);
    const others = action === aggregation ? await this.admission.readable(openid) : undefined;
    const allowed = await this.admission.admitted(body, { operation, openid });
    return refuseTooLarge(await run(this.admission.session(others), new Params(limited(allowed, action))));
  }
}

function refuseTooLarge(answer: Answer): Answer {
  const bytes = Buffer.byteLength(JSON.stringify(answer));
  if (bytes > largestAnswer) throw resultTooLarge(bytes, largestAnswer);
  return answer;
}

function limited(body: Doc, action: string): Doc {
  if (action !== 'database.getDocument' || body.queryType === 'DOC') return body;
  const asked = typeof body.limit === 'number' ? body.limit : mostDocuments;
  return { ...body, limit: Math.min(asked, mostDocuments) };
}
