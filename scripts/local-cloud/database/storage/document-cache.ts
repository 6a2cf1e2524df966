// Documents that were read lately, so that the same one is not decoded over and over.
import type { Doc } from '../document';

/** Bytes, as stored, after which the older half is forgotten. */
const generationBytes = 16 * 1024 * 1024;

export class DocumentCache {
  private young = new Map<string, Doc>();
  private old = new Map<string, Doc>();
  private bytes = 0;

  get(place: string): Doc | undefined {
    return this.young.get(place) ?? this.old.get(place);
  }

  set(place: string, doc: Doc, bytes: number): void {
    this.young.set(place, doc);
    this.bytes += bytes;
    if (this.bytes < generationBytes) return;
    this.old = this.young;
    this.young = new Map();
    this.bytes = 0;
  }

  delete(place: string): void {
    this.young.delete(place);
    this.old.delete(place);
  }

  clear(): void {
    this.young.clear();
    this.old.clear();
    this.bytes = 0;
  }
}
