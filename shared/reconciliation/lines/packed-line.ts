/**
 * One line of a statement in some forty bytes, where its object would need four hundred: a day of a million lines must fit into
 * a small function. Digits are packed two to a byte, words that come again and again are numbered.
 */
import { StatementUnusable } from '../../kernel/statement-unusable';
import { present } from '../../kernel/present';
import type { StatementLine } from '../../payments';
import { AS_BEFORE, FIRST_LENGTH, MISSING, Place } from './packed-bytes';

/** The numbers of a line, in the order in which they are packed. */
export const numberNames = ['outRefundNo', 'spRefundNo', 'attemptNo', 'spTradeNo', 'transactionId'] as const;
export type NumberName = (typeof numberNames)[number];

/** Longer than any PSP's number. */
const LONGEST_NUMBER = 128;
const MOST_WORDS = 4096;
const WORD_LENGTH = 40;
/** All that a packed line can take. */
export const LARGEST_LINE = numberNames.length * (3 * LONGEST_NUMBER + 4) + 64;

/** What many lines have in common: kind, state, currency and the PSP's word for it. */
interface Word {
  readonly kind: StatementLine['kind'];
  readonly status: StatementLine['status'];
  readonly currency: string;
  readonly theirs: string;
}

/** What lines have in common, so that each only has to hold what is its own: words by number, moments by their distance. */
export class Words {
  private first: number | undefined;
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

  /** The distance from the first moment, forwards even and backwards odd. */
  sinceFirst(at: number): number {
    this.first ??= at;
    const distance = at - this.first;
    return distance >= 0 ? distance * 2 : -distance * 2 - 1;
  }

  momentOf(distance: number): number {
    return (this.first ?? 0) + (distance % 2 === 0 ? distance / 2 : -(distance + 1) / 2);
  }

  at(number: number): Word {
    const word = this.list[number];
    if (!word) throw new RangeError(`there is no word ${number}`);
    return word;
  }
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
  place.writeCount(line.at === undefined ? 0 : 1 + words.sinceFirst(line.at));
  return place.at;
}

/** Where one number of a packed line stands; undefined where the line has none. */
function placeOf(bytes: Buffer, at: number, wanted: NumberName): { place: Place; head: number } | undefined {
  const place = new Place(bytes, at);
  let [beforeHead, beforeAt] = [MISSING, at];
  for (const name of numberNames) {
    const head = place.readCount();
    if (head >= FIRST_LENGTH) [beforeHead, beforeAt] = [head, place.at];
    if (name === wanted) {
      return head === MISSING ? undefined : { place: new Place(bytes, beforeAt), head: beforeHead };
    }
    place.skipNumber(head);
  }
  return undefined;
}

export function packedNumberIs(bytes: Buffer, at: number, name: NumberName, number: string): boolean {
  const found = placeOf(bytes, at, name);
  return found?.place.numberIs(found.head, number) ?? false;
}

/** The hash of a number; undefined where the line has none. */
export function hashOfPacked(bytes: Buffer, at: number, name: NumberName): number | undefined {
  const found = placeOf(bytes, at, name);
  return found?.place.hashOfNumber(found.head);
}

/** What a line says of money and state, without its numbers. */
export function unpackMoney(
  words: Words,
  bytes: Buffer,
  at: number,
): Omit<Word, 'theirs'> & { readonly value: number } {
  const place = new Place(bytes, at);
  for (let i = 0; i < numberNames.length; i += 1) place.skipNumber(place.readCount());
  const { kind, status, currency } = words.at(place.readCount());
  place.readCount();
  return { kind, status, currency, value: place.readCount() };
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
    ...present({ spTradeNo, transactionId, at: when === 0 ? undefined : words.momentOf(when - 1) }),
  };
  // `Words` holds a state only beside the kind that it came with.
  return kind === 'payment'
    ? ({ ...common, kind, status } as StatementLine)
    : ({ ...common, kind, status, outRefundNo, ...present({ spRefundNo }) } as StatementLine);
}
