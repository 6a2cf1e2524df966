// Update operators, applied by mingo after the checks that MongoDB makes and mingo leaves out
// (there, an update through a value of the wrong type silently does nothing).
import * as updateOperators from 'mingo/operators/update';
import { update as applyOperators } from 'mingo/updater';
import { messageOf } from '../service-error';
import { operatorRefused, requestFailed } from './database-errors';
import { copyDoc, fieldOf, isDoc, valueAt, type Doc } from './document';
import { knownAs } from './operators';

const known = knownAs(updateOperators);
const onArrays = new Set(['$push', '$addToSet', '$pop', '$pull', '$pullAll']);

/** The document after the update; undefined when the update changes nothing. */
export function updated(doc: Doc, modifiers: Doc): Doc | undefined {
  for (const [operator, fields] of Object.entries(modifiers)) {
    if (!known.has(operator))
      throw operatorRefused(`update operator ${operator} is not emulated by the local cloud`);
    if (!isDoc(fields))
      throw requestFailed(`Modifiers operate on fields but we found: ${operator}: ${String(fields)}`);
    for (const [path, operand] of Object.entries(fields)) check(doc, { operator, path, operand });
  }
  const next = copyDoc(doc);
  try {
    const changed = applyOperators(next, modifiers, [], undefined, { cloneMode: 'deep' });
    return changed.length > 0 ? next : undefined;
  } catch (error) {
    throw requestFailed(messageOf(error));
  }
}

interface Step {
  readonly operator: string;
  readonly path: string;
  readonly operand: unknown;
}

function check(doc: Doc, step: Step): void {
  const { operator, path } = step;
  if (path === '_id' || path.startsWith('_id.')) {
    throw requestFailed(`Performing an update on the path '${path}' would modify the immutable field '_id'`);
  }
  if (path.includes('$'))
    throw operatorRefused(`the positional path '${path}' is not emulated by the local cloud`);
  const current = valueAt(doc, path);
  if (operator === '$inc' || operator === '$mul') checkArithmetic(doc, step, current);
  if (onArrays.has(operator) && current !== undefined && !Array.isArray(current)) {
    throw requestFailed(
      `The field '${path}' must be an array but is of type ${typeNameOf(current)} in document {_id: ${idText(doc)}}`,
    );
  }
  if (operator !== '$unset') checkWay(doc, path);
}

function checkArithmetic(doc: Doc, { operator, path, operand }: Step, current: unknown): void {
  if (typeof operand !== 'number') {
    throw requestFailed(
      `Cannot ${operator === '$inc' ? 'increment' : 'multiply'} with non-numeric argument: {${path}: ${JSON.stringify(operand)}}`,
    );
  }
  if (current !== undefined && typeof current !== 'number') {
    throw requestFailed(
      `Cannot apply ${operator} to a value of non-numeric type. {_id: ${idText(doc)}} has the field '${path}' of non-numeric type ${typeNameOf(current)}`,
    );
  }
}

/** A path may lead through objects, arrays and what is missing, never through a scalar. */
function checkWay(doc: Doc, path: string): void {
  const steps = path.split('.');
  const last = steps.pop() ?? path;
  let value: unknown = doc;
  for (const step of steps) {
    value = fieldOf(value, step);
    if (value === undefined) return;
    if (!isDoc(value) && !Array.isArray(value)) {
      throw requestFailed(`Cannot create field '${last}' in element {${step}: ${JSON.stringify(value)}}`);
    }
  }
}

function typeNameOf(value: unknown): string {
  return value === null ? 'null' : typeof value;
}

function idText(doc: Doc): string {
  return JSON.stringify(doc._id);
}
