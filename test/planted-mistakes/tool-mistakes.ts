/** Mistakes in what stands around the shop: the build, and the local cloud's command. */
import type { Mistake } from './mistake';

export const toolMistakes: readonly Mistake[] = [
  {
    what: 'the lines before a bad one are lost',
    file: 'scripts/local-cloud/project/json-lines.ts',
    find: '    yield batch;\n    throw error;',
    put: '    throw error;',
    tests: 'test/local-cloud/json-lines.test.ts',
  },
  {
    what: 'a bundle sorts the names of headers by their bytes',
    file: 'scripts/build/trimmed/collation.ts',
    find: 'return rankOf(left, at) - rankOf(right, at);',
    put: 'return one < other ? -1 : 1;',
    tests: 'test/build/collation.test.ts',
  },
];
