/**
 * Keeps the file of a statement that cannot be used: a person must see what the PSP sent, and the PSP may not send it again.
 * See docs/decisions/0030-statements-that-cannot-be-used.md.
 */
import { HttpFailure } from '../../kernel/ports';
import { StatementUnusable } from '../../kernel/statement-unusable';
import type { FileBeingKept } from '../ports';
import type { StatementDay, StatementLine } from '../psp/statement';
import type { ConnectedAccount } from './payment-config';
import type { Shop } from './shop';

type Batches = AsyncIterable<readonly StatementLine[]>;

interface Reading {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly read: (bytes: AsyncIterable<Uint8Array>) => Batches;
}

/** The batches that `read` makes of the bytes. The StatementUnusable that it throws says where the file is. */
export async function* keptWhenUnusable(
  shop: Shop,
  connected: ConnectedAccount,
  day: StatementDay,
  { bytes, read }: Reading,
): AsyncGenerator<readonly StatementLine[], void, undefined> {
  const source = new NotedBytes(bytes, await begun(shop));
  try {
    yield* read(source.chunks());
  } catch (error) {
    // What did not come whole is no file to look at; it is asked for again.
    if (error instanceof HttpFailure)
      throw new StatementUnusable('cut_off', `it broke off: ${error.message}`);
    if (!(error instanceof StatementUnusable)) throw error;
    throw await withPlace(shop, error, source, pathOf(connected, day, shop.clock.now()));
  } finally {
    await source.close();
  }
}

/** Where files of this account and day are kept, without the end that says what it is. */
const pathOf = ({ account }: ConnectedAccount, day: StatementDay, now: number): string =>
  `bills/${account.configId}/${account.paySp}/${day}-${now}`;

async function withPlace(
  shop: Shop,
  fault: StatementUnusable,
  source: NotedBytes,
  path: string,
): Promise<StatementUnusable> {
  try {
    const place = await source.keep(path);
    if (place === undefined) return fault;
    return new StatementUnusable(fault.code, `${fault.message}; the file is kept as ${place}`, place);
  } catch (error) {
    shop.log('statement_not_kept', { path, problem: error instanceof Error ? error.name : 'unknown' });
    return fault;
  }
}

/** A file can be read also where it cannot be kept. */
async function begun(shop: Shop): Promise<FileBeingKept | undefined> {
  try {
    return await shop.keptFiles.begin();
  } catch (error) {
    shop.log('statement_not_kept', { problem: error instanceof Error ? error.name : 'unknown' });
    return undefined;
  }
}

/** Bytes that are noted down while somebody reads them, and to their end when he stops early. */
class NotedBytes {
  private readonly source: AsyncIterator<Uint8Array>;
  private isGzip: boolean | undefined;

  constructor(
    bytes: AsyncIterable<Uint8Array>,
    private readonly file: FileBeingKept | undefined,
  ) {
    this.source = bytes[Symbol.asyncIterator]();
  }

  async *chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    for (let next = await this.source.next(); next.done !== true; next = await this.source.next()) {
      this.isGzip ??= next.value[0] === 0x1f;
      await this.file?.write(next.value);
      yield next.value;
    }
  }

  /** Notes the rest and keeps the whole; undefined where nothing could be noted. */
  async keep(path: string): Promise<string | undefined> {
    if (!this.file) return undefined;
    const rest = this.chunks();
    // Only noted, not looked at.
    for (let next = await rest.next(); next.done !== true; next = await rest.next());
    return this.file.keep(`${path}${this.isGzip === true ? '.csv.gz' : '.csv'}`);
  }

  async close(): Promise<void> {
    await this.source.return?.(undefined);
    await this.file?.drop();
  }
}
