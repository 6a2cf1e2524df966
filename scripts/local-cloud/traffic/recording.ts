// A recording: what came in from outside and what was answered, an exchange a line of JSON.
import { readFileSync, statSync } from 'node:fs';
import { validateHeaderName, validateHeaderValue } from 'node:http';
import * as v from 'valibot';
import { messageOf } from '../service-error';

/** The most that a recording may hold, in bytes. */
export const FILE_LIMIT = 64 * 1024 * 1024;
/** The longest line of a recording, in bytes. */
export const LINE_LIMIT = 1024 * 1024;

const messageSchema = { body: v.string(), base64: v.optional(v.literal(true)) };
const headersSchema = v.pipe(v.record(v.string(), v.string()), v.check(canBeSent, 'HTTP does not allow one'));
const exchangeSchema = v.strictObject({
  at: v.number(),
  no: v.number(),
  request: v.strictObject({
    method: v.pipe(v.string(), v.regex(/^[A-Z-]{1,20}$/, 'is no method')),
    url: v.pipe(v.string(), v.regex(/^\/[!-~\u00a1-\u00ff]*$/, 'must be a path with its query')),
    headers: headersSchema,
    withheld: v.array(v.string()),
    ...messageSchema,
  }),
  answer: v.strictObject({
    status: v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(599)),
    ...messageSchema,
  }),
});

/**
 * One request and its answer. `at` is when it came, in milliseconds since the epoch by the machine's clock, `no` its number in the
 * recording; `withheld` names the headers that were not written down. A body that is no text stands in base64.
 */
export type Exchange = v.InferOutput<typeof exchangeSchema>;

export interface BrokenLine {
  readonly line: number;
  readonly why: string;
}

export interface Recording {
  /** In the order in which the requests came, each with the number of its line. */
  readonly exchanges: readonly (Exchange & { readonly line: number })[];
  readonly broken: readonly BrokenLine[];
}

interface Message {
  readonly body: string;
  readonly base64?: true | undefined;
}

/** A body as a line holds it. */
export function messageOfBytes(bytes: Buffer): Message {
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? { body: text } : { body: bytes.toString('base64'), base64: true };
}

export const bytesOf = ({ body, base64 }: Message): Buffer => Buffer.from(body, base64 ? 'base64' : 'utf8');

/** @throws Error in words where the file cannot be used at all */
export function readRecording(file: string): Recording {
  const exchanges: (Exchange & { line: number })[] = [];
  const broken: BrokenLine[] = [];
  for (const [index, text] of textOf(file).split('\n').entries()) {
    if (text.trim() === '') continue;
    const line = index + 1;
    try {
      exchanges.push({ ...exchangeOf(text), line });
    } catch (error) {
      broken.push({ line, why: messageOf(error) });
    }
  }
  if (exchanges.length > 0)
    return { exchanges: exchanges.toSorted((a, b) => a.at - b.at || a.no - b.no), broken };
  const [first] = broken;
  const why = first === undefined ? '' : ` (line ${first.line}: ${first.why})`;
  throw new Error(`${file}: no recorded exchange in it${why}`);
}

function textOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile()) throw new Error(`${file} is no file`);
  if (found.size > FILE_LIMIT)
    throw new Error(`${file} has ${found.size} bytes, more than ${FILE_LIMIT}: cut it into several`);
  return readFileSync(file, 'utf8');
}

function exchangeOf(text: string): Exchange {
  const bytes = Buffer.byteLength(text);
  if (bytes > LINE_LIMIT) throw new Error(`${bytes} bytes, more than ${LINE_LIMIT}`);
  const read = v.safeParse(exchangeSchema, parsed(text));
  if (read.success) return read.output;
  throw new Error(
    read.issues.map((issue) => `${v.getDotPath(issue) ?? 'exchange'}: ${issue.message}`).join('; '),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('is no JSON');
  }
}

function canBeSent(headers: Readonly<Record<string, string>>): boolean {
  try {
    for (const [name, value] of Object.entries(headers)) {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    }
    return true;
  } catch {
    return false;
  }
}
