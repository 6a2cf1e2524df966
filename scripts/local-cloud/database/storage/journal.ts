// The database as earlier versions kept it: a file of lines `checksum number json`, one for each commit. It is only read.
import { createHash } from 'node:crypto';
import { messageOf } from '../../service-error';
import { linesOf } from './file-lines';

/** What reading found: how many records are whole, and why it stopped before the end. */
export interface JournalReport {
  readonly records: number;
  readonly damage?: string;
}

/** Reads record after record up to the first damaged one; the file may be larger than memory. */
export function readJournal(file: string, take: (record: unknown) => void): JournalReport {
  let records = 0;
  try {
    for (const line of wholeLines(file)) {
      const record = readLine(line, records);
      for (const one of Array.isArray(record) ? (record as unknown[]) : [record]) take(one);
      records += 1;
    }
  } catch (error) {
    if (!(error instanceof Damage)) throw error;
    return { records, damage: `record ${records} is ${error.message}` };
  }
  return { records };
}

class Damage extends Error {}

/** Throws behind the last whole line of a file that was torn off. */
function* wholeLines(file: string): Generator<string> {
  const isTorn = yield* linesOf(file);
  if (isTorn) throw new Damage('torn off');
}

function readLine(line: string, expectedNumber: number): unknown {
  const [, sum, content = '', number, json = ''] = /^([0-9a-f]{16}) ((\d+) (.*))$/.exec(line) ?? [];
  if (sum === undefined || sum !== checksum(content)) throw new Damage('damaged (checksum does not fit)');
  if (Number(number) !== expectedNumber)
    throw new Damage(`damaged (number ${String(number)} is out of order)`);
  try {
    return JSON.parse(json) as unknown;
  } catch (error) {
    throw new Damage(`damaged (${messageOf(error)})`);
  }
}

function checksum(content: string): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}
