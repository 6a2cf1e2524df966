/** Counts and numbers in few bytes: counts by seven bits, digits two to a byte, everything else as UTF-8. */

/** Heads of a number: there is none; it is the one before; else its length and whether it is packed. */
export const MISSING = 0;
export const AS_BEFORE = 1;
export const FIRST_LENGTH = 2;

/** Writes and reads at a place that moves on. */
export class Place {
  constructor(
    readonly bytes: Buffer,
    public at: number,
  ) {}

  writeCount(count: number): void {
    let rest = count;
    while (rest >= 128) {
      this.bytes[this.at++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    this.bytes[this.at++] = rest;
  }

  readCount(): number {
    let [count, factor] = [0, 1];
    for (;;) {
      const byte = this.bytes[this.at++] ?? 0;
      count += (byte % 128) * factor;
      if (byte < 128) return count;
      factor *= 128;
    }
  }

  writeNumber(number: string | undefined, before: string | undefined): void {
    if (number === undefined) this.writeCount(MISSING);
    else if (number === before) this.writeCount(AS_BEFORE);
    else this.writeCharacters(number);
  }

  private writeCharacters(number: string): void {
    if (isDigits(number)) {
      this.writeCount(FIRST_LENGTH + number.length * 2 + 1);
      for (let i = 0; i < number.length; i += 2) {
        const low = i + 1 < number.length ? number.charCodeAt(i + 1) - 48 : 0;
        this.bytes[this.at++] = (number.charCodeAt(i) - 48) * 16 + low;
      }
      return;
    }
    this.writeCount(FIRST_LENGTH + Buffer.byteLength(number) * 2);
    this.at += this.bytes.write(number, this.at, 'utf8');
  }

  /** Whether the number whose head was read is this one; no text is made of it. */
  numberIs(head: number, number: string): boolean {
    const { length, isPacked } = shapeOf(head);
    // What is not ASCII has more bytes than characters, and is rare enough to be read.
    if (!isPacked && length !== number.length)
      return isAscii(number) ? false : this.readNumber(head) === number;
    if (length !== number.length) return false;
    for (let i = 0; i < length; i += 1) {
      if (this.characterAt(isPacked, i) !== number.charCodeAt(i)) return false;
    }
    return true;
  }

  /** The hash of the number whose head was read, as `hashOf` makes it of its text. */
  hashOfNumber(head: number): number {
    const { length, isPacked } = shapeOf(head);
    let hash = FIRST_HASH;
    for (let i = 0; i < length; i += 1) {
      const code = this.characterAt(isPacked, i);
      if (code > 127) return hashOf(new Place(this.bytes, this.at).readNumber(head));
      hash = Math.imul(hash ^ code, HASH_PRIME);
    }
    return mixed(hash);
  }

  private characterAt(isPacked: boolean, index: number): number {
    if (!isPacked) return this.bytes[this.at + index] ?? 0;
    const byte = this.bytes[this.at + (index >> 1)] ?? 0;
    return 48 + (index % 2 === 0 ? byte >> 4 : byte & 15);
  }

  /** A number whose head was read. */
  readNumber(head: number): string {
    const { length, isPacked } = shapeOf(head);
    const from = this.at;
    this.at += isPacked ? Math.ceil(length / 2) : length;
    if (isPacked) return this.bytes.toString('hex', from, this.at).slice(0, length);
    return this.bytes.toString('utf8', from, this.at);
  }

  skipNumber(head: number): void {
    if (head < FIRST_LENGTH) return;
    const { length, isPacked } = shapeOf(head);
    this.at += isPacked ? Math.ceil(length / 2) : length;
  }
}

const shapeOf = (head: number): { readonly length: number; readonly isPacked: boolean } => ({
  length: (head - FIRST_LENGTH) >> 1,
  isPacked: (head - FIRST_LENGTH) % 2 === 1,
});

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) if (text.charCodeAt(i) > 127) return false;
  return true;
}

const FIRST_HASH = 0x811c9dc5;
const HASH_PRIME = 0x01000193;

/** FNV-1a with the mixing of MurmurHash3 at the end: numbers of a shop differ in their last digits only. */
export function hashOf(text: string): number {
  let hash = FIRST_HASH;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), HASH_PRIME);
  return mixed(hash);
}

function mixed(hash: number): number {
  let rest = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  rest = Math.imul(rest ^ (rest >>> 13), 0xc2b2ae35);
  return (rest ^ (rest >>> 16)) >>> 0;
}

function isDigits(number: string): boolean {
  for (let i = 0; i < number.length; i += 1) {
    const code = number.charCodeAt(i);
    if (code < 48 || code > 57) return false;
  }
  return true;
}
