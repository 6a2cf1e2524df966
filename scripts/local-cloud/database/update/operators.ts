// Update operators on one field. Each gets a private copy of the document and writes into it.
import { compare, equal, isNumeric, numberOf, typeOf } from '../bson-order';
import { checkSteps } from '../bounds';
import { requestFailed } from '../database-errors';
import { copy, isDoc } from '../document';
import type { Apply } from './application';
import { arrayOperators } from './arrays';
import { listOn, remove, valueIn, write } from './path';

const arithmetic =
  (
    verb: string,
    work: (current: number, operand: number) => number,
    missing: (operand: number) => number,
  ): Apply =>
  ({ doc, path, steps, operand }) => {
    if (!isNumeric(operand))
      throw requestFailed(`Cannot ${verb} with non-numeric argument: {${path}: ${JSON.stringify(operand)}}`);
    const current = valueIn(doc, steps);
    if (current !== undefined && !isNumeric(current))
      throw requestFailed(
        `Cannot apply $${verb === 'increment' ? 'inc' : 'mul'} to a value of non-numeric type. {_id: ${JSON.stringify(doc._id)}} has the field '${path}' of non-numeric type ${typeOf(current)}`,
      );
    const by = numberOf(operand);
    write(doc, steps, current === undefined ? missing(by) : work(numberOf(current), by));
  };

/** Keeps the smaller or the larger of what is there and what is given, over all types. */
const extreme =
  (direction: 1 | -1): Apply =>
  ({ doc, steps, operand }) => {
    const current = valueIn(doc, steps);
    if (current === undefined || compare(operand, current) * direction > 0) write(doc, steps, copy(operand));
  };

const rename: Apply = ({ doc, path, steps, operand }) => {
  if (typeof operand !== 'string' || operand === '')
    throw requestFailed(`The 'to' field for $rename must be a string: ${path}: ${JSON.stringify(operand)}`);
  const target = operand.split('.');
  checkSteps(target);
  if (target.includes(''))
    throw requestFailed(`The update path '${operand}' contains an empty field name, which is not allowed.`);
  const dollar = target.find((step) => step.startsWith('$'));
  if (dollar !== undefined)
    throw requestFailed(
      `The dollar ($) prefixed field '${dollar}' in '${operand}' is not valid for storage.`,
    );
  const value = valueIn(doc, steps);
  if (listOn(doc, steps))
    throw requestFailed(`The source field cannot be an array element, '${path}' in doc has an array field`);
  if (value === undefined) return;
  if (listOn(doc, target))
    throw requestFailed(
      `The destination field cannot be an array element, '${operand}' in doc has an array field`,
    );
  remove(doc, steps);
  write(doc, target, value);
};

const bitwise: Readonly<Record<string, (one: bigint, other: bigint) => bigint>> = {
  and: (one, other) => one & other,
  or: (one, other) => one | other,
  xor: (one, other) => one ^ other,
};

const bit: Apply = ({ doc, path, steps, operand }) => {
  if (!isDoc(operand) || Object.keys(operand).length === 0)
    throw requestFailed(
      `The $bit modifier is not compatible with a ${typeOf(operand)}: an object with and, or, xor is needed`,
    );
  const current = valueIn(doc, steps) ?? (valueIn(doc, steps) === null ? null : 0);
  if (!Number.isInteger(current))
    throw requestFailed(
      `Cannot apply $bit to a value of non-integral type: {_id: ${JSON.stringify(doc._id)}} has the field '${path}' of type ${typeOf(current)}`,
    );
  const result = Object.entries(operand).reduce(
    (value, [name, by]) => {
      const work = Object.hasOwn(bitwise, name) ? bitwise[name] : undefined;
      if (!work) throw requestFailed(`The $bit modifier only supports 'and', 'or', and 'xor', not '${name}'`);
      if (!Number.isInteger(by))
        throw requestFailed(
          `The $bit modifier field must be an Integer(32/64 bit); a '${typeOf(by)}' is not supported`,
        );
      return work(value, BigInt(Number(by)));
    },
    BigInt(Number(current)),
  );
  write(doc, steps, Number(BigInt.asIntN(64, result)));
};

const currentDate: Apply = ({ doc, path, steps, operand }) => {
  const type = isDoc(operand) ? operand.$type : operand;
  if (typeof type !== 'boolean' && type !== 'date')
    throw requestFailed(`${path}: $currentDate takes true or {$type: 'date'} in the local cloud`);
  write(doc, steps, new Date());
};

export const updateOperators: Readonly<Record<string, Apply>> = {
  $set: ({ doc, steps, operand }) => {
    // Nothing is written where nothing changes, so that the order of fields stays.
    if (!equal(valueIn(doc, steps), operand) || valueIn(doc, steps) === undefined)
      write(doc, steps, copy(operand));
  },
  $unset: ({ doc, steps }) => remove(doc, steps),
  $inc: arithmetic(
    'increment',
    (current, by) => current + by,
    (by) => by,
  ),
  $mul: arithmetic(
    'multiply',
    (current, by) => current * by,
    () => 0,
  ),
  $min: extreme(-1),
  $max: extreme(1),
  $rename: rename,
  $bit: bit,
  $currentDate: currentDate,
  ...arrayOperators,
};
