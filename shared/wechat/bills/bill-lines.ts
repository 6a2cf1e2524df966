/** The file of a bill, unpacked, bounded and proven by its hash, as lines. */
import { createHash } from 'node:crypto';
import { unpacked, type UnpackLimits } from '../../codecs/gunzip';
import { textLines } from '../../codecs/text-lines';
import { StatementUnusable } from '../../kernel/statement-unusable';

/** A bill as it comes, gzip or plain. */
export interface BillFile {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** What WeChat Pay says the SHA-1 of the plain text is, hexadecimal. */
  readonly sha1?: string;
}

/** A million rows are about 400 MB of text, and pack to a tenth. A row has some 500 bytes. */
const LIMITS: UnpackLimits = { maxBytes: 2 ** 31, maxRatio: 200, ratioFrom: 2 ** 24 };
const MAX_LINE_BYTES = 16_384;

/** Batches of lines. Throws StatementUnusable, `wrong_hash` after the last of them. */
export async function* billLines({
  bytes,
  sha1,
}: BillFile): AsyncGenerator<readonly string[], void, undefined> {
  const plain = unpacked(bytes, LIMITS);
  yield* textLines(sha1 === undefined ? plain : hashed(plain, sha1), MAX_LINE_BYTES);
}

async function* hashed(
  plain: AsyncIterable<Uint8Array>,
  sha1: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const hash = createHash('sha1');
  for await (const chunk of plain) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest('hex') !== sha1.toLowerCase())
    throw new StatementUnusable('wrong_hash', 'the SHA-1 of the text is not the one that was announced');
}
