/** What is wrong with a field that holds a plain text: a number, a code, a password-like key. */
import type { Field } from '../../kernel/fields';
import type { Remark } from './finding';
import { described, recognise } from './material';
import { INVISIBLE, isPlaceholder, isQuoted, shapeOf, wantedShapes, type Shape } from './shapes';

type Block = Readonly<Record<string, unknown>>;

export interface NamedField {
  readonly name: string;
  readonly field: Field<unknown>;
}

/** Where a value stands. */
export interface Place {
  readonly paySp: string;
  readonly block: Block;
}

/** Texts that people read: nothing is wrong with quotes or blanks in them. */
const FREE = ['store_name', 'payment_brand', 'p12_passphrase'];

const WHY_TEXT = 'It is sent, or signed with, exactly as it stands: the PSP refuses every request.';

/** What keeps a text from being used. @param said what the functions say; undefined where they can use it */
export function textRemark(
  { name, field }: NamedField,
  raw: string,
  { said, ...place }: Place & { readonly said: string | undefined },
): Remark | undefined {
  return (
    placeholder(raw, field) ??
    otherThing(name, raw, place) ??
    (FREE.includes(name) ? undefined : pasteMark(raw)) ??
    (said === undefined
      ? undefined
      : { problem: said, why: WHY_TEXT, fix: `Put in its place: ${field.about}.` })
  );
}

function placeholder(raw: string, { about }: Field<unknown>): Remark | undefined {
  if (!isPlaceholder(raw)) return undefined;
  return {
    problem: 'still holds the placeholder of an example, or the stars that stand for a hidden value',
    why: 'The PSP knows nobody by it.',
    fix: `Give your own value: ${about}.`,
  };
}

/** A key, a certificate, or a value whose form says that it belongs elsewhere. */
function otherThing(name: string, raw: string, place: Place): Remark | undefined {
  const text = raw.trim();
  const key = keyIn(text);
  const shape = key === undefined ? shapeOf(text) : undefined;
  const found = key ?? shape;
  const wanted = wantedShapes(place.paySp)[name];
  if (found === undefined || found === wanted || (shape && isAtHome(name, shape, wanted))) return undefined;
  const other = shape && swappedWith(name, shape, place);
  const problem = `holds ${found}, ${wanted === undefined ? 'which does not belong here' : `but ${wanted} is wanted`}`;
  if (other === undefined) return { problem, why: WHY_TEXT, fix: fixOf(found, place) };
  return {
    problem: `${problem}; ${name} and ${other} look swapped`,
    why: WHY_TEXT,
    fix: `Let ${name} and ${other} change places.`,
  };
}

/** A key or a file of one, and not a password that happens to begin with a slash. */
function keyIn(text: string): string | undefined {
  const material = recognise(text);
  return material.is === 'file name' && !/\.\w{2,3}$/.test(text) ? undefined : described(material);
}

/** Forms that say nothing in a field whose own form nobody published. */
function isAtHome(name: string, shape: Shape, wanted: Shape | undefined): boolean {
  if (shape === 'a web address') return /endpoint|url/.test(name);
  if (wanted !== undefined) return false;
  if (shape === 'an app id') return /app_?id/.test(name);
  return shape !== 'the id of a WeChat Pay public key';
}

function swappedWith(name: string, shape: Shape, { paySp, block }: Place): string | undefined {
  const wanted = wantedShapes(paySp);
  const own = wanted[name];
  const others = Object.keys(wanted).filter((one) => one !== name && wanted[one] === shape);
  return others.find((one) => {
    const there = block[one];
    const text = typeof there === 'number' ? String(there) : there;
    return typeof text === 'string' && own !== undefined && shapeOf(text.trim()) === own;
  });
}

function fixOf(found: string, { paySp, block }: Place): string {
  const wanted = wantedShapes(paySp);
  const home = Object.keys(wanted).find((one) => wanted[one] === found && block[one] === undefined);
  return home === undefined
    ? 'Give what belongs here; docs/configuration.md says what that is.'
    : `If it is yours, it belongs into ${home}; give what belongs here.`;
}

function pasteMark(raw: string): Remark | undefined {
  const text = raw.trim();
  const mark = MARKS.find(([, has]) => has(text))?.[0];
  if (mark === undefined) return undefined;
  return {
    problem: `holds ${mark}`,
    why: WHY_TEXT,
    fix: 'Paste it anew into a plain text editor first, take that away, and copy it from there.',
  };
}

const MARKS: readonly (readonly [string, (text: string) => boolean])[] = [
  ['an invisible character that came along when it was copied', (text) => INVISIBLE.test(text)],
  ['quotation marks around its value', isQuoted],
  ['a line break in the middle, or one written out as \\n', (text) => /[\r\n]|\\[rn]/.test(text)],
  ['a blank in the middle', (text) => /\s/u.test(text)],
  ['letters of full width, or others that no key has', (text) => /[^\x20-\x7e]/.test(text)],
];
