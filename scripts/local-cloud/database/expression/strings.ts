// Text. Some operators take numbers and dates as text, and null as an empty one; most take text only.
import { compareText, isNumeric, numberOf, typeOf } from '../bson-order';
import { checkLength } from '../bounds';
import { requestFailed } from '../database-errors';
import { regexOf } from '../query/regular-expression';
import { bounds } from './arrays';
import {
  eager,
  intOf,
  isNullish,
  named,
  nullable,
  untilNull,
  withNames,
  type Compile,
  type Evaluate,
  type Operator,
} from './operator';

/** As text where MongoDB allows it: numbers, dates, and nothing for null and missing. */
export function coerced(value: unknown): string {
  if (typeof value === 'string') return value;
  if (isNullish(value)) return '';
  if (value instanceof Date) return value.toISOString();
  if (isNumeric(value)) return textOfNumber(numberOf(value));
  throw requestFailed(`can't convert from BSON type ${typeOf(value)} to String`);
}

/** Fifteen digits, as MongoDB prints a double: with an exponent of two digits or more below 0.0001 and from 1e15 on. */
export function textOfNumber(value: number): string {
  if (!Number.isFinite(value) || typeOf(value) !== 'double') return String(value);
  const rounded = Number(value.toPrecision(15));
  const [digits = '', exponent = '0'] = rounded.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 15) return String(rounded);
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

function text(value: unknown, name: string, which = 'argument'): string {
  if (typeof value === 'string') return value;
  throw requestFailed(`${name} requires a string ${which}, found: ${typeOf(value)}`);
}

function checkText(value: unknown, name: string): void {
  if (typeof value !== 'string') throw requestFailed(`${name} only supports strings, not ${typeOf(value)}`);
}

function concatenated(values: readonly unknown[], name: string): string {
  checkLength(values.reduce<number>((sum, value) => sum + String(value).length, 0) / 8, name);
  return values.join('');
}

/** Text as units that an index counts: bytes or characters. */
interface Units {
  readonly of: (text: string) => ArrayLike<unknown>;
  readonly found: (text: string, wanted: string, range: readonly [number, number]) => number;
}

const bytes: Units = {
  of: (value) => Buffer.from(value),
  found: (value, wanted, [from, to]) => Buffer.from(value).subarray(0, to).indexOf(wanted, from),
};
const characters: Units = {
  of: (value) => Array.from(value),
  found: (value, wanted, [from, to]) => {
    const all = Array.from(value).slice(0, to);
    const before = all.slice(0, from).join('').length;
    const at = all.join('').indexOf(wanted, before);
    return at === -1 ? -1 : Array.from(all.join('').slice(0, at)).length;
  },
};

const positionIn = (units: Units): Operator =>
  eager([2, 4], ([value, wanted, start, end], name) => {
    if (isNullish(value)) return null;
    const [whole, part] = [
      text(value, name, 'as the first argument'),
      text(wanted, name, 'as the second argument'),
    ];
    const length = units.of(whole).length;
    const range = bounds(name, [start, end], length);
    if (range[0] > length || range[1] < range[0]) return -1;
    return units.found(whole, part, range);
  });

const numberArgument = (value: unknown, name: string, which: string): number => {
  if (isNumeric(value)) return Math.trunc(numberOf(value));
  throw requestFailed(`${name}: ${which} must be a numeric type (is BSON type ${typeOf(value)})`);
};

function bytesOfText([value, start, count]: readonly unknown[], name: string): string {
  const whole = Buffer.from(coerced(value));
  const from = numberArgument(start, name, 'starting index');
  const length = numberArgument(count, name, 'length');
  if (from < 0) throw requestFailed(`${name}: starting index must be non-negative (got: ${from})`);
  if (from >= whole.length) return '';
  const to = length < 0 ? whole.length : Math.min(whole.length, from + length);
  if (isContinuation(whole[from]))
    throw requestFailed(`${name}: Invalid range, starting index is a UTF-8 continuation byte.`);
  if (isContinuation(whole[to]))
    throw requestFailed(`${name}: Invalid range, ending index is in the middle of a UTF-8 character.`);
  return whole.toString('utf8', from, to);
}

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

function charactersOfText([value, start, count]: readonly unknown[], name: string): string {
  const whole = coerced(value);
  const from = intOf(start, `${name}: starting index`);
  const length = intOf(count, `${name}: length`);
  if (from < 0) throw requestFailed(`${name}: the starting index must be a non-negative integer.`);
  if (length < 0) throw requestFailed(`${name}: length must be a non-negative integer.`);
  return Array.from(whole)
    .slice(from, from + length)
    .join('');
}

function split([value, separator]: readonly unknown[], name: string): string[] {
  const [whole, by] = [
    text(value, name, 'as the first argument'),
    text(separator, name, 'as the second argument'),
  ];
  if (by === '') throw requestFailed('$split requires a non-empty separator');
  return whole.split(by);
}

const blanks = '\0\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a';

const trim = (start: boolean, end: boolean): Operator =>
  withNames({ required: ['input'], optional: ['chars'] }, ({ input, chars }, name, given) => {
    if (isNullish(input) || ('chars' in given && isNullish(chars))) return null;
    const whole = Array.from(text(input, name, "as its 'input'"));
    const strip = new Set(Array.from('chars' in given ? text(chars, name, "as its 'chars'") : blanks));
    const isKept = (character: string): boolean => !strip.has(character);
    const from = start ? whole.findIndex(isKept) : 0;
    const to = end ? whole.findLastIndex(isKept) + 1 : whole.length;
    return from === -1 ? '' : whole.slice(from, to).join('');
  });

/** Only Latin letters change, as in MongoDB. */
const upper = (value: string): string => value.replace(/[a-z]+/g, (part) => part.toUpperCase());
const lower = (value: string): string => value.replace(/[A-Z]+/g, (part) => part.toLowerCase());

const replace = (all: boolean): Operator =>
  withNames({ required: ['input', 'find', 'replacement'] }, ({ input, find, replacement }, name) => {
    const [whole, wanted, by] = [input, find, replacement].map((value) =>
      isNullish(value) ? null : text(value, name, 'for each parameter'),
    );
    if ([whole, wanted, by].some(isNullish)) return null;
    const put = (): string => by ?? '';
    return all ? whole?.replaceAll(wanted ?? '', put) : whole?.replace(wanted ?? '', put);
  });

interface Found {
  readonly match: string;
  readonly idx: number;
  readonly captures: readonly (string | null)[];
}

const characterAt = (value: string, at: number): string => String.fromCodePoint(value.codePointAt(at) ?? 0);

/** How many characters stand between two places of a text. */
function lengthIn(value: string, from: number, to: number): number {
  let length = 0;
  for (let at = from; at < to; at += characterAt(value, at).length) length += 1;
  return length;
}

/** Every match of the expression; the position counts characters. No search begins at the end of the text. */
function foundIn(value: string, regex: RegExp, all: boolean): Found[] {
  const global = new RegExp(regex, `${regex.flags.replace('g', '')}g`);
  const found: Found[] = [];
  let [idx, counted] = [0, 0];
  for (const match of value.matchAll(global)) {
    const captures = match.slice(1).map((part: string | undefined) => part ?? null);
    idx += lengthIn(value, counted, match.index);
    counted = match.index;
    found.push({ match: match[0], idx, captures });
    const next = match.index + (match[0].length || characterAt(value, match.index).length);
    if (!all || next >= value.length) break;
  }
  return found;
}

const regular =
  (answer: (found: readonly Found[]) => unknown, { all, none }: { all: boolean; none: unknown }): Operator =>
  (name: string, argument: unknown, compile: Compile): Evaluate => {
    const given = named(name, argument, { required: ['input', 'regex'], optional: ['options'] });
    const [input, regex, options] = [compile(given.input), compile(given.regex), compile(given.options)];
    return (scope) => {
      const [value, pattern, flags] = [input(scope), regex(scope), options(scope)];
      if (!isNullish(value) && typeof value !== 'string')
        throw requestFailed(`${name} needs 'input' to be of type string`);
      if (pattern instanceof RegExp && /[imsx]/.test(pattern.flags) && !isNullish(flags))
        throw requestFailed(`${name}: found regex option(s) specified in both 'regex' and 'option' fields`);
      if (isNullish(value) || isNullish(pattern)) return none;
      return answer(foundIn(value, regexOf(pattern, flags ?? undefined, name), all));
    };
  };

export const strings: Readonly<Record<string, Operator>> = {
  $concat: untilNull(checkText, concatenated),
  $indexOfBytes: positionIn(bytes),
  $indexOfCP: positionIn(characters),
  $split: nullable(2, split),
  $strLenBytes: eager(1, ([value], name) => bytes.of(text(value, name)).length),
  $strLenCP: eager(1, ([value], name) => characters.of(text(value, name)).length),
  $strcasecmp: eager(2, ([one, other]) => {
    const [left, right] = [upper(coerced(one)), upper(coerced(other))];
    return Math.sign(compareText(left, right));
  }),
  $substr: eager(3, bytesOfText),
  $substrBytes: eager(3, bytesOfText),
  $substrCP: eager(3, charactersOfText),
  $toLower: eager(1, ([value]) => lower(coerced(value))),
  $toUpper: eager(1, ([value]) => upper(coerced(value))),
  $trim: trim(true, true),
  $ltrim: trim(true, false),
  $rtrim: trim(false, true),
  $replaceOne: replace(false),
  $replaceAll: replace(true),
  $regexMatch: regular((found) => found.length > 0, { all: false, none: false }),
  $regexFind: regular(([first]) => first ?? null, { all: false, none: null }),
  $regexFindAll: regular((found) => found, { all: true, none: [] }),
};
