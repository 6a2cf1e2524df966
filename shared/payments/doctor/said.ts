/**
 * A sentence before a language is chosen: the code of one of ours with what fills its holes, or what the functions' own checks say in
 * English, of which a language may know the shape.
 */
import { en } from './words/en';

export type Code = keyof typeof en;

/** What fills a hole: a text as it stands, a sentence, or several of them in a row. */
export type Part = string | number | Said | readonly string[];

export interface Sentence {
  readonly code: Code;
  readonly parts: Readonly<Record<string, Part>>;
}

export type Said = Sentence | { readonly english: string };

/** The names of a sentence's holes. */
type HolesOf<T extends string> = T extends `${string}{${infer Name}}${infer Rest}`
  ? Name | HolesOf<Rest>
  : never;

type PartsOf<C extends Code> = [HolesOf<(typeof en)[C]>] extends [never]
  ? []
  : [parts: Readonly<Record<HolesOf<(typeof en)[C]>, Part>>];

/** A sentence of ours; each of its holes must be filled. */
export function says<C extends Code>(code: C, ...given: PartsOf<C>): Sentence {
  const [parts = {}]: readonly Sentence['parts'][] = given;
  return { code, parts };
}

/** What a field's reader, a connector or another check of the functions says of it. */
export const inTheirWords = (english: string): Said => ({ english });

/** A language of the doctor. */
export interface Words {
  readonly own: Readonly<Record<Code, string>>;
  /** What the functions' own checks say: their English, with a name in place of each hole, → the same in this language. */
  readonly theirs: Readonly<Record<string, string>>;
  /** Between the things of a row. */
  readonly comma: string;
}

/** Says it in a language. */
export type Speak = (said: Said) => string;

export function speaker({ own, theirs, comma }: Words): Speak {
  const translated = translator(theirs);
  const part = (one: Part | undefined): string => {
    if (typeof one === 'string' || typeof one === 'number') return String(one);
    if (one === undefined) return '';
    return 'length' in one ? one.join(comma) : speak(one);
  };
  const speak: Speak = (said) =>
    'english' in said ? translated(said.english) : filled(own[said.code], (name) => part(said.parts[name]));
  return speak;
}

export const inEnglish: Speak = speaker({ own: en, theirs: {}, comma: ', ' });

const HOLE = /\{(\w+)\}/g;

const filled = (template: string, value: (name: string) => string): string =>
  template.replace(HOLE, (_, name: string) => value(name));

/** English whose shape is not known stays as it is: better read in another language than not at all. */
function translator(known: Readonly<Record<string, string>>): (english: string) => string {
  const shapes = Object.entries(known).map(([english, same]) => ({ shape: shapeOf(english), same }));
  const translated = (english: string): string => {
    for (const { shape, same } of shapes) {
      const found = shape.exec(english);
      if (found) return filled(same, (name) => translated(found.groups?.[name] ?? ''));
    }
    return english;
  };
  return translated;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function shapeOf(template: string): RegExp {
  const pieces = template.split(HOLE).map((piece, at) => (at % 2 === 0 ? escaped(piece) : `(?<${piece}>.*)`));
  return new RegExp(`^${pieces.join('')}$`, 's');
}
