// Documents as values.
import { typeOf } from '../bson-order';
import { requestFailed } from '../database-errors';
import { isDoc, putField, type Doc } from '../document';
import { eager, isNullish, listOf, named, nullable, type Operator } from './operator';

/** Fields of later documents win; null and missing ones are passed over. */
export function merged(values: readonly unknown[], name: string): Doc {
  const doc: Doc = {};
  for (const value of values) {
    if (isNullish(value)) continue;
    if (!isDoc(value))
      throw requestFailed(`${name} requires object inputs, but input is of type ${typeOf(value)}`);
    for (const [field, inner] of Object.entries(value)) putField(doc, field, inner);
  }
  return doc;
}

function objectToArray([value]: readonly unknown[]): unknown {
  if (!isDoc(value)) throw requestFailed(`$objectToArray requires a document input, found: ${typeOf(value)}`);
  return Object.entries(value).map(([k, v]) => ({ k, v }));
}

/** Pairs that are all lists or all documents. */
function fromPairs(list: readonly unknown[]): Doc {
  const strange = list.find((item) => Array.isArray(item) !== Array.isArray(list[0]));
  if (strange !== undefined)
    throw requestFailed(
      `$arrayToObject requires a consistent input format. Elements must all be arrays or all be objects. Found ${typeOf(strange)}`,
    );
  return Object.fromEntries(list.map(pairOf));
}

function pairOf(item: unknown): readonly [string, unknown] {
  if (Array.isArray(item)) {
    if (item.length !== 2) throw requestFailed('$arrayToObject requires an array of size 2 arrays');
    return [keyName(item[0]), item[1] as unknown];
  }
  if (!isDoc(item)) throw requestFailed(`Unrecognised input type format for $arrayToObject: ${typeOf(item)}`);
  if (Object.keys(item).length !== 2 || !('k' in item) || !('v' in item))
    throw requestFailed("$arrayToObject requires an object keys of 'k' and 'v'");
  return [keyName(item.k), item.v];
}

function keyName(key: unknown): string {
  if (typeof key !== 'string')
    throw requestFailed(`$arrayToObject requires keys of type string, found ${typeOf(key)}`);
  if (key.includes('\0')) throw requestFailed('Key field cannot contain an embedded null byte');
  return key;
}

/** The field's name is a constant, also one with dots and dollars. */
const fieldName = (name: string, field: unknown): string => {
  const literal = isDoc(field) && '$literal' in field ? field.$literal : field;
  if (typeof literal === 'string' && !(literal.startsWith('$') && literal === field)) return literal;
  throw requestFailed(`${name} requires 'field' to evaluate to a constant string`);
};

const getField: Operator = (name, argument, compile) => {
  const given = isDoc(argument) && 'field' in argument ? argument : { field: argument, input: '$$CURRENT' };
  const { field, input } = named(name, given, { required: ['field', 'input'] });
  const [key, from] = [fieldName(name, field), compile(input)];
  return (scope) => {
    const doc = from(scope);
    if (isDoc(doc)) return Object.hasOwn(doc, key) ? doc[key] : undefined;
    return doc === null ? null : undefined;
  };
};

const setField: Operator = (name, argument, compile) => {
  const names = { required: ['field', 'input', 'value'] } as const;
  const { field, input, value } = named(name, argument, names);
  const [key, from, to] = [fieldName(name, field), compile(input), compile(value)];
  return (scope) => {
    const doc = from(scope);
    if (isNullish(doc)) return null;
    if (!isDoc(doc)) throw requestFailed(`${name} requires 'input' to evaluate to type Object`);
    const set = to(scope);
    const { [key]: _old, ...others } = doc;
    return set === undefined ? others : { ...doc, [key]: set };
  };
};

export const objects: Readonly<Record<string, Operator>> = {
  $mergeObjects: eager([0, Infinity], (values, name) => {
    const [only] = values;
    return merged(values.length === 1 && Array.isArray(only) ? only : values, name);
  }),
  $objectToArray: nullable(1, objectToArray),
  $arrayToObject: nullable(1, ([value], name) => fromPairs(listOf(value, name))),
  $getField: getField,
  $setField: setField,
  $unsetField: (name, argument, compile) => {
    const { field, input } = named(name, argument, { required: ['field', 'input'] });
    return setField(name, { field, input, value: '$$REMOVE' }, compile);
  },
};
