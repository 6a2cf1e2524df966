// Documents in files as CloudBase's console imports and exports them: one document of Extended JSON a line (documentation, read 2026-11).
import { createReadStream, createWriteStream, renameSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { once } from 'node:events';
import { EJSON } from 'bson';
import { isDoc, type Doc } from '../database/document';
import { decode } from '../database/ejson';
import type { LocalDatabase } from '../database/local-database';
import { messageOf } from '../service-error';

/** Characters of the lines that go to disk together: a wait for the disk for each line would be most of the time. */
const TOGETHER = 1_000_000;

interface Line {
  readonly place: string;
  readonly length: number;
  readonly doc: Doc;
}

/**
 * Writes each document of a file into a collection, over the one of the same `_id`; a document without one gets one. Answers how many.
 * @throws Error with file and line where a line holds no document, or one that the database refuses; the lines before it are
 *   written, and of those close behind a refused one some
 */
export async function importLines(
  database: LocalDatabase,
  collection: string,
  file: string,
  now: number,
): Promise<number> {
  database.ensureCollection(collection);
  let count = 0;
  for await (const lines of batches(file, now)) {
    const outcomes = await Promise.allSettled(lines.map((line) => written(database, collection, line)));
    const refused = outcomes.find((outcome) => outcome.status === 'rejected');
    if (refused) throw refused.reason;
    count += lines.length;
  }
  return count;
}

async function written(database: LocalDatabase, collection: string, { place, doc }: Line): Promise<void> {
  try {
    await database.put(collection, doc);
  } catch (error) {
    throw new Error(`${place}: ${messageOf(error)}`);
  }
}

/** The documents of a file; what comes before a line that holds none is handed over first. */
async function* batches(file: string, now: number): AsyncGenerator<readonly Line[]> {
  let batch: Line[] = [];
  let length = 0;
  try {
    for await (const line of linesOf(file, now)) {
      batch.push(line);
      length += line.length;
      if (length < TOGETHER) continue;
      yield batch;
      [batch, length] = [[], 0];
    }
  } catch (error) {
    yield batch;
    throw error;
  }
  yield batch;
}

async function* linesOf(file: string, now: number): AsyncGenerator<Line> {
  let number = 0;
  for await (const text of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })) {
    number += 1;
    const place = `${file}:${number}`;
    const plain = text.replace(/^\ufeff/, '').trim();
    if (plain !== '') yield { place, length: plain.length, doc: documentOf(plain, place, now) };
  }
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
