/** Numbers of identity cards: what is wrong is found before anybody is asked, and said without the number. */
import fc from 'fast-check';
import { problemOfIdNumber, tidyIdNumber } from '../../../shared/identity/face/id-number';

const NOW = Date.UTC(2026, 10, 26);
const problem = (written: string, now = NOW): string | undefined =>
  problemOfIdNumber(tidyIdNumber(written), now);

describe('a number is right', () => {
  test.each([
    // Textbook examples of GB 11643.
    '11010519491231002X',
    '440524188001010014',
    // One for each remainder, 0 to 10.
    '110101190001010081',
    '110101190001010030',
    '11010119000101009X',
    '110101190001010049',
    '110101190001010188',
    '110101190001010057',
    '110101190001010196',
    '110101190001010065',
    '110101190001010014',
    '110101190001010073',
    '110101190001010022',
    // 2000 was a leap year.
    '110105200002290013',
  ])('%s', (number) => {
    expect(problem(number)).toBeUndefined();
  });

  test.each([
    ['a small x', '11010519491231002x'],
    ['a full-width x', '11010519491231002ｘ'],
    ['full-width digits', '１１０１０５１９４９１２３１００２Ｘ'],
    ['space around it', ' \t11010519491231002X\n'],
    ['a full-width space around it', '　11010519491231002X　'],
  ])('when it is written with %s', (_how, written) => {
    expect(tidyIdNumber(written)).toBe('11010519491231002X');
    expect(problem(written)).toBeUndefined();
  });
});

describe('a number is wrong', () => {
  test.each([
    ['whose check should be X', '110105194912310021', 'last character'],
    ['of WeChat’s own example, whose check should be 2', '310101199801011234', 'last character'],
    ['of 29 February 1900', '110105190002290017', 'does not exist'],
    ['of month 13', '110105194913310021', 'does not exist'],
    ['of day 0', '110101190001000000', 'does not exist'],
    ['of year 0', '110101000001010000', 'does not exist'],
    ['of the year 2099', '110105209912310010', 'in the future'],
    ['of 15 digits', '110105491231002', '15 digits'],
    ['of a passport', 'E12345678', 'passport'],
    ['with space in it', '110105 19491231 002X', '18 characters'],
    ['with an X in the middle', '1101051949123X0021', '18 characters'],
    ['of 17 digits', '11010519491231002', '18 characters'],
    ['of 19 digits', '1101051949123100211', '18 characters'],
    ['of no digits', '', '18 characters'],
    ['in Arabic digits', '١١٠١٠٥١٩٤٩١٢٣١٠٠٢X', '18 characters'],
    ['of no province', '990105194912310027', 'region'],
    ['of region 00', '000105194912310027', 'region'],
  ])('%s', (_what, number, says) => {
    expect(problem(number)).toContain(says);
    expect(number === '' || !problem(number)?.includes(number)).toBe(true);
  });

  test('when it was born tomorrow in China, and right when it is born today', () => {
    const born = '110101202611260013';
    const checked = Array.from('0123456789X', (check) => born.slice(0, 17) + check);
    const beforeMidnight = Date.UTC(2026, 10, 25, 15, 59);
    const right = checked.filter((number) => problem(number, beforeMidnight + 60_000) === undefined);
    expect(right).toHaveLength(1);
    expect(problem(String(right), beforeMidnight)).toContain('in the future');
  });

  test('whenever one character of a right one was changed, or two neighbours were swapped', () => {
    const right = '11010519491231002X';
    const place = fc.integer({ min: 0, max: 16 });
    fc.assert(
      fc.property(place, fc.integer({ min: 0, max: 9 }), (at, digit) => {
        const changed = right.slice(0, at) + String(digit) + right.slice(at + 1);
        return (problem(changed) === undefined) === (changed === right);
      }),
    );
    fc.assert(
      fc.property(place, (at) => {
        const swapped = right.slice(0, at) + (right[at + 1] ?? '') + (right[at] ?? '') + right.slice(at + 2);
        return (problem(swapped) === undefined) === (swapped === right);
      }),
    );
  });

  test.each(['10', '16', '20', '24', '30', '38', '47', '55', '66', '70', '72', '80', '84', '91'])(
    'in province %s, whatever follows',
    (province) => {
      const any = Array.from('0123456789X', (check) => `${province}010119000101001${check}`);
      expect(any.map((number) => problem(number))).toEqual(any.map(() => problem('000101190001010010')));
    },
  );

  test.each('11 15 21 23 31 37 41 46 50 54 61 65 71 81 82 83'.split(' '))(
    'not because of province %s',
    (province) => {
      const any = Array.from('0123456789X', (check) => `${province}010119000101001${check}`);
      expect(any.filter((number) => problem(number) === undefined)).toHaveLength(1);
    },
  );
});
