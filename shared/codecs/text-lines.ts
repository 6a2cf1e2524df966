/** Lines of a UTF-8 file, as its bytes come. */
import { isUtf8 } from 'node:buffer';
import { StatementUnusable } from '../kernel/statement-unusable';

const BREAK = 0x0a;

/**
 * Batches of lines without their ends (LF or CRLF) and without the byte order mark; the last line need not end. Throws
 * StatementUnusable `not_text`, or `too_large` for a line longer than `maxLineBytes`.
 */
export async function* textLines(
  bytes: AsyncIterable<Uint8Array>,
  maxLineBytes: number,
): AsyncGenerator<readonly string[], void, undefined> {
  let rest = Buffer.alloc(0);
  let isFirst = true;
  for await (const chunk of bytes) {
    const all = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    // No byte of a longer character equals the break, so a cut there cuts no character.
    const end = all.lastIndexOf(BREAK);
    rest = all.subarray(end + 1);
    if (rest.length > maxLineBytes) throw tooLong(maxLineBytes);
    if (end < 0) continue;
    yield linesIn(all.subarray(0, end), isFirst, maxLineBytes);
    isFirst = false;
  }
  if (rest.length > 0) yield linesIn(rest, isFirst, maxLineBytes);
}

function linesIn(bytes: Buffer, isFirst: boolean, maxLineBytes: number): readonly string[] {
  if (!isUtf8(bytes)) throw new StatementUnusable('not_text', 'the file is not UTF-8 text');
  const text = bytes.toString('utf8', isFirst && startsWithMark(bytes) ? 3 : 0);
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  if (lines.some((line) => line.length > maxLineBytes)) throw tooLong(maxLineBytes);
  return lines;
}

const startsWithMark = (bytes: Buffer): boolean =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;

const tooLong = (most: number): StatementUnusable =>
  new StatementUnusable('too_large', `the file has a line of more than ${most} bytes`);
