// The fields of one request to the service, read with a check: a missing or wrong one is answered by name.
import { paramRefused } from '../database/database-errors';
import { isDoc, type Doc } from '../database/document';

export class Params {
  readonly action: string;

  constructor(private readonly fields: Doc) {
    this.action = typeof fields.action === 'string' ? fields.action : '';
  }

  raw(name: string): unknown {
    return this.fields[name];
  }

  text(name: string): string {
    const value = this.fields[name];
    if (typeof value !== 'string' || value === '') throw this.wrong(name, 'a non-empty text');
    return value;
  }

  optionalText(name: string): string | undefined {
    const value = this.fields[name];
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value !== 'string') throw this.wrong(name, 'a text');
    return value;
  }

  optionalNumber(name: string): number | undefined {
    const value = this.fields[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0)
      throw this.wrong(name, 'a whole number');
    return value;
  }

  flag(name: string): boolean {
    return this.fields[name] === true;
  }

  list(name: string): readonly unknown[] {
    const value = this.fields[name];
    if (!Array.isArray(value)) throw this.wrong(name, 'a list');
    return value;
  }

  /** A list whose items are objects. */
  objects(name: string): readonly Doc[] {
    const items = this.list(name);
    if (!items.every(isDoc)) throw this.wrong(name, 'a list of objects');
    return items;
  }

  /** The bytes of a form field. */
  bytes(name: string): Buffer {
    const value = this.fields[name];
    if (Buffer.isBuffer(value)) return value;
    throw this.wrong(name, 'a form field with bytes');
  }

  wrong(name: string, wanted: string): Error {
    return paramRefused(`${this.action}: "${name}" must be ${wanted}`);
  }
}
