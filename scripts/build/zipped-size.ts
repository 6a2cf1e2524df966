/** How large a function is when it is uploaded, and what it may be at most. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';

/** Bytes of one function, zipped. */
export const ZIPPED_LIMIT = 500 * 1024;

/** What a zip file has beside the contents: for each file two headers with its name, and the end of the list. */
const HEADERS = 30 + 46;
const END = 22;

/** Bytes of a folder as a zip file, without the folders in it. */
export async function zippedSize(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  const each = files.map(async (file) => {
    const contents = await readFile(path.join(folder, file));
    return HEADERS + 2 * Buffer.byteLength(file) + deflateRawSync(contents, { level: 9 }).length;
  });
  return (await Promise.all(each)).reduce((sum, bytes) => sum + bytes, END);
}

/** Throws with the sizes of those that are too large. */
export function refuseTooLarge(
  functions: readonly { readonly name: string; readonly zipped: number }[],
): void {
  const tooLarge = functions.filter(({ zipped }) => zipped > ZIPPED_LIMIT);
  if (tooLarge.length === 0) return;
  const each = tooLarge.map(({ name, zipped }) => `${name} ${Math.ceil(zipped / 1024)} kB`);
  throw new Error(`Too large when zipped (at most ${ZIPPED_LIMIT / 1024} kB): ${each.join(', ')}`);
}
