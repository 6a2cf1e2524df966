/**
 * Fields of WeChat's card APIs as data: what is taken for each from an operator, strictly, and what is read of it in an answer,
 * leniently. Both schemas are made from one declaration, so that no field is known to one of them only.
 */
import * as v from 'valibot';
import { listOf } from '../../kernel/input';
import type { JsonObject } from '../../kernel/json';
import { fit, wellFormed, type TextLimit } from '../../kernel/text';

/** A field that only WeChat fills. */
export interface Told {
  /** Reads what WeChat says, leniently about its type. */
  readonly tell: v.GenericSchema;
}

export interface Term extends Told {
  /** Refuses what WeChat's documentation refuses. */
  readonly take: v.GenericSchema;
  readonly isRequired: boolean;
}

export type Terms = Readonly<Record<string, Term>>;
export type ToldTerms = Readonly<Record<string, Told>>;

const told = {
  text: v.union([v.string(), v.pipe(v.number(), v.transform(String))]),
  whole: v.pipe(
    v.union([v.number(), v.pipe(v.string(), v.regex(/^-?\d{1,16}$/), v.transform(Number))]),
    v.safeInteger(),
  ),
  flag: v.union([
    v.boolean(),
    v.pipe(
      v.picklist(['true', 'false']),
      v.transform((word) => word === 'true'),
    ),
  ]),
};

export const toldText: Told = { tell: told.text };
export const toldWhole: Told = { tell: told.whole };
export const toldFlag: Told = { tell: told.flag };
/** A list of which every readable entry is told. */
export const toldList = (entry: Told): Told => ({ tell: readableOf(entry.tell) });
export const toldObject = (terms: ToldTerms): Told => ({ tell: answerOf(terms) });

const term = (take: v.GenericSchema, tell: v.GenericSchema): Term => ({ take, tell, isRequired: false });

/** The same field where it must be there. */
export const required = (one: Term): Term => ({ ...one, isRequired: true });

/** A filled text; the limit is WeChat's, in WeChat's unit. */
export function text(most: number, unit: TextLimit['unit'] = 'bytes'): Term {
  return term(filledText(most, unit), told.text);
}

export function filledText(
  most: number,
  unit: TextLimit['unit'] = 'bytes',
): v.GenericSchema<unknown, string> {
  const size = unit === 'bytes' ? 'bytes of UTF-8' : unit;
  return v.pipe(
    v.string('must be a text'),
    v.nonEmpty('must not be empty'),
    v.check((value) => wellFormed(value) === value, 'holds half a character: write it anew'),
    v.check((value) => fit(value, { most, unit }) === wellFormed(value), `must be at most ${most} ${size}`),
  );
}

/** A text of a certain form. */
export function formed(form: RegExp, says: string): Term {
  return term(formedText(form, says), told.text);
}

export function formedText(form: RegExp, says: string): v.GenericSchema<unknown, string> {
  return v.pipe(v.string('must be a text'), v.regex(form, says));
}

/** A whole number; WeChat takes no fractions anywhere. */
export function whole(least: number, most: number): Term {
  return term(wholeNumber(least, most), told.whole);
}

export function wholeNumber(least: number, most: number): v.GenericSchema<unknown, number> {
  const says = `must be a whole number from ${least} to ${most}`;
  return v.pipe(v.number(says), v.safeInteger(says), v.minValue(least, says), v.maxValue(most, says));
}

const UNIX_SECONDS = { least: 1, most: 4_102_444_800 };
export const unixSeconds = wholeNumber(UNIX_SECONDS.least, UNIX_SECONDS.most);

/** A moment in Unix seconds. Milliseconds are refused: they would be in the year 50000. */
export const moment: Term = term(unixSeconds, told.whole);

export const flag: Term = term(v.boolean('must be true or false'), told.flag);

/** One of WeChat's words. In an answer any word is read, for WeChat has more than it documents. */
export function oneOf(...words: readonly string[]): Term {
  return term(v.picklist(words, `must be one of: ${words.join(', ')}`), told.text);
}

/** A field that cannot be taken any more, and why. */
export function never(says: string): Term {
  return term(
    v.custom(() => false, says),
    told.text,
  );
}

/** A filled list. In an answer what cannot be read is left out, and the rest is read. */
export function list(one: Term, most: number): Term {
  return term(listOf(one.take, most), readableOf(one.tell));
}

/** Those entries of a list that can be read. */
function readableOf(entry: v.GenericSchema): v.GenericSchema {
  return v.pipe(
    v.array(v.unknown()),
    v.transform((entries) =>
      entries.flatMap((one) => {
        const read = v.safeParse(entry, one);
        return read.success ? [read.output] : [];
      }),
    ),
  );
}

/** Fields under a name, with rules that need more than one of them. */
export function object(terms: Terms, ...rules: readonly Rule[]): Term {
  return term(inputOf(terms, ...rules), answerOf(terms));
}

/** Says what is wrong with fields that are each right by themselves; nothing when all is well. */
export type Rule = (fields: JsonObject) => readonly string[];

/** The schema for what an operator sends. Whatever else was sent is dropped. */
export function inputOf(terms: Terms, ...rules: readonly Rule[]): v.GenericSchema<unknown, JsonObject> {
  const entries = Object.entries(terms).map(([name, one]): [string, v.GenericSchema] => [
    name,
    one.isRequired ? one.take : v.exactOptional(one.take),
  ]);
  return v.pipe(
    v.object(Object.fromEntries(entries), 'must be an object'),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      for (const rule of rules) for (const message of rule(dataset.value)) addIssue({ message });
    }),
  );
}

/** The schema for what WeChat answers: fields of a wrong type count as missing, unknown ones are dropped. */
export function answerOf(terms: ToldTerms): v.GenericSchema<unknown, JsonObject> {
  const entries = Object.entries(terms).map(([name, { tell }]): [string, v.GenericSchema] => [
    name,
    v.fallback(v.optional(tell), undefined),
  ]);
  return v.object(Object.fromEntries(entries));
}

/** What an answer says by its terms; undefined when it is no object or lacks one of the `needed` fields. */
export function tellOf(
  terms: ToldTerms,
  answer: unknown,
  ...needed: readonly string[]
): JsonObject | undefined {
  const read = v.safeParse(answerOf(terms), answer);
  if (!read.success) return undefined;
  return needed.every((name) => read.output[name] !== undefined) ? read.output : undefined;
}
