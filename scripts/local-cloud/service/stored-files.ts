// The files of cloud storage, in a folder: what was uploaded is there after a restart.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** File contents by path; a Map of them lives in memory. */
export interface StoredFiles {
  has(name: string): boolean;
  get(name: string): Buffer | undefined;
  set(name: string, bytes: Buffer): unknown;
  delete(name: string): boolean;
  clear(): void;
}

export class FolderOfFiles implements StoredFiles {
  constructor(private readonly folder: string) {}

  has(name: string): boolean {
    return existsSync(this.placeOf(name));
  }

  get(name: string): Buffer | undefined {
    return this.has(name) ? readFileSync(this.placeOf(name)) : undefined;
  }

  /** On disk as a whole when this returns. */
  set(name: string, bytes: Buffer): void {
    mkdirSync(this.folder, { recursive: true });
    const draft = `${this.placeOf(name)}.new`;
    writeFileSync(draft, bytes, { flush: true });
    renameSync(draft, this.placeOf(name));
  }

  delete(name: string): boolean {
    const present = this.has(name);
    rmSync(this.placeOf(name), { force: true });
    return present;
  }

  clear(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A path may be longer than a file's name, and in any letters. */
  private placeOf(name: string): string {
    return path.join(this.folder, createHash('sha256').update(name).digest('hex'));
  }
}
