// Documents in files as CloudBase's console imports and exports them: one document of Extended JSON a line (documentation, read 2026-11).
import { createReadStream, createWriteStream, renameSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { once } from 'node:events';
import { EJSON } from 'bson';
import { isDoc, type Doc } from '../database/document';
import { decode } from '../database/ejson';
import type { LocalDatabase } from '../database/local-database';
import { messageOf } from '../service-error';

/**
 * Writes each document of a file into a collection, over the one of the same `_id`; a document without one gets one. Answers how many.
 * @throws Error with file and line where a line holds no document; the lines before it are written
 */
export async function importLines(
  database: LocalDatabase,
  collection: string,
  file: string,
  now: number,
): Promise<number> {
  database.ensureCollection(collection);
  const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity });
  let line = 0;
  let count = 0;
  for await (const text of lines) {
    line += 1;
    const plain = text.replace(/^\ufeff/, '').trim();
    if (plain === '') continue;
    await database.put(collection, documentOf(plain, `${file}:${line}`, now));
    count += 1;
  }
  return count;
}

function documentOf(text: string, place: string, now: number): Doc {
  try {
    const value = decode(text, now);
    if (isDoc(value)) return value;
  } catch (error) {
    throw new Error(`${place}: ${messageOf(error)}`);
  }
  throw new Error(`${place}: a line holds one document, an object`);
}

/** Writes every document of a collection into a file, which is complete or not there. Answers how many. */
export async function exportLines(
  database: LocalDatabase,
  collection: string,
  file: string,
): Promise<number> {
  const partial = `${file}.part`;
  const out = createWriteStream(partial);
  let count = 0;
  for (const document of database.documents(collection)) {
    count += 1;
    if (!out.write(`${EJSON.stringify(document, { relaxed: true })}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  renameSync(partial, file);
  return count;
}
