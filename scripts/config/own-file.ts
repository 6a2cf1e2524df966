/** Files with keys in them: only their owner may read them, and none is written over by accident. */
import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { StoredDocument } from '../environment/documents';

/**
 * Writes documents to a file that only its owner may read: one as an object, several as a list.
 * @throws Error in words for whoever typed the command
 */
export function writeOwnFile(
  file: string,
  documents: readonly StoredDocument[],
  { force }: { readonly force: boolean },
): void {
  const text = `${JSON.stringify(documents.length === 1 ? documents[0] : documents, null, 2)}\n`;
  if (existsSync(file)) {
    if ((statSync(file).mode & 0o222) === 0) throw new Error(`${file} is read-only; nothing was written`);
    if (!force && readFileSync(file, 'utf8') !== text)
      throw new Error(`${file} is there already and differs; nothing was written. --force writes over it`);
  }
  const beside = `${file}.${process.pid}.new`;
  try {
    writeFileSync(beside, text, { mode: 0o600, flag: 'wx' });
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'no reason was given';
    throw new Error(`${file} cannot be written (${why})`, { cause: error });
  }
}
