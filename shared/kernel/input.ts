/** Input from outside, copied field by field through a schema; whatever else was sent is dropped. */
import * as v from 'valibot';
import { PayError } from './errors';
import { own } from './json';

/** So many wrong fields are named; who sent more is told how many more there are. */
const MOST_NAMED = 30;
/** What stands where another kind of thing is wanted, by valibot's word for that. */
const WANTED: Readonly<Record<string, string>> = {
  Object: 'must be an object',
  Array: 'must be a list',
  string: 'must be a text',
  number: 'must be a number',
  boolean: 'must be true or false',
};

/** The input as the schema says. Throws PayError INVALID_INPUT naming every wrong field, and no values. */
export function readInput<S extends v.GenericSchema>(schema: S, input: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(schema, input);
  if (parsed.success) return parsed.output;
  throw new PayError('INVALID_INPUT', named(parsed.issues.map(problemIn)));
}

/** What is wrong in one line: each problem once, and how many more there are than can be read. */
export function named(problems: readonly string[]): string {
  const each = [...new Set(problems)];
  const more = each.length > MOST_NAMED ? [`and ${each.length - MOST_NAMED} more`] : [];
  return [...each.slice(0, MOST_NAMED), ...more].join('; ');
}

/** One problem, in the schema's words; valibot's own would repeat what was sent. */
function problemIn(issue: v.BaseIssue<unknown>): string {
  const place = v.getDotPath(issue) ?? 'the input';
  if (issue.kind === 'schema' && issue.received === 'undefined') return `${place} is missing`;
  const isOurs = !issue.message.startsWith('Invalid ');
  return `${place} ${isOurs ? issue.message : (own(WANTED, issue.expected ?? '') ?? 'is not as it must be')}`;
}

/** A filled list. How many entries there are is looked at before any of them. */
export const listOf = <S extends v.GenericSchema>(entry: S, most: number, entries = 'entries') =>
  v.pipe(
    v.array(v.unknown(), 'must be a list'),
    v.minLength(1, 'must not be empty'),
    v.maxLength(most, `must have at most ${most} ${entries}`),
    v.array(entry),
  );
