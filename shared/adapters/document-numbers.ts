/** Numbers of documents that people may have edited: those that nothing can be counted or dated with are named. */
import * as v from 'valibot';

/** Beyond whole numbers that are exact one more write would count as none, and two writers could both be the only one. */
export const version = v.optional(
  v.pipe(v.number('must be a number'), v.safeInteger('must be a whole number that is exact')),
);

/** What a date can be of, milliseconds since the epoch. */
const LAST_MS = 8.64e15;
export const moment = v.pipe(
  v.number('must be a number'),
  v.minValue(-LAST_MS, 'must be milliseconds since 1970'),
  v.maxValue(LAST_MS, 'must be milliseconds since 1970'),
);
