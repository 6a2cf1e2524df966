// Where an update's path leads in one document. Updates walk lists by position only, make what is missing on the way, and
// never go through a value that is neither a document nor a list.
import { typeOf } from '../bson-order';
import { operatorRefused, requestFailed } from '../database-errors';
import { isDoc, putField, type Doc } from '../document';

/** MongoDB's limit on how far a list may be padded with nulls. */
const FARTHEST_POSITION = 1_500_000;

/** The matched position of a list, for paths with `$`; undefined where the query matched none. */
export type Position = (listPath: string) => number | undefined;

/** The plain paths that a path with `$` or `$[]` stands for in this document. */
export function plainPaths(doc: Doc, path: string, position: Position): string[] {
  let paths: string[] = [''];
  for (const step of checkedSteps(path)) {
    paths = paths.flatMap((before) =>
      expanded(doc, before, step, position).map((one) => (before === '' ? one : `${before}.${one}`)),
    );
  }
  return paths;
}

function expanded(doc: Doc, before: string, step: string, position: Position): string[] {
  if (step === '$') {
    const at = position(before);
    if (at === undefined)
      throw requestFailed('The positional operator did not find the match needed from the query.');
    return [String(at)];
  }
  if (step === '$[]') {
    const list = valueIn(doc, before.split('.'));
    if (list === undefined || !Array.isArray(list))
      throw requestFailed(`The path '${before}' must exist in the document in order to apply array updates.`);
    return list.map((_item, at) => String(at));
  }
  return [step];
}

function checkedSteps(path: string): string[] {
  const steps = path.split('.');
  if (steps.includes(''))
    throw requestFailed(`The update path '${path}' contains an empty field name, which is not allowed.`);
  const filtered = steps.find((step) => /^\$\[.+\]$/.test(step));
  if (filtered !== undefined)
    throw operatorRefused(
      `No array filter found for identifier '${filtered.slice(2, -1)}' in path '${path}': the SDKs send no array filters`,
    );
  const dollar = steps.find((step) => step.startsWith('$') && step !== '$' && step !== '$[]');
  if (dollar !== undefined)
    throw requestFailed(`The dollar ($) prefixed field '${dollar}' in '${path}' is not valid for storage.`);
  if (steps[0] === '$' || steps[0] === '$[]')
    throw requestFailed(`Cannot have positional (i.e. '$') element in the first position in path '${path}'`);
  return steps;
}

export const isPosition = (step: string): boolean => /^(0|[1-9]\d*)$/.test(step);

/** What stands at a path now; undefined where nothing does. */
export function valueIn(doc: Doc, steps: readonly string[]): unknown {
  return steps.reduce<unknown>((value, step) => {
    if (Array.isArray(value)) return isPosition(step) ? (value as unknown[])[Number(step)] : undefined;
    return isDoc(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }, doc);
}

/** Writes at a path, making the documents on the way. */
export function write(doc: Doc, steps: readonly string[], value: unknown): void {
  let holder: unknown = doc;
  for (const [at, step] of steps.entries()) {
    const isLast = at === steps.length - 1;
    checkHolder(holder, step, steps[at - 1]);
    const next: unknown = isLast ? value : (below(holder, step) ?? (hasField(holder, step) ? null : {}));
    put(holder, step, next);
    holder = next;
  }
}

const hasField = (holder: unknown, step: string): boolean => below(holder, step) !== undefined;

function below(holder: unknown, step: string): unknown {
  if (Array.isArray(holder)) return holder[Number(step)] as unknown;
  return isDoc(holder) && Object.hasOwn(holder, step) ? holder[step] : undefined;
}

function checkHolder(holder: unknown, step: string, name: string | undefined): void {
  if (isDoc(holder) || (Array.isArray(holder) && isPosition(step))) return;
  const shown = JSON.stringify(holder).slice(0, 80);
  throw requestFailed(`Cannot create field '${step}' in element {${name ?? ''}: ${shown}}`);
}

function put(holder: unknown, step: string, value: unknown): void {
  if (!Array.isArray(holder)) {
    if (isDoc(holder)) putField(holder, step, value);
    return;
  }
  const at = Number(step);
  if (at > holder.length + FARTHEST_POSITION)
    throw requestFailed(`can't backfill more than ${FARTHEST_POSITION} elements: position ${at}`);
  while (holder.length < at) holder.push(null);
  holder[at] = value;
}

/** Takes what stands at a path out; in a list null stays in its place. A way that leads nowhere is no error. */
export function remove(doc: Doc, steps: readonly string[]): void {
  const holder = valueIn(doc, steps.slice(0, -1));
  const last = steps.at(-1) ?? '';
  if (Array.isArray(holder)) {
    if (isPosition(last) && Number(last) < holder.length) holder[Number(last)] = null;
  } else if (isDoc(holder)) Reflect.deleteProperty(holder, last);
}

/** The first list on the way to a path. */
export function listOn(doc: Doc, steps: readonly string[]): boolean {
  return steps.some((_step, at) => Array.isArray(valueIn(doc, steps.slice(0, at))) && at > 0);
}

/** A list at a path, or undefined; anything else is an error. */
export function listAt(
  doc: Doc,
  steps: readonly string[],
  complaint: (type: string) => string,
): readonly unknown[] | undefined {
  const value = valueIn(doc, steps);
  if (value === undefined || Array.isArray(value)) return value;
  throw requestFailed(complaint(typeOf(value)));
}
