/** The file of a statement that cannot be used is kept whole for a person; that of a good one is not. */
import { gzipSync } from 'node:zlib';
import { keptWhenUnusable } from '../../../shared/payments/flows/statements/keep-statement';
import { StatementUnusable } from '../../../shared/kernel/statement-unusable';
import { HttpFailure } from '../../../shared/kernel/http';
import type { StatementLine } from '../../../shared/payments/psp/statement';
import { inPieces } from '../../fixtures/bills/bill-text';
import { openWorld, type World } from './world';

const FILE = 'a file of several pieces, of which only the first is read';

let world: World;
beforeEach(() => {
  world = openWorld('v3');
});

/** Reads one piece and then does as it is told. */
async function* firstPiece(
  bytes: AsyncIterable<Uint8Array>,
  then: () => void,
): AsyncGenerator<readonly StatementLine[]> {
  const pieces = bytes[Symbol.asyncIterator]();
  for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) {
    then();
    yield [];
  }
}

async function reading(
  bytes: AsyncIterable<Uint8Array>,
  then: () => void,
  shop = world.shop,
): Promise<unknown> {
  const config = await shop.configs.get('payment');
  const read = (all: AsyncIterable<Uint8Array>) => firstPiece(all, then);
  try {
    const lines = keptWhenUnusable(shop, config.account('v3'), '2026-11-01', { bytes, read });
    while ((await lines.next()).done !== true);
    return 'read to the end';
  } catch (error) {
    return error;
  }
}

const wrong = (): never => {
  throw new StatementUnusable('bad_row', 'row 1: its time is none');
};

it('is kept to its end although nobody read so far, and the error says where', async () => {
  const error = await reading(inPieces(FILE), wrong);
  const [[path, bytes] = ['', Buffer.alloc(0)]] = world.kept;
  expect(path).toMatch(/^bills\/payment\/v3\/2026-11-01-\d+\.csv$/);
  expect(bytes.toString()).toBe(FILE);
  expect(error).toMatchObject({ code: 'bad_row', kept: path });
  expect(error).toHaveProperty('message', `row 1: its time is none; the file is kept as ${path}`);
});

it('is kept as gzip where it came as gzip', async () => {
  await reading(inPieces(gzipSync(FILE), 5), wrong);
  expect([...world.kept.keys()]).toEqual([expect.stringMatching(/\.csv\.gz$/)]);
});

it('is not kept where it is good, where it broke off, or where our own code broke', async () => {
  expect(await reading(inPieces(FILE), () => undefined)).toBe('read to the end');
  const broken = async function* () {
    yield Buffer.from('a');
    throw new HttpFailure('timeout', 'the answer did not end');
  };
  expect(await reading(broken(), () => undefined)).toMatchObject({ code: 'cut_off' });
  const ours = new TypeError('ours');
  const error = await reading(inPieces(FILE), () => {
    throw ours;
  });
  expect(error).toBe(ours);
  expect(world.kept.size).toBe(0);
});

it('is unusable all the same where nothing can be kept, and the log says so', async () => {
  const away = { begin: () => Promise.reject(new Error('no disk')) };
  const noStorage = {
    begin: async () => ({
      write: async () => undefined,
      keep: () => Promise.reject(new Error('no storage')),
      drop: async () => undefined,
    }),
  };
  for (const keptFiles of [away, noStorage]) {
    const error = await reading(inPieces(FILE), wrong, { ...world.shop, keptFiles });
    expect(error).toMatchObject({ code: 'bad_row', message: 'row 1: its time is none' });
  }
  expect(world.logged.filter((line) => line.includes('statement_not_kept'))).toHaveLength(2);
});

it('lets the PSP go when the reader stops early', async () => {
  let closed = false;
  const endless = async function* () {
    try {
      for (;;) yield Buffer.from('a');
    } finally {
      closed = true;
    }
  };
  const config = await world.shop.configs.get('payment');
  const read = (all: AsyncIterable<Uint8Array>) => firstPiece(all, () => undefined);
  const lines = keptWhenUnusable(world.shop, config.account('v3'), '2026-11-01', { bytes: endless(), read });
  await lines.next();
  await lines.return();
  expect(closed).toBe(true);
  expect(world.kept.size).toBe(0);
});
