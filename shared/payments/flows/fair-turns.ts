/** Turns for those who wait: nobody can starve anybody by having more of the same. */
import { grouped } from '../../kernel/grouped';

/** One of each list in turn, until all are through. */
export function takeTurns<T>(lists: readonly (readonly T[])[]): readonly T[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1))).flat();
}

/** The items so that each key has its turn before any has its second. */
export function fairly<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return takeTurns([...grouped(items, keyOf).values()]);
}
