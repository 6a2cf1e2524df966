/** Turns for those who wait: nobody can starve anybody by having more of the same. */

/** One of each list in turn, until all are through. */
export function takeTurns<T>(lists: readonly (readonly T[])[]): readonly T[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1))).flat();
}

/** Items grouped by a key, in the order of their first. */
export function grouped<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/** The items so that each key has its turn before any has its second. */
export function fairly<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return takeTurns([...grouped(items, keyOf).values()]);
}
