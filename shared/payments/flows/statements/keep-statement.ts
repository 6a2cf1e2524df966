/**
 * Keeps the file of a statement that cannot be used: a person must see what the PSP sent, and the PSP may not send it again.
 * See docs/decisions/0030-statements-that-cannot-be-used.md.
 */
import { HttpFailure } from '../../../kernel/http';
import { StatementUnusable } from '../../../kernel/statement-unusable';
import type { FileBeingKept } from '../../ports';
import type { ConnectedAccount } from '../payment-config';
import type { Shop } from '../shop';

interface Reading<Line> {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly read: (bytes: AsyncIterable<Uint8Array>) => AsyncIterable<readonly Line[]>;
}

/** The batches that `read` makes of the bytes. The StatementUnusable that it throws says where the file is. */
export async function* keptWhenUnusable<Line>(
  shop: Shop,
  connected: ConnectedAccount,
  name: string,
  { bytes, read }: Reading<Line>,
): AsyncGenerator<readonly Line[], void, undefined> {
  const source = new NotedBytes(bytes, await begun(shop));
  try {
    yield* read(source.chunks());
  } catch (error) {
    // What did not come whole is no file to look at; it is asked for again.
    if (error instanceof HttpFailure)
      throw new StatementUnusable('cut_off', `it broke off: ${error.message}`);
    if (!(error instanceof StatementUnusable)) throw error;
    throw await withPlace(shop, error, source, pathOf(connected, name, shop.clock.now()));
  } finally {
    await source.close();
  }
}

/** Where files of this account are kept, without the end that says what it is. `name`: begins with the day. */
const pathOf = ({ account }: ConnectedAccount, name: string, now: number): string =>
  `bills/${account.configId}/${account.paySp}/${name}-${now}`;

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
