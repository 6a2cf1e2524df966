// Update operators on lists.
import { compare, equal, isNumeric, keyOfValue, numberOf, typeOf } from '../bson-order';
import { checkLength } from '../bounds';
import { requestFailed } from '../database-errors';
import { copy, isDoc, type Doc } from '../document';
import { elementTest, isOperators } from '../query/match';
import { literalTest } from '../query/match-operators';
import { orderOf, sortedElements } from '../query/sort';
import type { Application, Apply } from './application';
import { listAt, write } from './path';

function listToExtend({ doc, path, steps }: Application): readonly unknown[] {
  const complaint = (type: string): string =>
    `The field '${path}' must be an array but is of type ${type} in document {_id: ${JSON.stringify(doc._id)}}`;
  return listAt(doc, steps, complaint) ?? [];
}

/** A whole number of a modifier, or undefined where there is none. */
function wholeNumber(value: unknown, name: string): number | undefined {
  if (value === undefined) return undefined;
  if (isNumeric(value) && Number.isInteger(numberOf(value))) return numberOf(value);
  throw requestFailed(`The value for ${name} must be an integer value but was given type: ${typeOf(value)}`);
}

function eachOf(modifiers: Doc, operator: string): readonly unknown[] {
  if (Array.isArray(modifiers.$each)) return modifiers.$each;
  throw requestFailed(
    `The argument to $each in ${operator} must be an array but it was of type ${typeOf(modifiers.$each)}`,
  );
}

const push: Apply = (application) => {
  const { operand, doc, steps } = application;
  const list = listToExtend(application);
  if (!isDoc(operand) || !('$each' in operand)) {
    write(doc, steps, [...list, copy(operand)]);
    return;
  }
  const strange = Object.keys(operand).find(
    (name) => !['$each', '$position', '$sort', '$slice'].includes(name),
  );
  if (strange !== undefined) throw requestFailed(`Unrecognized clause in $push: ${strange}`);
  const items = eachOf(operand, '$push').map(copy);
  const position = wholeNumber(operand.$position, '$position') ?? list.length;
  const slice = wholeNumber(operand.$slice, '$slice');
  const at = position < 0 ? Math.max(0, list.length + position) : Math.min(position, list.length);
  const longer = inOrder([...list.slice(0, at), ...items, ...list.slice(at)], operand.$sort);
  checkLength(longer.length, '$push');
  write(doc, steps, cut(longer, slice));
};

function inOrder(list: unknown[], order: unknown): unknown[] {
  if (order === undefined) return list;
  if (order === 1 || order === -1) return list.sort((one, other) => compare(one, other) * order);
  if (!isDoc(order) || Object.keys(order).length === 0)
    throw requestFailed(
      'The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields',
    );
  return sortedElements(list, orderOf(order, '$push $sort'));
}

function cut(list: readonly unknown[], count: number | undefined): readonly unknown[] {
  if (count === undefined) return list;
  if (count === 0) return [];
  return count < 0 ? list.slice(count) : list.slice(0, count);
}

const addToSet: Apply = (application) => {
  const { operand, doc, steps } = application;
  const list = listToExtend(application);
  const isEach = isDoc(operand) && Object.keys(operand)[0] === '$each';
  if (isEach && Object.keys(operand).length > 1)
    throw requestFailed(
      `Found unexpected fields after $each in $addToSet: ${Object.keys(operand).slice(1).join()}`,
    );
  const items = isEach ? eachOf(operand, '$addToSet') : [operand];
  const known = new Set(list.map(keyOfValue));
  const fresh = items.filter((item) => {
    const key = keyOfValue(item);
    const isNew = !known.has(key);
    known.add(key);
    return isNew;
  });
  write(doc, steps, [...list, ...fresh.map(copy)]);
};

const pop: Apply = (application) => {
  const { operand, doc, path, steps } = application;
  if (operand !== 1 && operand !== -1)
    throw requestFailed(`$pop expects 1 or -1, found: ${JSON.stringify(operand)}`);
  const complaint = (type: string): string =>
    `Path '${path}' contains an element of non-array type '${type}'`;
  const list = listAt(doc, steps, complaint);
  if (list) write(doc, steps, operand === 1 ? list.slice(0, -1) : list.slice(1));
};

/** Conditions ask each element; a document asks its fields; anything else is equality. */
function pulling(operand: unknown): (item: unknown) => boolean {
  if (isOperators(operand) || isDoc(operand)) return elementTest(operand);
  if (operand instanceof RegExp) return literalTest(operand).test;
  return (item) => equal(item, operand);
}

const takeOut = (application: Application, test: (item: unknown) => boolean, operator: string): void => {
  const list = listAt(
    application.doc,
    application.steps,
    () => `Cannot apply ${operator} to a non-array value`,
  );
  if (list?.some(test))
    write(
      application.doc,
      application.steps,
      list.filter((item) => !test(item)),
    );
};

export const arrayOperators: Readonly<Record<string, Apply>> = {
  $push: push,
  $addToSet: addToSet,
  $pop: pop,
  $pull: (application) => takeOut(application, pulling(application.operand), '$pull'),
  $pullAll: (application) => {
    const { operand } = application;
    if (!Array.isArray(operand))
      throw requestFailed(`$pullAll requires an array argument but was given a ${typeOf(operand)}`);
    const keys = new Set(operand.map(keyOfValue));
    takeOut(application, (item) => keys.has(keyOfValue(item)), '$pullAll');
  },
};
