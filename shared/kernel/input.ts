/** Input from outside, copied field by field through a schema; whatever else was sent is dropped. */
import * as v from 'valibot';
import { PayError } from './errors';

/** The input as the schema says. Throws PayError INVALID_INPUT naming every wrong field, and no values. */
export function readInput<S extends v.GenericSchema>(schema: S, input: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(schema, input);
  if (parsed.success) return parsed.output;
  const problems = parsed.issues.map((issue) => {
    const isMissing = issue.kind === 'schema' && issue.received === 'undefined';
    return `${v.getDotPath(issue) ?? 'the input'} ${isMissing ? 'is missing' : issue.message}`;
  });
  throw new PayError('INVALID_INPUT', [...new Set(problems)].join('; '));
}
