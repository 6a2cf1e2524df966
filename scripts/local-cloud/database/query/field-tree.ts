// Dotted fields as a tree, as projections have them: what a leaf says holds for the field and everything below it.
import { requestFailed } from '../database-errors';
import { isDoc, type Doc } from '../document';

export type FieldTree<Leaf> = Map<string, Leaf | FieldTree<Leaf>>;

/** Puts a leaf at a path; two paths must not meet. */
export function plant<Leaf>(tree: FieldTree<Leaf>, path: string, leaf: Leaf): void {
  const steps = path.split('.');
  if (steps.includes('')) throw requestFailed(`FieldPath '${path}' has an empty field name`);
  const dollar = steps.find((step) => step.startsWith('$'));
  if (dollar !== undefined) throw requestFailed(`FieldPath field names may not start with '$': '${path}'`);
  const last = steps.pop() ?? path;
  let node = tree;
  for (const step of steps) {
    const below = node.get(step) ?? new Map<string, Leaf | FieldTree<Leaf>>();
    if (!(below instanceof Map)) throw collision(path, step);
    node.set(step, below);
    node = below;
  }
  if (node.has(last)) throw collision(path, last);
  node.set(last, leaf);
}

const collision = (path: string, step: string): Error =>
  requestFailed(`Path collision at ${path} remaining portion ${step}`);

/** Documents and, in lists, documents in lists; `undefined` drops what is neither. */
export function eachDoc(
  value: unknown,
  work: (doc: Doc) => unknown,
  others: (value: unknown) => unknown,
): unknown {
  if (isDoc(value)) return work(value);
  if (!Array.isArray(value)) return others(value);
  return value.map((item) => eachDoc(item, work, others)).filter((item) => item !== undefined);
}
