/** One PSP's account, field by field: what is missing, what is misspelt, what is another thing than it should be. */
import { FieldError, type Field } from '../../kernel/fields';
import { isObject } from '../../kernel/json';
import type { Connector } from '../psp/connector';
import type { Finding, Remark } from './finding';
import { KEY_FIELDS, keyRemark } from './key-fields';
import { recognise } from './material';
import { meant, shownName } from './names';
import { inTheirWords, says, type Said } from './said';
import { isPlaceholder } from './shapes';
import { textRemark, type Place } from './text-fields';

export type Block = Readonly<Record<string, unknown>>;

/** A PSP's fields as they hold, and where in the document each of them stands. */
export interface Placed {
  readonly connector: Connector;
  readonly block: Block;
  /** The path of a field in the document. */
  readonly path: (name: string) => string;
  /** The fields that stand in this PSP's own place, whose names must all be known. Empty for the flat form. */
  readonly own: Block;
  /** What else a place may hold. */
  readonly beside: readonly string[];
}

export function fieldFindings(placed: Placed): readonly Finding[] {
  const { connector, block } = placed;
  const misspelt = misspeltNames(placed);
  const taken = misspelt.flatMap(({ meant: name }) => (name === undefined ? [] : [name]));
  const read = Object.entries(connector.fields).flatMap(([name, field]) => {
    const remark = taken.includes(name)
      ? undefined
      : remarkOn(name, field, { paySp: connector.paySp, block });
    return remark ? [at(placed, name, remark)] : [];
  });
  return [...misspelt.map(({ finding }) => finding), ...read];
}

export const at = (
  { connector, path }: Pick<Placed, 'connector' | 'path'>,
  name: string,
  remark: Remark,
): Finding => ({
  field: path(name),
  ...remark,
  paySp: connector.paySp,
});

/** What the functions say about a value; undefined where they can use it. */
export function saidOf(field: Field<unknown>, raw: unknown): string | undefined {
  try {
    field.read(raw);
    return undefined;
  } catch (error) {
    if (error instanceof FieldError) return error.message;
    throw error;
  }
}

function remarkOn(name: string, field: Field<unknown>, place: Place): Remark | undefined {
  const raw = place.block[name];
  const said = saidOf(field, raw);
  if (isEmpty(raw)) return said === undefined ? undefined : missing(field);
  if (typeof raw === 'number') {
    return unsafeNumber(raw) ?? remarkOnText(name, field, String(raw), { ...place, said });
  }
  if (typeof raw === 'string') return remarkOnText(name, field, raw, { ...place, said });
  if (said === undefined) return undefined;
  return name === 'certificates' && Array.isArray(raw) ? listed(raw, said) : wrongType(raw, said, field);
}

const isEmpty = (raw: unknown): boolean =>
  raw === undefined || raw === null || (typeof raw === 'string' && raw.trim() === '');

function remarkOnText(
  name: string,
  field: Field<unknown>,
  raw: string,
  beside: Place & { readonly said: string | undefined },
): Remark | undefined {
  const isKey = KEY_FIELDS[name] !== undefined && !isPlaceholder(raw);
  return isKey ? keyRemark(name, raw, beside.said) : textRemark({ name, field }, raw, beside);
}

const missing = ({ about }: Field<unknown>): Remark => ({
  problem: says('missing'),
  why: says('why_missing'),
  fix: says('fix_put', { about: inTheirWords(about) }),
});

function unsafeNumber(raw: number): Remark | undefined {
  if (!Number.isInteger(raw) || Number.isSafeInteger(raw)) return undefined;
  return {
    problem: says('inexact_number'),
    why: says('why_inexact_number'),
    fix: says('fix_quote'),
  };
}

/** Of several certificates, the first that cannot be used. */
function listed(raw: readonly unknown[], said: string): Remark | undefined {
  const texts = raw.filter((one) => typeof one === 'string');
  if (texts.length < raw.length)
    return {
      problem: says('list_of_no_texts'),
      why: TYPE_WHY,
      fix: says('fix_list_of_texts'),
    };
  const bad = texts.find((one) => recognise(one).is !== 'certificate') ?? texts[0];
  return bad === undefined ? undefined : keyRemark('certificates', bad, said);
}

const TYPE_WHY = says('why_wrong_kind');

function wrongType(raw: unknown, said: string, { about }: Field<unknown>): Remark {
  return {
    problem: says('wrong_kind', { kind: kindOf(raw), said: inTheirWords(said) }),
    why: TYPE_WHY,
    fix: says('fix_put', { about: inTheirWords(about) }),
  };
}

function kindOf(raw: unknown): Said {
  if (Array.isArray(raw)) return says('a_list');
  return isObject(raw) ? says('an_object') : says('a_bare_word', { word: String(raw) });
}

interface Misspelt {
  readonly finding: Finding;
  /** The field that was meant, which is then not missing. */
  readonly meant: string | undefined;
}

/** Names in a block of its own that are no fields; in the flat form, where other data may stand, only those near a field's. */
function misspeltNames(placed: Placed): readonly Misspelt[] {
  const { connector, block, own, beside } = placed;
  const known = [...Object.keys(connector.fields), ...beside];
  const absent = known.filter((name) => block[name] === undefined);
  return Object.keys(own)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const near = meant(name, absent);
      return { meant: near, finding: at(placed, shownName(name), unknown(name, near, connector)) };
    });
}

const unknown = (name: string, near: string | undefined, { paySp }: Connector): Remark => ({
  problem: near === undefined ? says('unknown_field', { paySp }) : says('misspelt_field', { paySp, near }),
  why: says('why_unknown_field'),
  fix:
    near === undefined
      ? says('fix_unknown_field', { name: shownName(name), paySp })
      : says('fix_rename', { near }),
});
