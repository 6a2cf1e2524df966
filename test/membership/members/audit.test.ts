/** A ledger that does not add up is found out, whatever is wrong with it. */
import { problemsOf } from '../../../shared/membership/members/audit';
import type { Entry } from '../../../shared/membership/members/entry';

function anEntry(seq: number, change: Partial<Entry> = {}): Entry {
  return {
    ...{ member: 'm', seq, recordNo: `R${seq}`, kind: 'entry', reason: 'test', at: seq },
    change: { points: 10, balance: 0, earned: 10 },
    after: { points: 10 * seq, balance: 0, earned: 10 * seq },
    ...change,
  };
}

const NOUGHT = { points: 0, balance: 0, earned: 0 };
const out = { points: -20, balance: 0, earned: -20 };
const into = { points: 20, balance: 0, earned: 20 };
const closing = anEntry(3, { recordNo: 'close:m', kind: 'close', change: out, after: NOUGHT });
const arrival = anEntry(1, { member: 'n', recordNo: 'join:m', kind: 'join', change: into, after: into });
const share = { outTradeNo: 'O1', refunded: 0, held: 10, per: 100, points: 1 };
const three = [anEntry(1), anEntry(2), anEntry(3)];

test.each([
  ['nothing', []],
  ['one after the other', three],
  ['in any order', [anEntry(3), anEntry(1), anEntry(2)]],
  ['of two members', [...three, anEntry(1, { member: 'n', recordNo: 'S1' })]],
  ['a member who was joined into another', [anEntry(1), anEntry(2), closing, arrival]],
  ['an order that was paid', [anEntry(1, { kind: 'earn', order: share })]],
] as const)('adds up: %s', (_what, entries) => {
  expect(problemsOf(entries)).toEqual([]);
});

test.each([
  ['an entry is missing', [anEntry(1), anEntry(3)], 'm:3 stands at place 2'],
  ['the first is missing', [anEntry(2)], 'm:2 stands at place 1'],
  ['a place is there twice', [...three, anEntry(3, { recordNo: 'R4' })], 'm:3 stands at place 4'],
  ['totals were changed', [anEntry(1), anEntry(2, { after: { ...NOUGHT, points: 21 } })], 'm:2 has totals'],
  [
    'an amount was changed',
    [anEntry(1, { change: { points: 11, balance: 0, earned: 10 } })],
    'm:1 has totals',
  ],
  ['half a point', [anEntry(1, { change: { points: 0.5, balance: 0, earned: 0 } })], 'no whole number'],
  ['a record counted twice', [anEntry(1), anEntry(2, { recordNo: 'R1' })], 'R1 was entered 2 times'],
  [
    'a record counted for two members',
    [anEntry(1), anEntry(1, { member: 'n', recordNo: 'R1' })],
    'R1 was entered 2 times',
  ],
  [
    'a closing took what never arrived',
    [anEntry(1), anEntry(2), closing],
    'm was closed and not carried over',
  ],
  [
    'less arrived',
    [anEntry(1), anEntry(2), closing, { ...arrival, change: anEntry(1).change, after: anEntry(1).after }],
    'm was closed and not carried over',
  ],
  [
    'something came after the closing',
    [anEntry(1), anEntry(2), closing, arrival, anEntry(4, { after: anEntry(1).after })],
    'm:4 comes after the closing',
  ],
  [
    'a closing left something',
    [anEntry(1), anEntry(2, { kind: 'close', change: NOUGHT, after: anEntry(1).after })],
    'm:2 closes and leaves something',
  ],
  [
    'an order brought something else than its entry says',
    [anEntry(1, { kind: 'earn', order: { ...share, held: 9 } })],
    'order O1 brought 10',
  ],
] as const)('does not add up: %s', (_what, entries, problem) => {
  expect(problemsOf(entries).join('; ')).toContain(problem);
});
