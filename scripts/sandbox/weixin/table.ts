/** Records of one kind, each under its key, kept in the sandbox's state file. Records are replaced, never changed in place. */
import * as v from 'valibot';
import type { StateFile } from '../state-file';

export class Table<T> {
  private readonly records: Map<string, T>;

  constructor(
    private readonly file: StateFile,
    name: string,
    schema: v.GenericSchema<unknown, T>,
    private readonly keyOf: (record: T) => string,
  ) {
    this.records = new Map(file.read(name, v.array(schema), []).map((each) => [keyOf(each), each]));
    file.keep(() => ({ [name]: this.all() }));
  }

  /** Adds a record, or replaces the one with its key. */
  put(record: T): T {
    this.records.set(this.keyOf(record), record);
    this.file.changed();
    return record;
  }

  get(key: string): T | undefined {
    return this.records.get(key);
  }

  /** Oldest first. */
  all(): T[] {
    return [...this.records.values()];
  }

  remove(key: string): void {
    this.records.delete(key);
    this.file.changed();
  }

  clear(): void {
    this.records.clear();
    this.file.changed();
  }
}

/** All the tables of one state file. */
export class Tables {
  private readonly opened: { clear(): void }[] = [];

  constructor(private readonly file: StateFile) {}

  /** The table `name`, with what was saved of it. */
  open<T>(name: string, schema: v.GenericSchema<unknown, T>, keyOf: (record: T) => string): Table<T> {
    const table = new Table(this.file, name, schema, keyOf);
    this.opened.push(table);
    return table;
  }

  clear(): void {
    for (const each of this.opened) each.clear();
  }
}
