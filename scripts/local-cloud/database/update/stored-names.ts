// Names that an update must not store: those with a dollar in front, which MongoDB refused until 5.0, but for the three of a
// reference. An insert takes them below the top, as every version does.
import { requestFailed } from '../database-errors';
import { isDoc } from '../document';

const storing = new Set(['$set', '$min', '$max', '$push', '$addToSet']);
const listing = new Set(['$push', '$addToSet']);
const ofReferences = new Set(['$ref', '$id', '$db']);

/** Refuses what the operator would store at the path. */
export function checkOperand(operator: string, path: string, operand: unknown): void {
  if (!storing.has(operator)) return;
  checkStored(listing.has(operator) && isDoc(operand) && '$each' in operand ? operand.$each : operand, path);
}

/** Refuses names in what is stored at the path; an empty path is the document itself. */
export function checkStored(value: unknown, path = ''): void {
  const below = (name: string | number): string => (path === '' ? String(name) : `${path}.${name}`);
  if (Array.isArray(value)) for (const [at, item] of value.entries()) checkStored(item, below(at));
  if (!isDoc(value)) return;
  for (const [name, inner] of Object.entries(value)) {
    if (name.startsWith('$') && !ofReferences.has(name))
      throw requestFailed(
        `The dollar ($) prefixed field '${name}' in '${below(name)}' is not valid for storage.`,
      );
    checkStored(inner, below(name));
  }
}
