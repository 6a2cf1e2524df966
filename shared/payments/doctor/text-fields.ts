/** What is wrong with a field that holds a plain text: a number, a code, a password-like key. */
import type { Field } from '../../kernel/fields';
import type { Remark } from './finding';
import { described, recognise } from './material';
import { inTheirWords, says, type Code, type Said } from './said';
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
const FREE: readonly string[] = ['store_name', 'payment_brand', 'p12_passphrase'];

/** Whether a field's text is whatever its owner chose, such as a passphrase that is the merchant's number. */
export const isFree = (name: string): boolean => FREE.includes(name);

const WHY_TEXT = says('why_text');

/** What keeps a text from being used. @param said what the functions say; undefined where they can use it */
export function textRemark(
  { name, field }: NamedField,
  raw: string,
  { said, ...place }: Place & { readonly said: string | undefined },
): Remark | undefined {
  return (
    placeholder(raw, field) ??
    otherThing(name, raw, place) ??
    (isFree(name) ? undefined : pasteMark(raw)) ??
    (said === undefined
      ? undefined
      : {
          problem: says('unusable_text', { said: inTheirWords(said) }),
          why: WHY_TEXT,
          fix: says('fix_put', { about: inTheirWords(field.about) }),
        })
  );
}

function placeholder(raw: string, { about }: Field<unknown>): Remark | undefined {
  if (!isPlaceholder(raw)) return undefined;
  return {
    problem: says('placeholder'),
    why: says('why_placeholder'),
    fix: says('fix_placeholder', { about: inTheirWords(about) }),
  };
}

/** A key, a certificate, or a value whose form says that it belongs elsewhere. */
function otherThing(name: string, raw: string, place: Place): Remark | undefined {
  const text = raw.trim();
  const key = keyIn(text);
  if (key) return elsewhere(name, key, place);
  const shape = shapeOf(text);
  const wanted = wantedShapes(place.paySp)[name];
  if (shape === undefined || shape === wanted || isAtHome(name, shape, wanted)) return undefined;
  const other = swappedWith(name, shape, place);
  if (wanted === undefined || other === undefined) return elsewhere(name, says(shape), place, shape);
  return {
    problem: says('swapped', { found: says(shape), wanted: says(wanted), name, other }),
    why: WHY_TEXT,
    fix: says('fix_swapped', { name, other }),
  };
}

function elsewhere(name: string, found: Said, place: Place, shape?: Shape): Remark {
  const wanted = wantedShapes(place.paySp)[name];
  return {
    problem: wanted
      ? says('other_thing', { found, wanted: says(wanted) })
      : says('belongs_elsewhere', { found }),
    why: WHY_TEXT,
    fix: fixOf(shape, place),
  };
}

/** A key or a file of one, and not a password that happens to begin with a slash. */
function keyIn(text: string): Said | undefined {
  const material = recognise(text);
  return material.is === 'file name' && !/\.\w{2,3}$/.test(text) ? undefined : described(material);
}

/** Forms that say nothing in a field whose own form nobody published. */
function isAtHome(name: string, shape: Shape, wanted: Shape | undefined): boolean {
  if (shape === 'a_web_address') return /endpoint|url/.test(name);
  if (wanted !== undefined) return false;
  if (shape === 'an_app_id') return /app_?id/.test(name);
  return shape !== 'a_public_key_id';
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

function fixOf(found: Shape | undefined, { paySp, block }: Place): Said {
  const wanted = wantedShapes(paySp);
  const home = found && Object.keys(wanted).find((one) => wanted[one] === found && block[one] === undefined);
  return home === undefined ? says('fix_what_belongs') : says('fix_where_it_belongs', { home });
}

function pasteMark(raw: string): Remark | undefined {
  const text = raw.trim();
  const mark = MARKS.find(([, has]) => has(text))?.[0];
  if (mark === undefined) return undefined;
  return {
    problem: says('paste_mark', { mark: says(mark) }),
    why: WHY_TEXT,
    fix: says('fix_paste_mark'),
  };
}

const MARKS: readonly (readonly [Extract<Code, `mark_${string}`>, (text: string) => boolean])[] = [
  ['mark_invisible', (text) => INVISIBLE.test(text)],
  ['mark_quotes', isQuoted],
  ['mark_line_break', (text) => /[\r\n]|\\[rn]/.test(text)],
  ['mark_blank', (text) => /\s/u.test(text)],
  ['mark_full_width', (text) => /[^\x20-\x7e]/.test(text)],
];
