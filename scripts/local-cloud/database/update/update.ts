// Updates by operators: all of them on a copy, or none.
import { checkDepth, withinTime } from '../bounds';
import { compareText, equal } from '../bson-order';
import { operatorRefused, requestFailed } from '../database-errors';
import { copyDoc, isDoc, type Doc } from '../document';
import { updateOperators } from './operators';
import { isPosition, plainPaths, type Position } from './path';
import { checkOperand } from './stored-names';

interface Step {
  readonly operator: string;
  readonly path: string;
  readonly operand: unknown;
}

const noPosition: Position = () => undefined;

/** The document after the update; undefined when the update changes nothing. `position` is what the query matched. */
export function updated(doc: Doc, modifiers: Doc, position = noPosition): Doc | undefined {
  checkDepth(modifiers);
  const work = (): Doc | undefined => changed(doc, modifiers, position);
  return mayTakeLong(modifiers) ? withinTime(work) : work();
}

/** Conditions on elements may take for ever, and the places that `$[]` stands for may be many. */
const mayTakeLong = (modifiers: Doc): boolean =>
  '$pull' in modifiers ||
  Object.values(modifiers).some(
    (fields) => isDoc(fields) && Object.keys(fields).some((path) => path.includes('$[')),
  );

function changed(doc: Doc, modifiers: Doc, position: Position): Doc | undefined {
  const steps = stepsOf(modifiers).flatMap((step) => resolved(doc, step, position));
  checkConflicts(steps);
  const next = copyDoc(doc);
  for (const { operator, path, operand } of inOrder(steps))
    updateOperators[operator]?.({ doc: next, path, steps: path.split('.'), operand });
  if (!equal(next._id, doc._id))
    throw requestFailed("Performing an update on the path '_id' would modify the immutable field '_id'");
  if (equal(next, doc)) return undefined;
  return next;
}

/** On inserting, `$setOnInsert` is what `$set` is; otherwise it does nothing. */
export function onInsert({ $setOnInsert: more, ...modifiers }: Doc): Doc {
  if (more === undefined) return modifiers;
  return {
    ...modifiers,
    $set: { ...(isDoc(modifiers.$set) ? modifiers.$set : {}), ...(isDoc(more) ? more : {}) },
  };
}

function stepsOf(modifiers: Doc): Step[] {
  return Object.entries(modifiers).flatMap(([operator, fields]) => {
    const isKnown = Object.hasOwn(updateOperators, operator) || operator === '$setOnInsert';
    if (!isKnown) throw operatorRefused(`update operator ${operator} is not emulated by the local cloud`);
    if (!isDoc(fields))
      throw requestFailed(`Modifiers operate on fields but we found: ${operator}: ${JSON.stringify(fields)}`);
    if (operator === '$setOnInsert') return [];
    for (const [path, operand] of Object.entries(fields)) checkOperand(operator, path, operand);
    return Object.entries(fields).map(([path, operand]) => ({ operator, path, operand }));
  });
}

function resolved(doc: Doc, step: Step, position: Position): Step[] {
  if (step.path.startsWith('_id.'))
    throw requestFailed(
      `Performing an update on the path '${step.path}' would modify the immutable field '_id'`,
    );
  return plainPaths(doc, step.path, position).map((path) => ({ ...step, path }));
}

/** Two changes of one field, or of a field and of what holds it. */
function checkConflicts(steps: readonly Step[]): void {
  const paths = steps.flatMap(({ operator, path, operand }) =>
    operator === '$rename' && typeof operand === 'string' ? [path, operand] : [path],
  );
  const sortedPaths = paths.toSorted();
  const seen = new Set<string>();
  for (const path of sortedPaths) {
    const parts = path.split('.');
    const holder = parts.map((_part, at) => parts.slice(0, at + 1).join('.')).find((part) => seen.has(part));
    if (holder !== undefined)
      throw requestFailed(`Updating the path '${path}' would create a conflict at '${holder}'`);
    seen.add(path);
  }
}

/** MongoDB applies changes in the order of their paths, positions by number. */
function inOrder(steps: readonly Step[]): Step[] {
  return steps.toSorted((one, other) => comparePaths(one.path.split('.'), other.path.split('.')));
}

function comparePaths(one: readonly string[], other: readonly string[]): number {
  const at = one.findIndex((step, place) => step !== other[place]);
  const [left = '', right = ''] = [one[at], other[at]];
  return isPosition(left) && isPosition(right) ? Number(left) - Number(right) : compareText(left, right);
}
