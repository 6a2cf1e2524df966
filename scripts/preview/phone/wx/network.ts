// wx.request, wx.uploadFile and wx.downloadFile, to any host: the server that served this page asks it, as a phone would.
import type { AnswerHead, NoAnswer } from '../../network-answer';
import type { Person } from '../person';
import { base64Of } from './base64';
import { callbackApi, WxFailure } from './calling';
import type { OwnFiles } from './own-files';
import { callerHeaders } from './local-port';
import { NetworkTask } from './network-task';
import { received, written } from './sending';
import type { Header, Written } from './sending';
import { temporaryFile } from './temporary-files';

interface Request {
  readonly url: string;
  readonly data?: unknown;
  readonly header?: Header;
  readonly method?: string;
  readonly dataType?: string;
  readonly responseType?: string;
  /** Milliseconds. */
  readonly timeout?: number;
  readonly redirect?: string;
}

interface Upload extends Request {
  readonly filePath: string;
  readonly name: string;
  readonly formData?: Readonly<Record<string, unknown>>;
}

interface Download extends Request {
  readonly filePath?: string;
}

/** WeChat's own limit, ms. */
const usualWait = 60_000;

const methods = ['OPTIONS', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'TRACE', 'CONNECT', 'PATCH'];

export function network(person: Person, files: OwnFiles) {
  const answered = (asked: Going, task: NetworkTask) => askThroughServer(asked, person, task);
  return {
    request: tasked('request', async (options: Request, task) => {
      const { method = 'GET', header = {}, data, dataType = 'json', responseType = 'text' } = options;
      const verb = method.toUpperCase();
      if (!methods.includes(verb)) throw new WxFailure(`invalid method "${method}"`);
      const out = written({ url: options.url, method: verb, header, data });
      const { head, bytes } = await answered({ ...options, ...out, method: verb }, task);
      return { data: received(bytes, { responseType, dataType }), ...head };
    }),
    uploadFile: tasked('uploadFile', async (options: Upload, task) => {
      mustBeText(options, ['filePath', 'name']);
      const out = await form(options, files);
      const { head, bytes } = await answered({ ...options, ...out, method: 'POST' }, task);
      return { data: new TextDecoder().decode(bytes), ...head };
    }),
    downloadFile: tasked('downloadFile', async (options: Download, task) => {
      const { url, header = {}, filePath } = options;
      const out = written({ url, method: 'GET', header, data: undefined });
      const { head, bytes } = await answered({ ...options, ...out, method: 'GET' }, task);
      const type = head.header['content-type'] ?? '';
      if (filePath === undefined)
        return { tempFilePath: temporaryFile(new Blob([bytes], { type })), ...head };
      files.write(filePath, new Uint8Array(bytes));
      return { filePath, ...head };
    }),
  };
}

/** A function of `wx` that answers a task, and tells its outcome by callbacks only. */
function tasked<Options extends Request>(
  name: string,
  run: (options: Options, task: NetworkTask) => Promise<object>,
) {
  return (options: Options): NetworkTask['handle'] => {
    const task = new NetworkTask();
    callbackApi(name, async (given: Options) => {
      try {
        mustBeText(given, ['url']);
        return await run(given, task);
      } finally {
        task.end();
      }
    })(options);
    return task.handle;
  };
}

function mustBeText(options: object, names: readonly string[]): void {
  for (const name of names) {
    const value: unknown = Reflect.get(options, name);
    if (typeof value === 'string') continue;
    const kind = Object.prototype.toString.call(value).slice(8, -1);
    throw new WxFailure(`parameter error: parameter.${name} should be String instead of ${kind};`);
  }
}

/** A file among the fields of a form. */
async function form({ url, header = {}, filePath, name, formData = {} }: Upload, files: OwnFiles) {
  const fields = new FormData();
  for (const [field, value] of Object.entries(formData)) fields.append(field, String(value));
  fields.append(name, await files.blob(filePath), filePath.split('/').at(-1));
  const encoded = new Response(fields);
  const out = written({ url, method: 'POST', header, data: await encoded.arrayBuffer() });
  return { ...out, header: { ...out.header, 'content-type': encoded.headers.get('content-type') ?? '' } };
}

type Going = Written & Pick<Request, 'timeout' | 'redirect'> & { readonly method: string };

interface Answer {
  readonly head: AnswerHead;
  readonly bytes: ArrayBuffer;
}

async function askThroughServer(asked: Going, person: Person, task: NetworkTask): Promise<Answer> {
  const { url, method, header, body, timeout = usualWait, redirect } = asked;
  const given = typeof body === 'string' ? new TextEncoder().encode(body).buffer : body;
  const { signal } = task;
  const ask = fetch('/wx/request', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...callerHeaders(person) },
    body: JSON.stringify({ url, method, header, timeout, redirect, body: given && base64Of(given) }),
    signal,
  });
  const response = await Promise.race([ask, overAfter(timeout)]).catch((failure: unknown) => {
    if (failure instanceof WxFailure) throw failure;
    throw new WxFailure('errcode:-106 cronet_error_code:-106 error_msg:net::ERR_INTERNET_DISCONNECTED', {
      errno: 600_001,
    });
  });
  if (!response.ok) throw await refusal(response);
  const head = JSON.parse(decodeURIComponent(response.headers.get('x-wx-answer') ?? '{}')) as AnswerHead;
  task.tellHead(head);
  const bytes = await response.arrayBuffer();
  signal.throwIfAborted();
  tellWhole(task, given?.byteLength ?? 0, bytes.byteLength);
  return { head, bytes };
}

/** What is under way is one piece: it is whole at once. */
function tellWhole(task: NetworkTask, sent: number, got: number): void {
  task.tellProgress({
    progress: 100,
    totalBytesSent: sent,
    totalBytesExpectedToSend: sent,
    totalBytesWritten: got,
    totalBytesExpectedToWrite: got,
  });
}

async function overAfter(timeout: number): Promise<never> {
  await new Promise((resolve) => window.setTimeout(resolve, timeout));
  throw new WxFailure('timeout', { errno: 5 });
}

async function refusal(response: Response): Promise<WxFailure> {
  const { reason, errno, ...other } = (await response.json()) as Partial<NoAnswer> & { error?: string };
  return new WxFailure(
    reason ?? other.error ?? `HTTP ${response.status}`,
    errno === undefined ? {} : { errno },
  );
}
