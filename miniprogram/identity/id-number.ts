// The number of a Chinese resident ID card, checked before it is sent anywhere: eighteen characters, a date of birth that
// exists, and a last character that fits the others (GB 11643-1999; check character by ISO 7064, MOD 11-2).

/** What is wrong with a number. */
export type NumberProblem = 'empty' | 'length' | 'letters' | 'date' | 'check';

const length = 18;
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checkCharacters = '10X98765432';

/** The number as it is sent: without spaces, full-width characters made plain, the X large. */
export function normalizeIdNumber(typed: string): string {
  return typed
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/\s/g, '')
    .toUpperCase();
}

/** What is wrong with a normalized number; `now` in ms since the epoch, for nobody is born later. */
export function idNumberProblem(number: string, now: number): NumberProblem | undefined {
  if (number === '') return 'empty';
  if (!/^[0-9]*X?$/.test(number)) return 'letters';
  if (number.length !== length) return 'length';
  if (!isDate(number.slice(6, 14), now)) return 'date';
  return number.endsWith(checkCharacter(number)) ? undefined : 'check';
}

function isDate(digits: string, now: number): boolean {
  const [year, month, day] = [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6)].map(Number);
  if (year === undefined || month === undefined || day === undefined || year < 1800) return false;
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getTime() <= now;
}

function checkCharacter(number: string): string {
  const sum = weights.reduce((total, weight, place) => total + weight * Number(number[place]), 0);
  return checkCharacters.charAt(sum % checkCharacters.length);
}
