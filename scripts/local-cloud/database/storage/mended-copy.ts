// A copy of a damaged database file that LMDB opens at all: its two first pages lead to everything, and one of them is enough.
import { closeSync, copyFileSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';

/** Of LMDB's first two pages: where each thing stands, in bytes (lmdb.h and mdb.c of lmdb 3, read 2026-11-28). */
const at = { number: 0, magic: 24, pageSize: 48, lastPage: 144, end: 160 };
const MAGIC = 0xbeefc0de;
const USUAL_PAGE = 4096;

/** Writes the copy: the good one of the first two pages in place of the other, and as long as they say that it is. */
export function mendedCopy(file: string, copy: string): void {
  copyFileSync(file, copy);
  const fd = openSync(copy, 'r+');
  try {
    mend(fd);
  } finally {
    closeSync(fd);
  }
}

function mend(fd: number): void {
  const first = pageAt(fd, 0);
  const size = isGood(first) ? first.readUInt32LE(at.pageSize) : USUAL_PAGE;
  const second = pageAt(fd, size);
  const good = [first, second].filter(isGood);
  const [one] = good;
  if (!one) return;
  if (good.length === 1) {
    const number = one === first ? 1 : 0;
    const other = Buffer.from(one);
    other.writeBigUInt64LE(BigInt(number), at.number);
    writeSync(fd, other, 0, other.length, number * size);
  }
  const pages = Math.max(...good.map((page) => Number(page.readBigUInt64LE(at.lastPage)) + 1));
  const length = pages * size;
  if (fstatSync(fd).size < length && Number.isSafeInteger(length)) ftruncateSync(fd, length);
}

function pageAt(fd: number, position: number): Buffer {
  const page = Buffer.alloc(at.end);
  readSync(fd, page, 0, page.length, position);
  return page;
}

const isGood = (page: Buffer): boolean => page.readUInt32LE(at.magic) === MAGIC;
