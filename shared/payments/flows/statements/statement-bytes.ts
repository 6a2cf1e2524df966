/** The first bytes of an answer tell whether it is the file that was asked for, or something small in its place. */
import { HttpFailure } from '../../../kernel/http';

/** A no in words is short. */
const MAX_WORDS_BYTES = 65_536;
const MARK = '\ufeff';

/** The first piece of some bytes, and all of them from the beginning. */
export async function headOf(
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ readonly head: Uint8Array; readonly bytes: AsyncIterable<Uint8Array> }> {
  const source = bytes[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < 8) {
    const next = await source.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  return { head, bytes: again(head, source) };
}

async function* again(
  head: Uint8Array,
  source: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    if (head.length > 0) yield head;
    for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value;
  } finally {
    await source.return?.(undefined);
  }
}

/** Whether an answer is a file. No sheet and no gzip begins like XML, HTML or JSON. */
export function isFile(status: number, head: Uint8Array): boolean {
  const start = Buffer.from(head.subarray(0, 8)).toString('utf8').replace(MARK, '').trimStart();
  return status === 200 && !/^[<{[]/.test(start);
}

/** All of a small answer, as text. Rejects with HttpFailure `too_large`. */
export async function smallText(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    length += chunk.length;
    if (length > MAX_WORDS_BYTES)
      throw new HttpFailure('too_large', `the answer is larger than ${MAX_WORDS_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8').replace(MARK, '');
}
