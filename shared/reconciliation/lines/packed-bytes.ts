/** Counts and numbers in few bytes: counts by seven bits, digits by four, letters by six. */

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
    const bits = bitsFor(number);
    if (bits === undefined) {
      this.writeCount(headOf(TEXT, Buffer.byteLength(number)));
      this.at += this.bytes.write(number, this.at, 'utf8');
      return;
    }
    this.writeCount(headOf(bits === 4 ? DIGITS : LETTERS, number.length));
    // Locals and shifts: this runs for every character of a bill's numbers.
    const { bytes } = this;
    let [waiting, count, at] = [0, 0, this.at];
    for (let i = 0; i < number.length; i += 1) {
      waiting = (waiting << bits) | codeOf(number.charCodeAt(i));
      count += bits;
      if (count < 8) continue;
      count -= 8;
      bytes[at++] = waiting >> count;
      waiting &= (1 << count) - 1;
    }
    if (count > 0) bytes[at++] = waiting << (8 - count);
    this.at = at;
  }

  /** Whether the number whose head was read is this one; nearly always no text is made of it. */
  numberIs(head: number, number: string): boolean {
    const { form, length } = shapeOf(head);
    if (form === TEXT) return new Place(this.bytes, this.at).readNumber(head) === number;
    if (length !== number.length) return false;
    for (let i = 0; i < length; i += 1) {
      if (this.characterAt(form, i) !== number.charCodeAt(i)) return false;
    }
    return true;
  }

  /** The hash of the number whose head was read, as `hashOf` makes it of its text. */
  hashOfNumber(head: number): number {
    const { form, length } = shapeOf(head);
    if (form === TEXT) return hashOf(new Place(this.bytes, this.at).readNumber(head));
    let hash = FIRST_HASH;
    for (let i = 0; i < length; i += 1) hash = Math.imul(hash ^ this.characterAt(form, i), HASH_PRIME);
    return mixed(hash);
  }

  private characterAt(form: number, index: number): number {
    if (form === DIGITS) {
      const byte = this.bytes[this.at + (index >> 1)] ?? 0;
      return 48 + (index % 2 === 0 ? byte >> 4 : byte & 15);
    }
    const bit = index * 6;
    const from = this.at + (bit >> 3);
    const two = (this.bytes[from] ?? 0) * 256 + (this.bytes[from + 1] ?? 0);
    return ALPHABET.charCodeAt((two >> (10 - (bit & 7))) & 63);
  }

  /** A number whose head was read. */
  readNumber(head: number): string {
    const { form, length } = shapeOf(head);
    const from = this.at;
    this.at += bytesOf(form, length);
    if (form === TEXT) return this.bytes.toString('utf8', from, this.at);
    const place = new Place(this.bytes, from);
    let number = '';
    for (let i = 0; i < length; i += 1) number += String.fromCharCode(place.characterAt(form, i));
    return number;
  }

  skipNumber(head: number): void {
    if (head < FIRST_LENGTH) return;
    const { form, length } = shapeOf(head);
    this.at += bytesOf(form, length);
  }
}

/** The forms of a number: digits by four bits, letters and digits by six, everything else as it is. */
const [DIGITS, LETTERS, TEXT] = [0, 1, 2];
const FORMS = 3;

const headOf = (form: number, length: number): number => FIRST_LENGTH + length * FORMS + form;

const shapeOf = (head: number): { readonly form: number; readonly length: number } => ({
  form: (head - FIRST_LENGTH) % FORMS,
  length: Math.floor((head - FIRST_LENGTH) / FORMS),
});

const bytesOf = (form: number, length: number): number =>
  form === TEXT ? length : Math.ceil((length * (form === DIGITS ? 4 : 6)) / 8);

/** Six bits each; the digits come first, so that four are enough for them. */
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-';
const CODES = new Int8Array(128).fill(-1);
for (let code = 0; code < ALPHABET.length; code += 1) CODES[ALPHABET.charCodeAt(code)] = code;

const codeOf = (character: number): number => CODES[character] ?? -1;

/** How many bits a character of a number needs; undefined where it has others than the alphabet's. */
function bitsFor(number: string): 4 | 6 | undefined {
  let bits: 4 | 6 = 4;
  for (let i = 0; i < number.length; i += 1) {
    const code = codeOf(number.charCodeAt(i));
    if (code < 0) return undefined;
    if (code > 9) bits = 6;
  }
  return bits;
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
