// Dotted paths through documents and arrays, as queries walk them: an array on the way is taken apart, once per step, and a
// number in the path may also be a position.
import { isDoc } from '../document';

/** A step of a path that may be a position in a list. */
export const POSITION = /^(0|[1-9]\d*)$/;

/** True when `test` holds for one of the values that the path leads to; `undefined` stands for a missing one. */
export function someAt(
  value: unknown,
  steps: readonly string[],
  test: (leaf: unknown) => boolean,
  at = 0,
): boolean {
  const step = steps[at];
  if (step === undefined) return test(value);
  if (Array.isArray(value)) return someIn(value, steps, test, at);
  if (!isDoc(value)) return test(undefined);
  return someAt(Object.hasOwn(value, step) ? value[step] : undefined, steps, test, at + 1);
}

function someIn(
  list: readonly unknown[],
  steps: readonly string[],
  test: (leaf: unknown) => boolean,
  at: number,
): boolean {
  const step = steps[at] ?? '';
  const byPosition = POSITION.test(step) && Number(step) < list.length;
  if (byPosition && someAt(list[Number(step)], steps, test, at + 1)) return true;
  return list.some((item) => {
    if (!isDoc(item)) return false;
    // What is reached by its position is not missing because the other elements have no field of that name.
    return byPosition && !Object.hasOwn(item, step) ? false : someAt(item, steps, test, at);
  });
}

/** As `someAt`, and an array at the end counts both for its elements and as a whole. */
export function someValue(
  value: unknown,
  steps: readonly string[],
  test: (leaf: unknown) => boolean,
): boolean {
  return someAt(value, steps, (leaf) => (Array.isArray(leaf) && leaf.some(test)) || test(leaf));
}

/** Every value that the path leads to, as `someAt` finds them. */
export function leavesAt(value: unknown, path: string): unknown[] {
  const leaves: unknown[] = [];
  someAt(value, path.split('.'), (leaf) => {
    leaves.push(leaf);
    return false;
  });
  return leaves;
}
