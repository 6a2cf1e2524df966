// wx.cloud: functions and files of the local cloud that served this page.
import type { Person } from '../person';
import { api, WxFailure } from './calling';
import { post } from './local-port';
import { fileOf, temporaryFile } from './temporary-files';
import { withUnknown } from './unknown';

/** How long a phone waits for a function, ms (the client's own limit; the function's is usually shorter). */
const patience = 20_000;

interface Call {
  readonly name: string;
  readonly data?: object;
  readonly config?: { readonly timeout?: number };
}

export function cloud(person: Person): object {
  return withUnknown('wx.cloud', {
    init: () => undefined,
    callFunction: api('cloud.callFunction', (call: Call) => callFunction(call, person)),
    callHTTPFunction: api('cloud.callHTTPFunction', (call: HttpCall) => callHttpFunction(call)),
    downloadFile: api('cloud.downloadFile', async ({ fileID }: { fileID: string }) => {
      const response = await fetch(addressOf(fileID));
      if (!response.ok) throw new WxFailure(`file not exists: ${fileID}`, { errCode: -503003 });
      return { tempFilePath: temporaryFile(await response.blob()), statusCode: response.status };
    }),
    getTempFileURL: api('cloud.getTempFileURL', ({ fileList }: { fileList: readonly (string | File)[] }) => ({
      fileList: fileList.map((one) => {
        const fileID = typeof one === 'string' ? one : one.fileID;
        const tempFileURL = new URL(addressOf(fileID), window.location.href).href;
        return { fileID, tempFileURL, status: 0, errMsg: 'ok', maxAge: 7200 };
      }),
    })),
    uploadFile: api(
      'cloud.uploadFile',
      async ({ cloudPath, filePath }: { cloudPath: string; filePath: string }) => {
        const path = cloudPath.replace(/^\//, '');
        await fetch(`/storage/${path}`, { method: 'PUT', body: await fileOf(filePath) });
        return { fileID: `cloud://local.local/${path}`, statusCode: 200 };
      },
    ),
  });
}

interface File {
  readonly fileID: string;
}

/** Where the local cloud serves a file of its storage. */
export const addressOf = (fileID: string): string => `/storage/${fileID.replace(/^cloud:\/\/[^/]+\//, '')}`;

async function callFunction({ name, data = {}, config }: Call, person: Person): Promise<object> {
  const limit = config?.timeout ?? patience;
  const answer = await Promise.race([post('/wx/callFunction', { name, data }, person), timeOut(limit)]);
  const { errMsg, ...fields } = answer;
  if (typeof errMsg !== 'string' || errMsg.startsWith('cloud.callFunction:ok')) return answer;
  throw new WxFailure(errMsg.replace(/^cloud\.callFunction:fail\s*/, ''), fields);
}

async function timeOut(limit: number): Promise<never> {
  await new Promise((resolve) => window.setTimeout(resolve, limit));
  throw new WxFailure(`Error: errCode: -404012 | errMsg: polling exceed max timeout retry (${limit} ms)`, {
    errCode: -404012,
  });
}

interface HttpCall {
  readonly name: string;
  readonly path?: string;
  readonly method?: string;
  readonly data?: unknown;
}

/** The same function behind the local cloud's HTTP access, where it has a route. */
async function callHttpFunction({ name, path = '', method = 'GET', data }: HttpCall): Promise<object> {
  const response = await fetch(`/${name}${path}`, {
    method,
    ...(data === undefined || method === 'GET' ? {} : { body: JSON.stringify(data) }),
    headers: { 'content-type': 'application/json', 'x-wx-source': 'wx_devtools' },
  });
  const text = await response.text();
  return { data: parsed(text), statusCode: response.status, header: Object.fromEntries(response.headers) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
