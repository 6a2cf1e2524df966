/**
 * One line of a statement in some forty bytes, where its object would need four hundred: a day of a million lines must fit into
 * a small function. Digits are packed two to a byte, words that come again and again are numbered.
 */
import { StatementUnusable } from '../kernel/statement-unusable';
import { present } from '../kernel/present';
import type { StatementLine } from '../payments';

/** The numbers of a line, in the order in which they are packed. */
export const numberNames = ['outRefundNo', 'spRefundNo', 'attemptNo', 'spTradeNo', 'transactionId'] as const;
export type NumberName = (typeof numberNames)[number];

/** Longer than any PSP's number. */
const LONGEST_NUMBER = 128;
const MOST_WORDS = 4096;
const WORD_LENGTH = 40;
/** All that a packed line can take. */
export const LARGEST_LINE = numberNames.length * (3 * LONGEST_NUMBER + 4) + 64;

const MISSING = 0;
const AS_BEFORE = 1;
const FIRST_LENGTH = 2;

/** What many lines have in common: kind, state, currency and the PSP's word for it. */
interface Word {
  readonly kind: StatementLine['kind'];
  readonly status: StatementLine['status'];
  readonly currency: string;
  readonly theirs: string;
}

/** Numbers words, so that a line only has to hold the number of its own. */
export class Words {
  private readonly list: Word[] = [];
  private readonly known = new Map<string, number>();

  numberOf({ kind, status, amount: { currency }, theirs: said }: StatementLine): number {
    const theirs = said.slice(0, WORD_LENGTH);
    const key = `${kind} ${status} ${currency} ${theirs}`;
    const number = this.known.get(key);
    if (number !== undefined) return number;
    // A PSP with endless words of its own loses them, not the line.
    const isFull = this.list.length >= MOST_WORDS && theirs !== '';
    if (isFull)
      return this.numberOf({ kind, status, amount: { value: 0, currency }, theirs: '' } as StatementLine);
    this.known.set(key, this.list.length);
    return this.list.push({ kind, status, currency, theirs }) - 1;
  }

  at(number: number): Word {
    const word = this.list[number];
    if (!word) throw new RangeError(`there is no word ${number}`);
    return word;
  }
}

/** Writes and reads at a place that moves on. */
class Place {
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

  /** A number whose head was read. */
  readNumber(head: number): string {
    const length = Math.floor((head - FIRST_LENGTH) / 2);
    const isPacked = (head - FIRST_LENGTH) % 2 === 1;
    const from = this.at;
    this.at += isPacked ? Math.ceil(length / 2) : length;
    if (isPacked) return this.bytes.toString('hex', from, this.at).slice(0, length);
    return this.bytes.toString('utf8', from, this.at);
  }

  skipNumber(head: number): void {
    if (head < FIRST_LENGTH) return;
    const length = Math.floor((head - FIRST_LENGTH) / 2);
    this.at += (head - FIRST_LENGTH) % 2 === 1 ? Math.ceil(length / 2) : length;
  }
}

function isDigits(number: string): boolean {
  for (let i = 0; i < number.length; i += 1) {
    const code = number.charCodeAt(i);
    if (code < 48 || code > 57) return false;
  }
  return true;
}

/** The number of a line under a name; undefined where it has none. */
export function numberOf(line: StatementLine, name: NumberName): string | undefined {
  if (name === 'outRefundNo' || name === 'spRefundNo') {
    return line.kind === 'refund' ? line[name] || undefined : undefined;
  }
  return line[name] || undefined;
}

/**
 * Packs a line into `bytes`, which has room for LARGEST_LINE; answers where it ends.
 * @throws StatementUnusable for a number that is longer than any
 */
export function pack(line: StatementLine, words: Words, bytes: Buffer, at: number): number {
  const place = new Place(bytes, at);
  let before: string | undefined;
  for (const name of numberNames) {
    const number = numberOf(line, name);
    if (number !== undefined && number.length > LONGEST_NUMBER)
      throw new StatementUnusable('bad_row', `row ${line.row} has a number of ${number.length} characters`);
    place.writeNumber(number, before);
    before = number ?? before;
  }
  place.writeCount(words.numberOf(line));
  place.writeCount(line.row);
  place.writeCount(line.amount.value);
  place.writeCount(line.at === undefined ? 0 : line.at + 1);
  return place.at;
}

/** One number of the line that is packed at a place. */
export function unpackNumber(bytes: Buffer, at: number, wanted: NumberName): string | undefined {
  const place = new Place(bytes, at);
  let [beforeHead, beforeAt] = [MISSING, at];
  for (const name of numberNames) {
    const head = place.readCount();
    if (head >= FIRST_LENGTH) [beforeHead, beforeAt] = [head, place.at];
    if (name !== wanted) place.skipNumber(head);
    else return head === MISSING ? undefined : new Place(bytes, beforeAt).readNumber(beforeHead);
  }
  return undefined;
}

/** The line that is packed at a place, without its fee and what it changes in settlement. */
export function unpack(words: Words, bytes: Buffer, at: number): StatementLine {
  const place = new Place(bytes, at);
  const numbers: { [Name in NumberName]?: string } = {};
  let before = '';
  for (const name of numberNames) {
    const head = place.readCount();
    if (head === MISSING) continue;
    before = head === AS_BEFORE ? before : place.readNumber(head);
    numbers[name] = before;
  }
  const { kind, status, currency, theirs } = words.at(place.readCount());
  const row = place.readCount();
  const value = place.readCount();
  const when = place.readCount();
  const { attemptNo = '', outRefundNo = '', spRefundNo, spTradeNo, transactionId } = numbers;
  const common = {
    row,
    attemptNo,
    amount: { value, currency },
    theirs,
    ...present({ spTradeNo, transactionId, at: when === 0 ? undefined : when - 1 }),
  };
  // `Words` holds a state only beside the kind that it came with.
  return kind === 'payment'
    ? ({ ...common, kind, status } as StatementLine)
    : ({ ...common, kind, status, outRefundNo, ...present({ spRefundNo }) } as StatementLine);
}
