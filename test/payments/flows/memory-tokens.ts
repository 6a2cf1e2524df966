/** Tokens of PSPs in memory; `through` is what every round trip goes through. */
import type { Credential } from '../../../shared/kernel/credentials';
import type { Documents } from '../../../shared/kernel/versioned';

export type Through = <T>(what: string, effect: () => T) => Promise<T>;

export function memoryTokens(
  stored = new Map<string, Credential>(),
  through: Through = async (_what, effect) => effect(),
): Documents<Credential> {
  return {
    idOf: ({ id }) => id,
    get: (id) => through('tokens: read', () => stored.get(id)),
    insert: (one) =>
      through('tokens: insert', () => !stored.has(one.id) && stored.set(one.id, one).has(one.id)),
    replace: (one, expected) =>
      through(
        'tokens: replace',
        () => stored.get(one.id)?.version === expected && stored.set(one.id, one).has(one.id),
      ),
  };
}
