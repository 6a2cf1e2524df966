// Bounds of one evaluation, so that no query can end or hang the cloud: time (regular expressions that backtrack without end,
// loops over loops) and size (lists, texts and documents that grow without end).
import vm from 'node:vm';
import { paramRefused, requestFailed } from './database-errors';
import { isDoc } from './document';

/** How long one query may compute. */
const LONGEST_MS = 3000;
/** MongoDB's own limit of a document. */
const LARGEST_BYTES = 16 * 1024 * 1024;
const DEEPEST = 100;
const LONGEST_PATH = 200;
/** More elements than a document of 16 MB can hold. */
const LONGEST_LIST = 2_000_000;

let running = false;
let machine: { readonly script: vm.Script; readonly context: vm.Context } | undefined;

/**
 * Runs `work`, which must not change anything that outlives it, and stops it when it takes too long. V8 interrupts its own
 * regular expressions and sorts only for code that was entered through `vm`; that costs 50 µs.
 */
export function withinTime<T>(work: () => T): T {
  if (running) return work();
  machine ??= { script: new vm.Script('work()'), context: vm.createContext({}) };
  machine.context.work = work;
  running = true;
  try {
    return machine.script.runInContext(machine.context, { timeout: LONGEST_MS }) as T;
  } catch (error) {
    // The error may come from the other side of `vm`, where Error is another class.
    const { code, name } = error as NodeJS.ErrnoException;
    if (name === 'RangeError') throw requestFailed('the query nests or grows too far');
    if (code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw requestFailed(`operation exceeded time limit (${LONGEST_MS} ms)`);
  } finally {
    running = false;
    machine.context.work = undefined;
  }
}

/** Refuses a list that no document could hold. */
export function checkLength(length: number, operator: string): void {
  if (length > LONGEST_LIST)
    throw requestFailed(`${operator} would use too much memory and cannot spill to disk`);
}

/** Refuses an answer's document above 16 MB, counted roughly; the store counts those that it keeps to the byte. */
export function checkSize(doc: unknown): void {
  let bytes = 0;
  const count = (value: unknown): void => {
    bytes += 8;
    if (typeof value === 'string')
      bytes += value.length > LARGEST_BYTES ? LARGEST_BYTES : Buffer.byteLength(value);
    if (bytes > LARGEST_BYTES)
      throw requestFailed('BSONObj size is invalid: it must be between 0 and 16793600 (16 MB)');
    if (Array.isArray(value)) value.forEach(count);
    else if (isDoc(value))
      for (const [name, inner] of Object.entries(value)) {
        bytes += name.length;
        count(inner);
      }
  };
  count(doc);
}

/** Refuses what nests deeper than MongoDB takes; each step of a dotted field is a level. */
export function checkDepth(value: unknown, depth = 0): void {
  if (depth > DEEPEST) throw paramRefused(`exceeded the nesting of ${DEEPEST} levels`);
  if (Array.isArray(value)) for (const item of value) checkDepth(item, depth + 1);
  else if (isDoc(value))
    for (const [name, inner] of Object.entries(value)) checkDepth(inner, depth + stepsIn(name));
}

function stepsIn(path: string): number {
  let steps = 1;
  for (let at = path.indexOf('.'); at >= 0 && steps <= DEEPEST; at = path.indexOf('.', at + 1)) steps += 1;
  return steps;
}

/** Refuses a path that no document is deep enough for. */
export function checkSteps(steps: readonly string[]): void {
  if (steps.length > LONGEST_PATH) throw requestFailed('FieldPath is too long');
}
