/**
 * The fields of a template, by the kind that their names begin with (WeChat documentation, "send a subscribe message", rules for values,
 * read 2026-11). WeChat refuses a message of which one value is empty or of another form.
 */
import * as v from 'valibot';
import { fit, sizeIn } from '../../kernel/text';

/** A form, and how it is said. */
interface Rule {
  fits(value: string): boolean;
  readonly says: string;
}

const like = (form: RegExp, says: string): Rule => ({ fits: (value) => form.test(value), says });

const HAN = /\p{Script=Han}/u;
const CLOCK = '\\d{1,2}:\\d{2}(:\\d{2})?';
const DAY = '\\d{4}(年\\d{1,2}月\\d{1,2}日|[-/.]\\d{1,2}[-/.]\\d{1,2})';
const span = (one: string): RegExp => new RegExp(`^${one}( ?~ ?${one})?$`);

const digitsIn = (value: string): number => value.replace(/\D/g, '').length;

const rules: Readonly<Record<string, Rule>> = {
  number: {
    fits: (value) => /^-?\d+(\.\d+)?$/.test(value) && digitsIn(value) <= 32,
    says: 'must be a number of at most 32 digits',
  },
  letter: like(/^[A-Za-z]{1,32}$/, 'must be 1 to 32 letters'),
  symbol: like(/^[^\p{L}\p{N}\s]{1,5}$/u, 'must be 1 to 5 symbols'),
  character_string: like(/^[\x20-\x7e]{1,32}$/, 'must be 1 to 32 digits, letters and symbols'),
  time: like(span(`(${DAY} ?)?${CLOCK}`), 'must be a time such as 15:01 or 2019年10月1日 15:01'),
  date: like(span(`${DAY}( ?${CLOCK})?`), 'must be a date such as 2019年10月1日 or 2019年10月1日 15:01'),
  amount: {
    fits: (value) => /^[\p{Sc}]?\d+(\.\d+)?元?$/u.test(value) && digitsIn(value) <= 10,
    says: 'must be at most one currency sign and 10 digits',
  },
  phone_number: like(/^[0-9+\-() #*]{1,17}$/, 'must be 1 to 17 digits and symbols'),
  car_number: like(
    /^[\p{Script=Han}A-Za-z0-9][A-Za-z0-9]{0,6}[\p{Script=Han}A-Za-z0-9]?$/u,
    'must be at most 8 letters and digits; the first and the last may be Chinese characters',
  ),
  name: {
    fits: (value) => sizeIn(value, 'characters') <= (HAN.test(value) ? 10 : 20) && !/\d/.test(value),
    says: 'must be at most 10 characters with Chinese ones, or 20 letters and symbols',
  },
  phrase: like(/^\p{Script=Han}{1,5}$/u, 'must be 1 to 5 Chinese characters'),
};

/** The only kind of free text: what is too long is cut. */
const THING = { most: 20, unit: 'characters' } as const;

/** What is wrong with the value of a field; undefined when nothing is. Kinds that we do not know must only not be empty. */
function problemOf(kind: string, value: string): string | undefined {
  if (value.trim() === '') return 'must not be empty';
  if (/[\p{Cc}\p{Cs}]/u.test(value))
    return 'holds a line break, another control character or half a character';
  const rule = Object.hasOwn(rules, kind) ? rules[kind] : undefined;
  return !rule || rule.fits(value) ? undefined : rule.says;
}

const kindOf = (name: string): string => name.replace(/\d+$/, '');

/** `{ thing1: 'Tulips', amount2: '€25.90' }`; numbers are written out. */
export const templateFields = v.pipe(
  v.record(
    v.pipe(v.string(), v.regex(/^[a-z_]{1,30}\d{0,3}$/i, 'must be named as in the template')),
    v.union([v.string(), v.number()], 'must be a text or a number'),
    'must be an object',
  ),
  v.rawTransform(({ dataset, addIssue }) => {
    const fields = Object.entries(dataset.value).map(([name, raw]) => {
      const kind = kindOf(name);
      const value = kind === 'thing' ? fit(String(raw), THING) : String(raw);
      const problem = problemOf(kind, value);
      if (problem !== undefined) addIssue({ message: `${name} ${problem}` });
      return [name, { value }] as const;
    });
    if (fields.length === 0) addIssue({ message: 'must not be empty' });
    return Object.fromEntries(fields);
  }),
);
