// $jsonSchema as MongoDB has it: draft 4 with `bsonType`; an unknown keyword is an error that names it.
import { compare, equal, isNumeric, keyOfValue, numberOf } from '../bson-order';
import { entryOf } from '../../table';
import { operatorRefused, requestFailed } from '../database-errors';
import { isDoc, type Doc } from '../document';
import { typeTest } from './match-operators';
import { regexOf } from './regular-expression';

type Test = (value: unknown) => boolean;
type Keyword = (argument: unknown, schema: Doc) => Test;

/** Whether a document fits the schema; fails on a schema that MongoDB refuses. */
export function jsonSchemaTest(schema: unknown): Test {
  return schemaTest(schema, '$jsonSchema');
}

function schemaTest(schema: unknown, where: string): Test {
  if (!isDoc(schema)) throw requestFailed(`${where} must be an object`);
  if ('type' in schema && 'bsonType' in schema)
    throw requestFailed("Cannot specify both $jsonSchema keywords 'type' and 'bsonType'");
  const tests = Object.entries(schema).map(([name, argument]) => {
    const keyword = Object.hasOwn(keywords, name) ? keywords[name] : undefined;
    if (!keyword) throw operatorRefused(`$jsonSchema keyword '${name}' is not supported`);
    return keyword(argument, schema);
  });
  return (value) => tests.every((test) => test(value));
}

/** A keyword that speaks of one type and lets all others pass. */
const about =
  <T>(
    isOne: (value: unknown) => value is T,
    holds: (value: T, limit: number) => boolean,
    name: string,
  ): Keyword =>
  (argument) => {
    if (typeof argument !== 'number') throw requestFailed(`$jsonSchema keyword '${name}' must be a number`);
    return (value) => !isOne(value) || holds(value, argument);
  };

const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => isNumeric(value);
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
const codePoints = (text: string): number => Array.from(text).length;

const jsonTypes: Readonly<Record<string, Test>> = {
  object: isDoc,
  array: isList,
  number: isNumber,
  string: isText,
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
};

function jsonType(argument: unknown): Test {
  const given: unknown[] = Array.isArray(argument) ? argument : [argument];
  const tests = given.map((name) => {
    const test = entryOf(jsonTypes, String(name));
    if (!test)
      throw requestFailed(`$jsonSchema type '${String(name)}' is not supported (bsonType has int, date …)`);
    return test;
  });
  return (value) => tests.some((test) => test(value));
}

function required(argument: unknown): Test {
  if (!Array.isArray(argument) || argument.length === 0 || !argument.every(isText))
    throw requestFailed("$jsonSchema keyword 'required' must be a nonempty array of strings");
  if (new Set(argument).size < argument.length)
    throw requestFailed("$jsonSchema keyword 'required' array cannot contain duplicate values");
  return (value) => !isDoc(value) || argument.every((field) => Object.hasOwn(value, field));
}

function properties(argument: unknown): Test {
  const tests = Object.entries(docOf(argument, 'properties')).map(
    ([field, schema]) => [field, schemaTest(schema, field)] as const,
  );
  return (value) =>
    !isDoc(value) || tests.every(([field, test]) => !Object.hasOwn(value, field) || test(value[field]));
}

function patterns(argument: unknown): { regex: RegExp; test: Test }[] {
  return Object.entries(docOf(argument, 'patternProperties')).map(([pattern, schema]) => ({
    regex: regexOf(pattern, undefined, 'patternProperties'),
    test: schemaTest(schema, pattern),
  }));
}

function additionalProperties(argument: unknown, schema: Doc): Test {
  const named = new Set(Object.keys(isDoc(schema.properties) ? schema.properties : {}));
  const patterned = patterns(schema.patternProperties ?? {});
  const others: Test =
    typeof argument === 'boolean' ? () => argument : schemaTest(argument, 'additionalProperties');
  return (value) =>
    !isDoc(value) ||
    Object.entries(value).every(
      ([field, inner]) =>
        named.has(field) || patterned.some(({ regex }) => regex.test(field)) || others(inner),
    );
}

function items(argument: unknown): Test {
  if (Array.isArray(argument)) {
    const tests = argument.map((schema) => schemaTest(schema, 'items'));
    return (value) => !isList(value) || tests.every((test, at) => at >= value.length || test(value[at]));
  }
  const test = schemaTest(argument, 'items');
  return (value) => !isList(value) || value.every(test);
}

function additionalItems(argument: unknown, { items: before }: Doc): Test {
  if (!Array.isArray(before)) return () => true;
  const test: Test = typeof argument === 'boolean' ? () => argument : schemaTest(argument, 'additionalItems');
  return (value) => !isList(value) || value.slice(before.length).every(test);
}

function several(name: string, combine: (fitting: number, all: number) => boolean): Keyword {
  return (argument) => {
    if (!Array.isArray(argument) || argument.length === 0)
      throw requestFailed(`$jsonSchema keyword '${name}' must be a nonempty array`);
    const tests = argument.map((schema) => schemaTest(schema, name));
    return (value) => combine(tests.filter((test) => test(value)).length, tests.length);
  };
}

function dependencies(argument: unknown): Test {
  const tests = Object.entries(docOf(argument, 'dependencies')).map(
    ([field, needs]) => [field, Array.isArray(needs) ? required(needs) : schemaTest(needs, field)] as const,
  );
  return (value) =>
    !isDoc(value) || tests.every(([field, test]) => !Object.hasOwn(value, field) || test(value));
}

function limit(name: 'minimum' | 'maximum', holds: (order: number, exclusive: boolean) => boolean): Keyword {
  const exclusiveName = name === 'minimum' ? 'exclusiveMinimum' : 'exclusiveMaximum';
  return (argument, schema) => {
    if (!isNumber(argument)) throw requestFailed(`$jsonSchema keyword '${name}' must be a number`);
    const exclusive = schema[exclusiveName] === true;
    return (value) => !isNumber(value) || holds(compare(value, argument), exclusive);
  };
}

const exclusive =
  (name: string, beside: string): Keyword =>
  (argument, schema) => {
    if (typeof argument !== 'boolean') throw requestFailed(`$jsonSchema keyword '${name}' must be a boolean`);
    if (!(beside in schema))
      throw requestFailed(`$jsonSchema keyword '${beside}' must be present with '${name}'`);
    return () => true;
  };

function docOf(argument: unknown, name: string): Doc {
  if (!isDoc(argument)) throw requestFailed(`$jsonSchema keyword '${name}' must be an object`);
  return argument;
}

const described: Keyword = () => () => true;

const keywords: Readonly<Record<string, Keyword>> = {
  title: described,
  description: described,
  bsonType: (argument) => typeTest(argument),
  type: jsonType,
  required,
  properties,
  patternProperties: (argument) => {
    const all = patterns(argument);
    return (value) =>
      !isDoc(value) ||
      Object.entries(value).every(([field, inner]) =>
        all.every(({ regex, test }) => !regex.test(field) || test(inner)),
      );
  },
  additionalProperties,
  items,
  additionalItems,
  dependencies,
  enum: (argument) => {
    if (!Array.isArray(argument) || argument.length === 0)
      throw requestFailed("$jsonSchema keyword 'enum' must be a nonempty array");
    return (value) => argument.some((one) => equal(one, value));
  },
  minimum: limit('minimum', (order, strict) => (strict ? order > 0 : order >= 0)),
  maximum: limit('maximum', (order, strict) => (strict ? order < 0 : order <= 0)),
  exclusiveMinimum: exclusive('exclusiveMinimum', 'minimum'),
  exclusiveMaximum: exclusive('exclusiveMaximum', 'maximum'),
  multipleOf: about(isNumber, (value, step) => Math.abs(numberOf(value) % step) === 0, 'multipleOf'),
  minLength: about(isText, (value, least) => codePoints(value) >= least, 'minLength'),
  maxLength: about(isText, (value, most) => codePoints(value) <= most, 'maxLength'),
  minItems: about(isList, (value, least) => value.length >= least, 'minItems'),
  maxItems: about(isList, (value, most) => value.length <= most, 'maxItems'),
  minProperties: about(isDoc, (value, least) => Object.keys(value).length >= least, 'minProperties'),
  maxProperties: about(isDoc, (value, most) => Object.keys(value).length <= most, 'maxProperties'),
  pattern: (argument) => {
    const regex = regexOf(argument, undefined, 'pattern');
    return (value) => !isText(value) || regex.test(value);
  },
  uniqueItems: (argument) => {
    if (typeof argument !== 'boolean')
      throw requestFailed("$jsonSchema keyword 'uniqueItems' must be a boolean");
    return (value) => !argument || !isList(value) || new Set(value.map(keyOfValue)).size === value.length;
  },
  allOf: several('allOf', (fitting, all) => fitting === all),
  anyOf: several('anyOf', (fitting) => fitting > 0),
  oneOf: several('oneOf', (fitting) => fitting === 1),
  not: (argument) => {
    const test = schemaTest(argument, 'not');
    return (value) => !test(value);
  },
};
