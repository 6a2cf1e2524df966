/** What a doctor says about a configuration. Nothing in it repeats a value that may be secret. */
import type { Code, Said, Sentence, Speak } from './said';

/** What is wrong, for whoever has to mend it. */
export interface Remark {
  readonly problem: Sentence;
  readonly why: Said;
  readonly fix: Said;
}

/** One thing that is wrong, and where. */
export interface Finding extends Remark {
  /** Its path in the document, as `providers.v3.private_key`. */
  readonly field: string;
  /** The PSP whose account it is about. */
  readonly paySp?: string;
}

/** Something worth knowing that is not wrong. */
export interface Note {
  readonly field: string;
  readonly says: Said;
}

export interface Examination {
  readonly findings: readonly Finding[];
  readonly notes: readonly Note[];
}

/** A finding in a language. */
export interface ToldFinding extends Pick<Finding, 'field' | 'paySp'> {
  /** What is wrong, the same in every language. */
  readonly code: Code;
  readonly problem: string;
  readonly why: string;
  readonly fix: string;
}

export const tell = (speak: Speak, { problem, why, fix, ...place }: Finding): ToldFinding => ({
  ...place,
  code: problem.code,
  problem: speak(problem),
  why: speak(why),
  fix: speak(fix),
});

/** One finding for each field and problem, in the order in which they were made. */
export const once = (findings: readonly Finding[]): readonly Finding[] => [
  ...new Map(findings.map((one) => [JSON.stringify([one.field, one.problem]), one])).values(),
];
