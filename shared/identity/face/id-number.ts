/**
 * Numbers of resident identity cards of mainland China (GB 11643-1999): six digits of region, eight of birth, three in a row,
 * one check character (ISO 7064 MOD 11-2). Checked before WeChat is asked; what is wrong is said without the number.
 */

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS = '10X98765432';

/**
 * The first two digits. Counties come and go, and the number stays, so no more of the region is looked at. 81, 82 and 83:
 * residence permits for people from Hong Kong, Macao and Taiwan.
 */
const PROVINCE = /^(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])/;

/** Nobody who was born before has a card. */
const FIRST_YEAR = 1800;
/** Dates on the card are those of China. */
const CHINA_OFFSET_MS = 8 * 60 * 60 * 1000;

/** A number as people write it (space around it, full-width characters, a small x) as it stands on the card. */
export function tidyIdNumber(written: string): string {
  const ascii = written.replace(/[\uff01-\uff5e]/g, (wide) =>
    String.fromCharCode(wide.charCodeAt(0) - 0xfee0),
  );
  return ascii.trim().replaceAll('x', 'X');
}

/** What is wrong with a tidy number, in words that do not repeat it; undefined: nothing. `now`: milliseconds. */
export function problemOfIdNumber(number: string, now: number): string | undefined {
  if (/^\d{15}$/.test(number))
    return 'has 15 digits: such numbers are retired, take the 18 characters of the card in force';
  if (!/^\d{17}[\dX]$/.test(number))
    return 'must be the 18 characters of a mainland resident identity card, 17 digits and a digit or X (no passport)';
  if (!PROVINCE.test(number)) return 'begins with a region that does not exist';
  return problemOfBirth(number.slice(6, 14), now) ?? problemOfCheck(number);
}

function problemOfBirth(date: string, now: number): string | undefined {
  const [year, month, day] = [date.slice(0, 4), date.slice(4, 6), date.slice(6)].map(Number);
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const exists = new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10).replaceAll('-', '');
  if (year < FIRST_YEAR || exists !== date) return 'holds a date of birth that does not exist';
  const today = new Date(now + CHINA_OFFSET_MS).toISOString().slice(0, 10).replaceAll('-', '');
  return date > today ? 'holds a date of birth in the future' : undefined;
}

function problemOfCheck(number: string): string | undefined {
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(number[at]), 0);
  return CHECK_CHARACTERS[sum % 11] === number.at(-1)
    ? undefined
    : 'does not fit its last character: one of the digits is wrong';
}
