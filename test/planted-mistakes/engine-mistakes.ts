/** Mistakes in the query engine of the local cloud, each to be noticed by the comparison with other implementations alone. */
import type { Mistake } from './mistake';

const engine = (file: string): string => `scripts/local-cloud/database/${file}`;
const tests = 'test/local-cloud/differential.test.ts';

export const engineMistakes: readonly Mistake[] = [
  {
    what: 'a list equals every longer one that begins like it',
    file: engine('bson-order.ts'),
    find: 'return one.length - other.length;\n}\n\n/** Field by field',
    put: 'return 0;\n}\n\n/** Field by field',
    tests,
  },
  {
    what: 'a condition compares over types',
    file: engine('query/match-operators.ts'),
    find: 'if (rankOf(leaf) !== rank) return false;',
    put: '',
    tests,
  },
  {
    what: 'null does not find a missing field',
    file: engine('query/match-operators.ts'),
    find: 'return { test: (leaf) => leaf === null || leaf === undefined };',
    put: 'return { test: (leaf) => leaf === null };',
    tests,
  },
  {
    what: 'the first element of a list decides alone',
    file: engine('query/leaves.ts'),
    find: '(Array.isArray(leaf) && leaf.some(test)) || test(leaf)',
    put: '(Array.isArray(leaf) && leaf.slice(0, 1).some(test)) || test(leaf)',
    tests,
  },
  {
    what: 'a place from behind is one too far',
    file: engine('update/arrays.ts'),
    find: 'Math.max(0, list.length + position)',
    put: 'Math.max(0, list.length + position + 1)',
    tests,
  },
  {
    what: 'a list is cut at the wrong end',
    file: engine('update/arrays.ts'),
    find: 'return count < 0 ? list.slice(count) : list.slice(0, count);',
    put: 'return list.slice(0, Math.abs(count));',
    tests,
  },
  {
    what: 'a field that is renamed stays under its old name, too',
    file: engine('update/operators.ts'),
    find: '  remove(doc, steps);\n  write(doc, target, value);',
    put: '  write(doc, target, value);',
    tests,
  },
  {
    what: 'the second field of an order always goes upwards',
    file: engine('query/sort.ts'),
    find: 'const order = compare(one.values[at], other.values[at]);\n      if (order !== 0) return order * direction;',
    put: 'const order = compare(one.values[at], other.values[at]);\n      if (order !== 0) return at === 0 ? order * direction : order;',
    tests,
  },
  {
    what: 'leaving a field out loses what is no document beside it',
    file: engine('query/projection.ts'),
    find: '    (other) => other,',
    put: '    () => undefined,',
    tests,
  },
  {
    what: 'an average counts values that are no numbers',
    file: engine('pipeline/accumulators.ts'),
    find: 'sum(given) / given.length;\n  },\n  $first',
    put: 'sum(given) / values.length;\n  },\n  $first',
    tests,
  },
  {
    what: 'documents without a field are joined with nothing',
    file: engine('pipeline/joining.ts'),
    find: 'values.map((value) => keyOfValue(value ?? null)) : [NULL_KEY];',
    put: 'values.flatMap((value) => (value === undefined ? [] : keyOfValue(value))) : [NULL_KEY];',
    tests,
  },
  {
    what: 'a bucket is called by its end',
    file: engine('pipeline/grouping.ts'),
    find: 'return boundaries[above - 1];',
    put: 'return boundaries[above];',
    tests,
  },
];
