// The database on disk: an append-only file with one record per commit. A record is written before
// the commit is acknowledged, so killing the process at any moment loses nothing acknowledged.
import { createHash } from 'node:crypto';
import {
  closeSync,
  fdatasyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { messageOf } from '../service-error';

/** What opening found: how many records are in force and what had to be cut off. */
export interface JournalReport {
  readonly kept: number;
  readonly damage?: { readonly bytes: number; readonly reason: string; readonly movedTo: string };
}

export interface JournalOptions {
  /** Also survive a power cut: wait for the disk at every commit (about ten times slower). */
  readonly fsync?: boolean;
}

const newline = 0x0a;

/** Lines of `checksum number json`; the number runs from 0, so that a lost line is noticed too. */
export class Journal {
  private length = 0;
  private records = 0;
  private held: unknown[] | undefined;

  private constructor(
    private readonly fd: number,
    private readonly options: JournalOptions,
  ) {}

  /** Opens or makes the file and replays it; what follows the first damaged record is moved aside. */
  static open(
    file: string,
    replay: (record: unknown) => void,
    options: JournalOptions = {},
  ): { journal: Journal; report: JournalReport } {
    const journal = new Journal(openSync(file, 'a+'), options);
    const bytes = readFileSync(file);
    const reason = journal.replayAll(bytes, replay);
    if (reason === undefined) return { journal, report: { kept: journal.records } };
    const tail = bytes.subarray(journal.length);
    const movedTo = `${file}.damaged-${new Date().toISOString().replaceAll(':', '-')}`;
    writeFileSync(movedTo, tail, { flush: true });
    ftruncateSync(journal.fd, journal.length);
    return { journal, report: { kept: journal.records, damage: { bytes: tail.length, reason, movedTo } } };
  }

  /** Writes one record; when this returns, the record outlives the process. */
  append(record: unknown): void {
    if (this.held) {
      this.held.push(record);
      return;
    }
    const line = Buffer.from(lineOf(this.records, record));
    try {
      for (let written = 0; written < line.length;) written += writeSync(this.fd, line, written);
      if (this.options.fsync) fdatasyncSync(this.fd);
    } catch (error) {
      // A half-written record (disk full) must not stand between this one and the next.
      ftruncateSync(this.fd, this.length);
      throw error;
    }
    this.length += line.length;
    this.records += 1;
  }

  /** Everything appended while `work` runs becomes one record; nothing of it is written when `work` fails. */
  async together(work: () => Promise<void>): Promise<void> {
    const held: unknown[] = [];
    this.held = held;
    try {
      await work();
    } finally {
      this.held = undefined;
    }
    if (held.length > 0) this.append(held);
  }

  /** Forgets everything. */
  clear(): void {
    ftruncateSync(this.fd, 0);
    this.length = 0;
    this.records = 0;
  }

  close(): void {
    closeSync(this.fd);
  }

  /** Counts what is whole; answers why it stopped before the end. */
  private replayAll(bytes: Buffer, replay: (record: unknown) => void): string | undefined {
    while (this.length < bytes.length) {
      const end = bytes.indexOf(newline, this.length);
      if (end < 0) return `record ${this.records} is torn off`;
      try {
        const record = readLine(bytes.toString('utf8', this.length, end), this.records);
        for (const one of Array.isArray(record) ? (record as unknown[]) : [record]) replay(one);
      } catch (error) {
        return `record ${this.records} is damaged (${messageOf(error)})`;
      }
      this.length = end + 1;
      this.records += 1;
    }
    return undefined;
  }
}

function lineOf(number: number, record: unknown): string {
  const content = `${number} ${JSON.stringify(record)}`;
  return `${checksum(content)} ${content}\n`;
}

function readLine(line: string, expectedNumber: number): unknown {
  const [, sum, content = '', number, json = ''] = /^([0-9a-f]{16}) ((\d+) (.*))$/.exec(line) ?? [];
  if (sum === undefined || sum !== checksum(content)) throw new Error('checksum does not fit');
  if (Number(number) !== expectedNumber) throw new Error(`number ${String(number)} is out of order`);
  return JSON.parse(json) as unknown;
}

function checksum(content: string): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}
