// POST /wx/callFunction: a mini-program's wx.cloud.callFunction, the caller's identity in headers.
import { isDoc, type Doc } from '../database/document';
import { json, type WebReply, type WebRequest } from '../web';
import { FunctionError } from './function-error';
import type { FunctionHost } from './function-host';
import type { Identity } from './identity';
import { withOpenData } from '../service/open-data';
import type { WxStubs } from '../service/wx-stubs';
import { admit } from './shared-environment';

/** What a mini-program may receive, in bytes (WeChat documentation, read 2026-11). */
const clientResultLimit = 1024 * 1024;

/** Answers HTTP 200 with `errCode` when the function fails, as the client's SDK shows it. */
export async function callFunction(
  functions: FunctionHost,
  stubs: WxStubs,
  request: WebRequest,
): Promise<WebReply> {
  const call = readCall(request.body);
  if (!call) return json({ error: 'POST {"name": "<function>", "data": {…}} as JSON' }, 400);
  const identity = identityOf(request.headers);
  try {
    await admit(functions, identity);
    const done = await functions.invoke(
      call.name,
      withUserInfo(withOpenData(call.data, call.cloudIDs, stubs), identity),
      {
        identity,
        source: 'wx_client',
      },
    );
    if (done.bytes > clientResultLimit) {
      throw new FunctionError(
        'FUNCTIONS_RESULT_TOO_LARGE',
        `the result has ${done.bytes} bytes, more than the ${clientResultLimit} allowed`,
      );
    }
    return json({ result: done.result, requestID: done.requestId, errMsg: 'cloud.callFunction:ok' });
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error;
    const errMsg = `cloud.callFunction:fail Error: errCode: ${error.errCode} ${error.code} | errMsg: ${error.message}`;
    return json({ errCode: error.errCode, errMsg, requestID: error.requestId });
  }
}

interface Call {
  readonly name: string;
  readonly data: Doc;
  /** The fields of the data that hold a cloudID. */
  readonly cloudIDs: readonly unknown[];
}

function readCall(body: Buffer): Call | undefined {
  try {
    const call = JSON.parse(body.toString('utf8')) as unknown;
    if (!isDoc(call) || typeof call.name !== 'string') return undefined;
    const { name, data, cloudIDs } = call;
    const marked: readonly unknown[] = Array.isArray(cloudIDs) ? cloudIDs : [];
    if (data === undefined || data === null) return { name, data: {}, cloudIDs: [] };
    return isDoc(data) ? { name, data, cloudIDs: marked } : undefined;
  } catch {
    return undefined;
  }
}

/** The person whose phone calls, as the preview and tests say it in headers. */
export function identityOf(headers: Readonly<Record<string, string>>): Identity {
  const named = {
    openid: headers['x-wx-openid'],
    appid: headers['x-wx-appid'],
    unionid: headers['x-wx-unionid'],
    fromOpenid: headers['x-wx-from-openid'],
    fromAppid: headers['x-wx-from-appid'],
  };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined && value !== ''));
}

/** The platform adds the caller to the event; handlers must not take it from there, but will find it. */
function withUserInfo(data: Record<string, unknown>, { openid, appid }: Identity): Record<string, unknown> {
  return openid === undefined
    ? data
    : { ...data, userInfo: { openId: openid, ...(appid === undefined ? {} : { appId: appid }) } };
}
