/**
 * The file in which a sandbox keeps its state. Written whole and renamed into place, so a crash
 * leaves either the old state or the new one; changes that come while a write runs share the next.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';

export class StateFile {
  private parts: (() => Record<string, unknown>)[] = [];
  private dirty = false;
  private writing: Promise<void> | undefined;

  private constructor(
    private readonly file: string | undefined,
    private readonly loaded: Readonly<Record<string, unknown>>,
  ) {}

  /** Opens `<dir>/sandbox-<name>.json`. A damaged file is set aside and reported; without a directory nothing is kept. */
  static async open(dir: string | undefined, name: string, log: (line: string) => void): Promise<StateFile> {
    if (dir === undefined) return new StateFile(undefined, {});
    await mkdir(dir, { recursive: true });
    const file = path.join(dir, `sandbox-${name}.json`);
    const text = existsSync(file) ? await readFile(file, 'utf8') : '{}';
    try {
      return new StateFile(file, v.parse(v.record(v.string(), v.unknown()), JSON.parse(text)));
    } catch {
      await rename(file, `${file}.damaged`);
      log(`sandbox ${name}: state file was damaged, kept as ${file}.damaged; starting empty`);
      return new StateFile(file, {});
    }
  }

  /** The saved part `key`, or `empty` when there is none. Says which file is wrong when it does not fit `schema`. */
  read<T>(key: string, schema: v.GenericSchema<unknown, T>, empty: T): T {
    const saved = this.loaded[key];
    if (saved === undefined) return empty;
    const result = v.safeParse(schema, saved);
    if (result.success) return result.output;
    const where = v.getDotPath(result.issues[0]) ?? '';
    throw new Error(`${this.file ?? ''}: "${key}.${where}" is not readable. Delete the file to start empty.`);
  }

  /** Adds a part to what is written. */
  keep(part: () => Record<string, unknown>): void {
    this.parts.push(part);
  }

  changed(): void {
    if (this.file === undefined) return;
    this.dirty = true;
    this.writing ??= this.write(this.file).finally(() => (this.writing = undefined));
    this.writing.catch(() => undefined);
  }

  /** Resolves once everything changed so far is in the file. */
  async stored(): Promise<void> {
    await this.writing;
  }

  private async write(file: string): Promise<void> {
    await Promise.resolve();
    while (this.dirty) {
      this.dirty = false;
      const state = Object.fromEntries(this.parts.flatMap((part) => Object.entries(part())));
      await writeFile(`${file}.new`, JSON.stringify(state), { mode: 0o600 });
      await rename(`${file}.new`, file);
    }
  }
}
