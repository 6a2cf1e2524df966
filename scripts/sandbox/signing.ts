/** What the signatures of several PSPs are made of. Which fields count, and which key and hash, is each one's own. */
import { timingSafeEqual } from 'node:crypto';

/** `name=value` pairs sorted by name in byte order and joined with `&`, values as they are. */
export function joined(fields: Iterable<readonly [string, string]>): string {
  const sorted = [...fields].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return sorted.map(([name, value]) => `${name}=${value}`).join('&');
}

/** Compares in constant time. */
export function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

let listening: string[] | undefined;

/** Says what a signature is made over, without the key, and gives it on. Heard by `whileSigning`. */
export function signedText(text: string): string {
  listening?.push(text);
  return text;
}

/** What `work` comes to, and the texts that it signed. For whoever shows a notice with what its signature covers. */
export function whileSigning<T>(work: () => T): { readonly value: T; readonly signed: readonly string[] } {
  const before = listening;
  const signed: string[] = [];
  listening = signed;
  try {
    return { value: work(), signed };
  } finally {
    listening = before;
  }
}
