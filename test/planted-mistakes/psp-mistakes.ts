/** Mistakes that somebody could make where CrossPay speaks to a PSP. */
import type { Mistake } from './mistakes';

const codecs = 'test/codecs';

export const pspMistakes: readonly Mistake[] = [
  {
    what: 'a key whose line breaks were escaped twice is called damaged',
    file: 'shared/kernel/fields.ts',
    find: String.raw`/\\+[nrt]/g`,
    put: String.raw`/\\[nrt]/g`,
    tests: codecs,
  },
  {
    what: 'a shortened key is called damaged, not shortened',
    file: 'shared/codecs/keys.ts',
    find: 'if (stranger !== undefined)',
    put: 'if (stranger === "")',
    tests: codecs,
  },
];
