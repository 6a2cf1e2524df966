// Takes over, once, what an earlier version kept in a journal; the journal stays, under another name.
import { existsSync, renameSync } from 'node:fs';
import { readJournal, type JournalReport } from './journal';
import { fromJson, type JournalRecord } from './journal-record';
import type { Store } from '../store';

/** Records that become one commit. */
const batchLength = 1000;

/** Fills an empty store from the journal, if there is one; what is in a store already stays. */
export function takeOver(store: Store, file: string, log: (line: string) => void): void {
  if (!existsSync(file)) return;
  const kept = `${file}.taken-over`;
  if (store.names().length === 0) {
    const filled = store.beginFilling();
    const { records, damage } = copy(store, file);
    filled();
    log(`${records} records of ${file} are taken over; the journal stays as ${kept}.`);
    if (damage !== undefined) log(`The journal was damaged: ${damage}. What follows it is not taken over.`);
  }
  renameSync(file, kept);
}

function copy(store: Store, file: string): JournalReport {
  let batch: JournalRecord[] = [];
  const flush = (): void => {
    store.replay(batch);
    batch = [];
  };
  const report = readJournal(file, (record) => {
    batch.push(fromJson(record));
    if (batch.length >= batchLength) flush();
  });
  flush();
  return report;
}
