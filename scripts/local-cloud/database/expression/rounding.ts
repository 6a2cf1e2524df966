// $round and $trunc to a place, on the exact decimal text of the number: 2.675 is 2.67499… in binary, and so it is for MongoDB.
import { requestFailed } from '../database-errors';
import { numericValue } from './arithmetic';
import { nullable, type Operator } from './operator';

/** Digits behind the point that a double of a usual size can have. */
const EXACT_DIGITS = 100;

/** A number without its sign as `whole` tens of the place and `rest`, the digits that are cut off. */
interface Cut {
  readonly whole: bigint;
  readonly rest: string;
}

function cut(size: number, place: number): Cut {
  const digits = BigInt(Math.trunc(size)).toString().padStart(21, '0');
  const [, fraction = ''] = size < 1e21 ? size.toFixed(EXACT_DIGITS).split('.') : [];
  const at = digits.length + place;
  const text = digits + fraction;
  return { whole: BigInt(text.slice(0, at)), rest: text.slice(at) };
}

/** Halves go to the even neighbour. */
function nearest({ whole, rest }: Cut): bigint {
  const half = '5'.padEnd(rest.length, '0');
  const up = rest > half || (rest === half && whole % 2n === 1n);
  return up && rest !== '' ? whole + 1n : whole;
}

/** To a number of decimal places, or of tens where it is negative. */
const toPlace = (towards: (number: Cut) => bigint): Operator =>
  nullable([1, 2], ([value, place = 0], name) => {
    const number = numericValue(value, name);
    if (typeof place !== 'number' || !Number.isInteger(place) || place < -20 || place > 100)
      throw requestFailed(
        `cannot apply ${name} with precision value ${String(place)}: it must be in [-20, 100]`,
      );
    if (!Number.isFinite(number) || (Number.isInteger(number) && place >= 0)) return number;
    const whole = towards(cut(Math.abs(number), place));
    return Math.sign(number) * Number(`${whole}e${-place}`);
  });

export const rounding: Readonly<Record<string, Operator>> = {
  $round: toPlace(nearest),
  $trunc: toPlace(({ whole }) => whole),
};
