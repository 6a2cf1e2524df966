// POST /admin: the one address that the CloudBase SDKs talk to; the field `action` says what is wanted.
import { randomUUID } from 'node:crypto';
import type { LocalClock } from '../clock';
import { isDoc } from '../database/document';
import type { LocalDatabase } from '../database/local-database';
import { FunctionError } from '../functions/function-error';
import type { FunctionHost } from '../functions/function-host';
import { messageOf, ServiceError } from '../service-error';
import type { Environment } from '../environment';
import { entryOf } from '../table';
import { json, type WebReply, type WebRequest } from '../web';
import { databaseActions } from './database-actions';
import { databaseActionsV1 } from './database-actions-v1';
import type { DatabaseFaults } from './database-faults';
import { DatabaseSession, type Answer } from './database-session';
import { readMultipart } from './multipart';
import { Params } from './params';
import type { Storage } from './storage';
import { notEmulated, type WxCalls } from './wx-calls';
import type { WxCaller } from './wx-stubs';

export interface AdminServiceOptions {
  readonly clock: LocalClock;
  /** The environment that a request names; the main one when it names none. Throws for an unknown one. */
  readonly environment: (id: string | undefined) => Environment;
  readonly functions: FunctionHost;
  readonly storage: Storage;
  readonly wx: WxCalls;
  readonly faults: DatabaseFaults;
  readonly log: (line: string) => void;
}

/** When a call began: of the local clock, and of the one that measures; milliseconds. */
interface Begun {
  readonly at: number;
  readonly started: number;
}

export class AdminService {
  constructor(private readonly options: AdminServiceOptions) {}

  /** HTTP 200 in every case, as the service answers: a failure carries `code` and `message`. */
  async handle(request: WebRequest): Promise<WebReply> {
    const requestId = randomUUID();
    try {
      const params = paramsOf(request);
      return await this.options.faults.around(params.action, () => this.reply(params, requestId));
    } catch (error) {
      if (!(error instanceof ServiceError)) this.options.log(`/admin failed: ${messageOf(error)}`);
      const code = error instanceof ServiceError ? error.code : 'SYS_ERR';
      return json({ requestId, code, message: messageOf(error) });
    }
  }

  private async reply(params: Params, requestId: string): Promise<WebReply> {
    const bytes = await this.binary(params);
    if (bytes) return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: bytes };
    return json({ requestId, ...(await this.answer(params)) });
  }

  private async answer(params: Params): Promise<Answer> {
    const { action } = params;
    if (action.startsWith('database.')) return this.database(params);
    if (action === 'functions.invokeFunction') return this.invoke(params);
    if (action === 'wx.api')
      return { data: { responseData: await this.options.wx.api(params, this.caller(params)) } };
    const storageAction = entryOf(this.options.storage.actions, action);
    if (storageAction)
      return storageAction(params, this.options.environment(params.optionalText('envName')).database.envId);
    throw notEmulated(action === '' ? 'a request without "action"' : `action ${action}`);
  }

  /** The actions that answer bytes instead of JSON. */
  private async binary(params: Params): Promise<Buffer | undefined> {
    if (params.action === 'wx.openApi') return this.options.wx.openApi(params, this.caller(params));
    if (params.action === 'wx.wxPayApi') return this.options.wx.pay(params, this.caller(params));
    return undefined;
  }

  private async database(params: Params): Promise<Answer> {
    const { action } = params;
    const run = entryOf(databaseActions, action) ?? entryOf(databaseActionsV1, action);
    if (!run) throw notEmulated(`action ${action}`);
    const { clock, environment } = this.options;
    const { database, store } = environment(params.optionalText('envName'));
    const since = { at: clock.now(), started: performance.now() };
    try {
      const answer = await run(new DatabaseSession(store, () => clock.now()), params);
      this.noteCall(database, params, since);
      return answer;
    } catch (error) {
      this.noteCall(database, params, since, error instanceof ServiceError ? error.code : 'SYS_ERR');
      throw error;
    }
  }

  private noteCall(database: LocalDatabase, params: Params, since: Begun, code?: string): void {
    const ms = performance.now() - since.started;
    const failed = code === undefined ? {} : { code };
    database.callLog.add({ at: since.at, action: params.action, ...this.origin(params), ms, ...failed });
  }

  private async invoke(params: Params): Promise<Answer> {
    const text = params.optionalText('request_data');
    const event = text === undefined ? {} : (JSON.parse(text) as unknown);
    const from = this.options.functions.callOf(tokenOf(params));
    // A function that calls another does not pass its caller on; the chain shows in the source.
    const source = from ? (`${from.source},scf` as const) : 'scf';
    try {
      const { result } = await this.options.functions.invoke(params.text('function_name'), event, { source });
      return { data: { response_data: JSON.stringify(result) } };
    } catch (error) {
      if (!(error instanceof FunctionError)) throw error;
      throw new ServiceError(error.code, `[Invoke] ${error.message}`);
    }
  }

  private caller(params: Params): WxCaller {
    const functionName = this.options.functions.callOf(tokenOf(params))?.functionName;
    return functionName === undefined ? {} : { functionName };
  }

  private origin(params: Params): { collection?: string; requestId?: string; functionName?: string } {
    const requestId = tokenOf(params);
    const call = this.options.functions.callOf(requestId);
    const collection = params.raw('collectionName');
    return {
      ...(typeof collection === 'string' ? { collection } : {}),
      ...(call && requestId !== undefined ? { requestId, functionName: call.functionName } : {}),
    };
  }
}

/** The token that the cloud gave to the function's process; the SDK sends it along. */
function tokenOf(params: Params): string | undefined {
  const token = params.raw('wxCloudApiToken');
  if (Buffer.isBuffer(token)) return token.toString();
  return typeof token === 'string' && token !== '' ? token : undefined;
}

function paramsOf(request: WebRequest): Params {
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('multipart/')) {
    const parts = readMultipart(request.body, type);
    const text = (name: string): string => parts.get(name)?.toString() ?? '';
    return new Params({ ...Object.fromEntries(parts), action: text('action'), envName: text('envName') });
  }
  let body: unknown;
  try {
    body = JSON.parse(request.body.toString('utf8'));
  } catch (error) {
    throw new ServiceError('INVALID_PARAM', `the request's body is not JSON: ${messageOf(error)}`);
  }
  if (!isDoc(body)) throw new ServiceError('INVALID_PARAM', "the request's body must be a JSON object");
  return new Params(body);
}
