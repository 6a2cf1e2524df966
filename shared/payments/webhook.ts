/** The door of function `notify` for PSPs: who is addressed by an HTTP event or a call, and the answer in its shape. */
import type { HttpReply } from '../kernel/http';
import {
  isHttpEvent,
  MAX_BODY_BYTES,
  plainResult,
  readHttpEvent,
  type HttpResult,
} from '../kernel/http-event';
import type { Knock } from './flows/notices/take-notification';
import { CALLED_PSP } from './psp';

const CONFIG_ID = /^payment(_[0-9A-Za-z]{1,40})?$/;

/** The notice in an HTTP event, or the answer that refuses it before anything else is loaded. */
export function knockOf(event: Readonly<Record<string, unknown>>): Knock | { readonly refused: HttpResult } {
  const read = readHttpEvent(event, 'notify');
  if ('refused' in read) return read;
  // Upper case, so that nothing that came as an HTTP event can pass for a call of the platform.
  const { method, path, query, headers, body } = read;
  const [paySp, configId = 'payment', ...rest] = path;
  if (rest.length > 0 || !CONFIG_ID.test(configId)) return { refused: plainResult(404, 'no such path') };
  return { paySp, configId, method, query, headers, body };
}

/** Whether an event is a run of the timer trigger. What comes as an HTTP event is none, whoever wrote `Type` into it. */
export function isTimerEvent(event: unknown): boolean {
  if (typeof event !== 'object' || event === null || isHttpEvent(event)) return false;
  return 'Type' in event && event.Type === 'Timer';
}

/** The notice in a direct call of the function, as the platform makes it for cloudPay. */
export function calledKnock(event: unknown): Knock {
  const { userInfo: _platformNote, ...notice } = Object(event) as Record<string, unknown>;
  return {
    paySp: CALLED_PSP,
    configId: undefined,
    method: 'call',
    query: {},
    headers: {},
    body: textOf(notice),
  };
}

/** A call as a body; an empty one, which is no notice, for what is larger than any or nests deeper than JSON can. */
function textOf(notice: object): string {
  try {
    const text = JSON.stringify(notice);
    return Buffer.byteLength(text, 'utf8') > MAX_BODY_BYTES ? '' : text;
  } catch (error) {
    if (error instanceof RangeError) return '';
    throw error;
  }
}

/** The answer to a direct call: the object in the reply's body. */
export function calledResult({ status, body }: HttpReply): unknown {
  return body.startsWith('{') ? (JSON.parse(body) as unknown) : { errcode: status, errmsg: body };
}

export function resultOf(reply: HttpReply): HttpResult {
  return { statusCode: reply.status, headers: reply.headers, body: reply.body };
}
