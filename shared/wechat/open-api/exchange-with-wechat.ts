/** One sending to WeChat's server and what came of it. Codes and request ids are kept of an answer, its words are not. */
import { exchange, type Outcome } from '../../kernel/exchange';
import type { HttpReply, HttpRequest } from '../../kernel/http';
import { isObject, readJsonObject, type JsonObject } from '../../kernel/json';
import { classOf } from './codes';
import type { Wechat } from './wechat';

/** One API of WeChat's server. Paths and fields as WeChat documents them. */
export interface Api<T> {
  /** Path without a slash at its beginning, for example `card/code/get`. */
  readonly path: string;
  /** POST unless told. */
  readonly method?: 'GET';
  /** Its name for `cloud.openapi`, where the platform can call it without a token. */
  readonly cloud?: string;
  /** Doing it twice does what doing it once does, so that a lost answer may be asked for again. */
  readonly isRepeatable: boolean;
  /** Codes that WeChat documents for this API, beside those that mean the same everywhere. */
  readonly codes?: readonly number[];
  /** What an answer without error says; undefined when it cannot be read. */
  read(answer: JsonObject): T | undefined;
}

/** What goes with one call. */
export interface Input {
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: JsonObject;
  readonly upload?: Upload;
}

/** A file as WeChat takes it: one part of a form. */
export interface Upload {
  readonly field: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** What goes with a call that takes an access token. */
export interface WithToken {
  readonly input: Input;
  readonly token: string;
}

/** What a call came to, and whether a new token may help: one harms nobody, so an answer that nothing vouches for may ask for it. */
export interface Sent<T> {
  readonly outcome: Outcome<T>;
  readonly isTokenRefused: boolean;
}

/** Whether an outcome says that WeChat does not take the token. */
export const refusesToken = (
  outcome: Outcome<unknown>,
): outcome is Extract<Outcome<never>, { is: 'refused' }> =>
  outcome.is === 'refused' && outcome.code !== undefined && classOf(outcome.code) === 'token';

/** Sends one request, and reads the answer. Never rejects because of the network or of WeChat. */
export function sendToWechat<T>(wechat: Wechat, api: Api<T>, request: HttpRequest): Promise<Outcome<T>> {
  const name = { party: 'wechat', operation: api.path };
  return exchange(
    wechat,
    name,
    (limitMs) => wechat.http.send(request, limitMs),
    (reply) => readAnswer(api, reply),
  );
}

/** The same through the platform, which needs no token. */
export function sendThroughCloud<T>(
  wechat: Wechat,
  api: Api<T> & { readonly cloud: string },
  body: JsonObject,
): Promise<Outcome<T>> {
  const name = { party: 'wechat', operation: api.path };
  return exchange(
    wechat,
    name,
    (limitMs) => wechat.cloudApi.call(api.cloud, body, limitMs),
    (reply) => readAnswer(api, reply),
  );
}

/** The request for an API at `endpoint`; values of the query are written in their given order. */
export function requestFor(
  endpoint: string,
  api: Api<unknown>,
  { query = {}, body, upload }: Input,
  boundary: string,
): HttpRequest {
  const asked = new URLSearchParams(query).toString();
  const url = `${endpoint}/${api.path}${asked === '' ? '' : `?${asked}`}`;
  if (upload) return { method: 'POST', url, ...formOf(upload, boundary) };
  const method = api.method ?? 'POST';
  if (method === 'GET') return { method, url, headers: {}, body: '' };
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  // Some APIs do not take text that is written as \u escapes; this writes none.
  return { method, url, headers, body: JSON.stringify(body ?? {}) };
}

function formOf(
  { field, fileName, contentType, bytes }: Upload,
  boundary: string,
): Pick<HttpRequest, 'headers' | 'body' | 'bytes'> {
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${field}"; filename="${fileName}"\r\nContent-Type: ${contentType}\r\n\r\n`;
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: '',
    bytes: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}

/** What a reply says. */
export function readAnswer<T>(api: Api<T>, { status, body }: HttpReply): Outcome<T> {
  if (status !== 200)
    return {
      is: 'unknown',
      why: status >= 500 || status === 429 ? 'busy' : 'unreadable',
      theirs: `status ${status}`,
    };
  const answer = readJsonObject(body);
  if (!answer) return { is: 'unknown', why: 'unreadable', theirs: 'the answer is no JSON object' };
  return readWith(api, answer);
}

/** What an answer says. */
export function readWith<T>(api: Api<T>, answer: JsonObject): Outcome<T> {
  const code = codeIn(answer);
  if (code === undefined) return { is: 'unknown', why: 'unreadable', theirs: 'errcode is no number' };
  if (code !== 0) return refusal(api, code, answer);
  const value = api.read(answer);
  return value === undefined
    ? { is: 'unknown', why: 'unreadable', theirs: 'a field is missing' }
    : { is: 'ok', value };
}

/** Some answers bring the code as text. */
export function codeIn({ errcode = 0 }: JsonObject): number | undefined {
  const code = typeof errcode === 'string' && /^-?\d{1,10}$/.test(errcode) ? Number(errcode) : errcode;
  return Number.isSafeInteger(code) ? Number(code) : undefined;
}

/** A code that nobody documents for this API says nothing: it may have happened. */
function refusal(api: Api<unknown>, code: number, answer: JsonObject): Outcome<never> {
  const theirs = `${code}${requestIdIn(answer)}`;
  const known = classOf(code);
  if (known === 'busy') return { is: 'unknown', why: 'busy', theirs };
  if (known === undefined && !api.codes?.includes(code))
    return { is: 'unknown', why: 'undocumented', theirs };
  return { is: 'refused', why: 'other', theirs, code };
}

/** WeChat's support asks for the request id; the words around it may repeat what was sent. */
function requestIdIn({ errmsg }: JsonObject): string {
  const id = typeof errmsg === 'string' ? /\brid: ?([0-9a-f-]{8,64})/i.exec(errmsg)?.[1] : undefined;
  return id === undefined ? '' : ` rid: ${id}`;
}

/** Answers whose only news is that there was no error. */
export const nothing = (): true => true;

/** Reads an object under a name. */
export function objectIn(answer: JsonObject, name: string): JsonObject | undefined {
  const value = answer[name];
  return isObject(value) ? value : undefined;
}
