/**
 * How WeChat's server API says no: HTTP 200 with `errcode`, and `errmsg` that ends in a request id.
 * Source: WeChat documentation, "global return codes" and the tables of the single calls, read 2026-11.
 */
import type { Problem } from '../reading';
import { errcodeWords } from './errcodes';

export class Refusal extends Error {
  /** `hint` says what was wrong in this request. */
  constructor(
    readonly errcode: number,
    hint = '',
  ) {
    super([errcodeWords[errcode] ?? 'invalid request', hint].filter((each) => each !== '').join(', hint: '));
    this.name = 'Refusal';
  }
}

/**
 * Makes the code out of a problem: the one that the schema's message begins with, `missing` for a field that is not there,
 * `wrong` for every other.
 */
export const refusing =
  (missing: number, wrong: number) =>
  (problem: Problem): Refusal => {
    const { field, issue, isMissing } = problem;
    const coded = /^(-?\d+) (.*)$/s.exec(issue);
    if (coded && !isMissing) return new Refusal(Number(coded[1]), `${field}: ${coded[2] ?? ''}`);
    return new Refusal(isMissing ? missing : wrong, hintOf(problem));
  };

/** The field and what is wrong with it. */
export const hintOf = ({ field, issue }: Problem): string => `${field === '' ? 'body' : field}: ${issue}`;

/** A wrong field where a call has no codes of its own for fields. */
export const badArguments = (problem: Problem): Refusal => new Refusal(40097, hintOf(problem));
