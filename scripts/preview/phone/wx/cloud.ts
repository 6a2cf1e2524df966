// wx.cloud: functions, files and the database of the local cloud that served this page.
import type { Person } from '../person';
import { warnOnce } from '../warning';
import { api, WxFailure } from './calling';
import { CloudID, markedFields } from './cloud-id';
import { database } from './database/database';
import type { DatabaseOptions } from './database/database';
import { Realtime } from './database/realtime';
import { post } from './local-port';
import type { OwnFiles } from './own-files';
import { temporaryFile } from './temporary-files';
import { withUnknown } from './unknown';

/** How long a phone waits for a function, ms (the client's own limit; the function's is usually shorter). */
const patience = 20_000;

interface Call {
  readonly name: string;
  readonly data?: object;
  readonly config?: { readonly timeout?: number };
}

/** Another environment, perhaps of another mini-program. */
interface Resource {
  readonly resourceAppid?: string;
  readonly resourceEnv?: string;
}

/** wx.cloud, which also makes clouds of other environments: all of them are the one local cloud. */
export function cloud(person: Person, files: OwnFiles): object {
  let isOpen = false;
  const mustBeOpen = () => {
    if (!isOpen) warnOnce('wx.cloud is used before wx.cloud.init(): a phone refuses that');
  };
  return withUnknown('wx.cloud', {
    ...environment(person, files, mustBeOpen),
    init: () => {
      isOpen = true;
    },
    CloudID,
    Cloud: function Cloud({ resourceAppid, resourceEnv }: Resource = {}): object {
      if (resourceEnv !== undefined)
        warnOnce(`wx.cloud.Cloud: the local cloud stands for environment "${resourceEnv}"`);
      const theirs = resourceAppid === undefined ? person : { ...person, resourceAppid };
      return withUnknown('wx.cloud', {
        ...environment(theirs, files, () => undefined),
        init: () => Promise.resolve(),
      });
    },
  });
}

function environment(person: Person, files: OwnFiles, mustBeOpen: () => void) {
  const realtime = new Realtime(person);
  window.addEventListener('pagehide', () => realtime.leave((path, body) => navigator.sendBeacon(path, body)));
  return {
    database: (options?: DatabaseOptions) => {
      mustBeOpen();
      return database(person, realtime, options);
    },
    callFunction: api('cloud.callFunction', (call: Call) => {
      mustBeOpen();
      return callFunction(call, person);
    }),
    callHTTPFunction: api('cloud.callHTTPFunction', (call: HttpCall) => {
      mustBeOpen();
      return callHttpFunction(call, person);
    }),
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
        await fetch(`/storage/${path}`, { method: 'PUT', body: await files.blob(filePath) });
        return { fileID: `cloud://local.local/${path}`, statusCode: 200 };
      },
    ),
  };
}

interface File {
  readonly fileID: string;
}

/** Where the local cloud serves a file of its storage. */
export const addressOf = (fileID: string): string => `/storage/${fileID.replace(/^cloud:\/\/[^/]+\//, '')}`;

async function callFunction({ name, data = {}, config }: Call, person: Person): Promise<object> {
  return asked(
    'callFunction',
    { name, data, cloudIDs: markedFields(data) },
    { person, limit: config?.timeout ?? patience },
  );
}

/** What the local cloud answers to a call of this name. Rejects in WeChat's words where it failed or took too long. */
async function asked(
  call: 'callFunction' | 'callHTTPFunction',
  body: object,
  { person, limit }: { readonly person: Person; readonly limit: number },
): Promise<object> {
  const answer = await Promise.race([post(`/wx/${call}`, body, person), timeOut(limit)]);
  const { errMsg, ...fields } = answer;
  if (typeof errMsg !== 'string' || errMsg.startsWith(`cloud.${call}:ok`)) return answer;
  throw new WxFailure(errMsg.replace(new RegExp(`^cloud\\.${call}:fail\\s*`), ''), fields);
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
  readonly header?: object;
  readonly data?: unknown;
  readonly timeout?: number;
}

function callHttpFunction({ timeout = patience, ...call }: HttpCall, person: Person): Promise<object> {
  const { name, path, method, header, data } = call;
  return asked('callHTTPFunction', { name, path, method, header, data }, { person, limit: timeout });
}
