// Walks through a database file in a process of its own, since LMDB ends the process that meets a damaged page.
//   node shelf-walker.cjs <file> check <milliseconds>   reads as far as the time goes
//   node shelf-walker.cjs <file> from [key]             writes state, collections and documents from a key on, an entry a line
//   node shelf-walker.cjs <file> back                   writes the keys from the last one back
// Keys and values are in base64. Exits with 0 where all could be read, with 3 where not, or is ended by a signal.
'use strict';
const { writeSync } = require('node:fs');
const { open } = require('lmdb');

const [file, does, argument = ''] = process.argv.slice(2);

/** What the rest can be made from. */
const KEPT = ['a', 'c', 'd'];

/** A document of BSON begins with its length. */
const isWhole = (kind, value) =>
  kind !== 'd' || (value.length > 4 && value.readInt32LE(0) === value.length && value.at(-1) === 0);

/** At once: the next page may be the end of this process. */
const write = (line) => writeSync(1, `${line}\n`);

const take = {
  check: () => undefined,
  from: (kind, key, value) => {
    if (KEPT.includes(kind)) write(`${key.toString('base64')} ${value.toString('base64')}`);
  },
  back: (_kind, key) => write(key.toString('base64')),
}[does];

function walk() {
  const end = does === 'check' ? performance.now() + Number(argument) : Infinity;
  const start = does === 'from' && argument !== '' ? { start: Buffer.from(argument, 'base64') } : {};
  const coding = { encoding: 'binary', keyEncoding: 'binary' };
  const db = open({ path: file, noSubdir: true, maxDbs: 1, readOnly: true, ...coding });
  let isSound = true;
  let [last, count] = [undefined, 0];
  for (const { key, value } of db.getRange({ ...start, reverse: does === 'back' })) {
    // Damaged pages can lead round in a circle.
    if (last && last.compare(key) !== (does === 'back' ? 1 : -1)) return false;
    last = key;
    count += 1;
    const kind = String.fromCharCode(key[0]);
    if (isWhole(kind, value)) take(kind, key, value);
    else isSound = false;
    if (performance.now() > end) return isSound;
  }
  // Where a page cannot be read, it may end without a word.
  return isSound && (does !== 'check' || count === db.getStats().entryCount);
}

let isSound = false;
try {
  isSound = walk();
} catch {
  // What was read until here is worth having.
}
process.exit(isSound ? 0 : 3);
