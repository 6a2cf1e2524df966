// Which operators exist. A name outside the list fails at once, also on an empty collection, because
// an operator that is silently ignored would make local tests prove something else than they say.
import { operatorRefused } from './database-errors';
import { isDoc } from './document';

/** In mingo but not here: they run code, need a validator, or write collections. */
const refused = new Set([
  '$where',
  '$function',
  '$accumulator',
  '$jsonSchema',
  '$out',
  '$merge',
  '$documents',
  '$text',
]);

/** The operator names that modules of operators export, plus words that only occur beside one. */
export function knownAs(...sources: readonly (object | readonly string[])[]): ReadonlySet<string> {
  const names = sources.flatMap((source) =>
    Array.isArray(source) ? (source as string[]) : Object.keys(source),
  );
  return new Set(names.filter((name) => name.startsWith('$') && !refused.has(name)));
}

/** Throws on the first `$name` anywhere in `value` that is not known. */
export function refuseUnknownOperators(value: unknown, known: ReadonlySet<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) refuseUnknownOperators(item, known);
    return;
  }
  if (!isDoc(value)) return;
  for (const [name, inner] of Object.entries(value)) {
    if (name.startsWith('$') && !known.has(name)) {
      throw operatorRefused(
        `operator ${name} is not emulated by the local cloud (docs/local-cloud.md lists what is)`,
      );
    }
    if (name !== '$literal') refuseUnknownOperators(inner, known);
  }
}
