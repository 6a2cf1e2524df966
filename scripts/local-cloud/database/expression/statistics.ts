// What accumulators do, over the values of one document: several arguments, or one that may be a list.
import { accumulators, type Accumulate } from '../pipeline/accumulators';
import { operands, type Operator } from './operator';

const over =
  (accumulate: Accumulate): Operator =>
  (name, argument, compile) => {
    const given = operands(name, argument, [0, Infinity]).map((one) => compile(one));
    return (scope) => {
      const values = given.map((evaluate) => evaluate(scope));
      const [only] = values;
      return accumulate(values.length === 1 && Array.isArray(only) ? only : values) ?? null;
    };
  };

export const statistics: Readonly<Record<string, Operator>> = {
  $avg: over(accumulators.$avg),
  $max: over(accumulators.$max),
  $min: over(accumulators.$min),
  $stdDevPop: over(accumulators.$stdDevPop),
  $stdDevSamp: over(accumulators.$stdDevSamp),
  $sum: over(accumulators.$sum),
};
