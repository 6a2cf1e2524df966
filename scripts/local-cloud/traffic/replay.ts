// Sends a recording again, and tells of each answer whether it is the same.
import { request as send } from 'node:http';
import { isDoc } from '../database/document';
import { messageOf } from '../service-error';
import { openBody } from './credential-headers';
import { differenceOf, type Answer } from './difference';
import { bytesOf, type Exchange, type Recording } from './recording';

/** Fields that are different each time, whatever the functions do. */
export const ALWAYS_IGNORED = [
  ...['requestID', 'requestId', 'request_id', 'timestamp'],
  ...['created_at', 'updated_at', 'createdAt', 'updatedAt'],
] as const;

export interface ReplayOptions {
  /** The address of the cloud. */
  readonly url: string;
  readonly recording: Recording;
  /** Fields of answers that do not count, at any depth, beside those that never do. */
  readonly ignore: readonly string[];
  readonly say: (line: string) => void;
}

export interface ReplayOutcome {
  readonly same: number;
  readonly differ: number;
  readonly skipped: number;
}

/** One after the other, in the order in which they came; the last line is the count. */
export async function replay({ url, recording, ignore, ...options }: ReplayOptions): Promise<ReplayOutcome> {
  const say = (line: string): void => options.say(printable(line));
  const { exchanges, broken } = recording;
  const ignored = new Set([...ALWAYS_IGNORED, ...ignore]);
  for (const { line, why } of broken) say(`${line} skipped: ${why}`);
  let same = 0;
  for (const exchange of exchanges) {
    const difference = await changeOf(url, exchange, ignored);
    if (difference === undefined) same += 1;
    const verdict = difference === undefined ? 'same' : 'differs';
    const what = `${exchange.line} ${verdict}: ${named(exchange)}`;
    say(difference === undefined ? what : `${what}: ${difference}`);
  }
  const outcome = { same, differ: exchanges.length - same, skipped: broken.length };
  say(`${outcome.same} same, ${outcome.differ} differ, ${outcome.skipped} skipped`);
  return outcome;
}

/** Names of fields and lines of a file can hold what moves a terminal's cursor. */
const printable = (line: string): string => line.replace(/\p{Cc}/gu, ' ').slice(0, 500);

async function changeOf(
  url: string,
  exchange: Exchange,
  ignored: ReadonlySet<string>,
): Promise<string | undefined> {
  const { answer } = exchange;
  try {
    const now = await answerTo(url, exchange.request);
    return differenceOf({ status: answer.status, body: bytesOf(answer) }, now, ignored);
  } catch (error) {
    return `no answer: ${messageOf(error)}`;
  }
}

/** As it was sent: `fetch` would add headers of its own, which functions see. */
function answerTo(
  url: string,
  { method, url: path, headers, ...message }: Exchange['request'],
): Promise<Answer> {
  const body = bytesOf(message);
  const length = body.length > 0 ? { 'content-length': String(body.length) } : {};
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = send({ hostname, port, method, path, headers: { ...headers, ...length } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.once('end', () => {
        const { body: open } = openBody(path, Buffer.concat(chunks));
        resolve({ status: response.statusCode ?? 0, body: open });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Its route, which function or action it asked for, and what was left out of it. */
function named({ request: { method, url, body, withheld } }: Exchange): string {
  const asked = url.startsWith('/wx/') || url.startsWith('/control/') ? subjectOf(body) : '';
  const without = withheld.length > 0 ? ` (sent without ${withheld.join(', ')})` : '';
  return `${method} ${url.slice(0, 100)}${asked}${without}`;
}

function subjectOf(body: string): string {
  try {
    const call = JSON.parse(body) as unknown;
    const subject = isDoc(call) ? (call.name ?? call.function ?? call.action) : undefined;
    return typeof subject === 'string' && /^[\w.-]{1,60}$/.test(subject) ? ` ${subject}` : '';
  } catch {
    return '';
  }
}
