// The actions wx.openApi, wx.wxPayApi and wx.api: opens the envelope, asks a stub, packs the answer.
import { isDoc, type Doc } from '../database/document';
import { messageOf, ServiceError } from '../service-error';
import { openDataBehind } from './open-data';
import type { Params } from './params';
import type { WxCaller, WxMedia, WxStub, WxStubs } from './wx-stubs';

/** "No permission for this API": it is missing in the function's config.json (WeChat documentation, read 2026-11). */
const noPermission = -604101;
const noSuchApi = -604100;

/** May the function call this open API? Without a function behind the call everything may. */
export type PermissionCheck = (functionName: string | undefined, api: string) => boolean;

export class WxCalls {
  constructor(
    private readonly stubs: WxStubs,
    private readonly mayCall: PermissionCheck,
  ) {}

  /** The bytes of the answer; by its kind an open API, a service call (cloudID) or credentials for a shared environment. */
  async openApi(params: Params, caller: WxCaller): Promise<Buffer> {
    const { pack, unpack } = await import('./wx-envelope');
    const call = unpack('CommApiData', params.bytes('requestData'));
    if (call.apiType === 3) {
      const tcbCredentials = { secretId: 'local', secretKey: 'local', token: 'local' };
      const respData = pack('AuthorizationInfo', { tcbCredentials, wxParam: Buffer.from('local') });
      return pack('CommOpenApiResp', { respData, httpCode: 200 });
    }
    if (call.apiType === 2) return this.service(call.svrkitData);
    const api = textOf(params.raw('apiName'));
    if (!this.mayCall(caller.functionName, api)) return pack('CommOpenApiResp', { errorCode: noPermission });
    const appid = typeof call.appid === 'string' && call.appid !== '' ? { appid: call.appid } : {};
    const answer = await ask(this.stubs.openApi.get(api), `openapi.${api}`, [
      argumentsOf(call),
      { ...caller, ...appid },
    ]);
    if (isMedia(answer)) {
      return pack('CommOpenApiResp', {
        respData: answer.buffer,
        contentType: answer.contentType,
        httpCode: 200,
      });
    }
    const respData = Buffer.from(JSON.stringify(answer ?? {}));
    return pack('CommOpenApiResp', {
      respData,
      contentType: 'application/json; encoding=utf-8',
      httpCode: 200,
    });
  }

  async pay(params: Params, caller: WxCaller): Promise<Buffer> {
    const api = textOf(params.raw('apiName'));
    const answer = await ask(this.stubs.pay.get(api), `cloudPay.${api}`, [
      parseObject(textOf(params.raw('requestData'))),
      caller,
    ]);
    // A file, such as a bill, goes as its bytes.
    return Buffer.isBuffer(answer) ? answer : Buffer.from(JSON.stringify(answer ?? {}));
  }

  async api(params: Params, caller: WxCaller): Promise<string> {
    const api = params.text('apiName');
    const given = parseObject(params.optionalText('requestData') ?? '{}');
    return JSON.stringify((await ask(this.stubs.api.get(api), `wx.api ${api}`, [given, caller])) ?? {});
  }

  private async service(svrkit: unknown): Promise<Buffer> {
    const { pack, unpack } = await import('./wx-envelope');
    const { apiName, reqData } = isDoc(svrkit) ? svrkit : {};
    if (apiName !== 'ApiGetOpenDataByCloudId' || !Buffer.isBuffer(reqData)) {
      return pack('CommOpenApiResp', { errorCode: noSuchApi });
    }
    const { cloudidList } = unpack('CloudIdReq', reqData);
    const ids = Array.isArray(cloudidList) ? cloudidList.map(String) : [];
    const dataList = ids.map((id) => ({ cloudId: id, json: JSON.stringify(this.openData(id)) }));
    return pack('CommOpenApiResp', { respData: pack('CloudIdResp', { dataList }), httpCode: 200 });
  }

  private openData(id: string): unknown {
    const data = openDataBehind(this.stubs, id);
    if (data === undefined) throw notEmulated('getOpenData (cloudID)');
    return data;
  }
}

async function ask(
  stub: WxStub | undefined,
  name: string,
  [params, caller]: [Doc, WxCaller],
): Promise<unknown> {
  if (!stub) throw notEmulated(name);
  return stub(params, caller);
}

/** An error that names the call and says what to do. */
export function notEmulated(name: string): ServiceError {
  return new ServiceError(
    'NOT_EMULATED',
    `${name} is not emulated by the local cloud: register an answer for it (docs/local-cloud.md, "WeChat's own APIs")`,
  );
}

/** Parameters come as pairs; one with a file name is media, the others are JSON. */
function argumentsOf(call: Doc): Doc {
  const pairs =
    isDoc(call.openapiData) && Array.isArray(call.openapiData.pairs) ? call.openapiData.pairs : [];
  const fields: Doc = {};
  for (const pair of pairs.filter(isDoc)) {
    const value = Buffer.isBuffer(pair.value) ? pair.value : Buffer.alloc(0);
    const isFile = pair.contenttype !== '' || pair.filename !== '';
    fields[String(pair.key)] = isFile
      ? { contentType: pair.contenttype, fileName: pair.filename, value }
      : parseJson(value.toString());
  }
  return fields;
}

function isMedia(answer: unknown): answer is WxMedia {
  return isDoc(answer) && Buffer.isBuffer(answer.buffer) && typeof answer.contentType === 'string';
}

function textOf(value: unknown): string {
  return Buffer.isBuffer(value) ? value.toString() : typeof value === 'string' ? value : '';
}

function parseObject(text: string): Doc {
  const value = parseJson(text === '' ? '{}' : text);
  if (!isDoc(value)) throw new ServiceError('INVALID_PARAM', 'requestData must be a JSON object');
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new ServiceError('INVALID_PARAM', `requestData is not JSON: ${messageOf(error)}`);
  }
}
