/** What a doctor says about a configuration. Nothing in it repeats a value that may be secret. */

/** One thing that is wrong, in the words of whoever has to mend it. */
export interface Finding {
  /** Its path in the document, as `providers.v3.private_key`. */
  readonly field: string;
  readonly problem: string;
  readonly why: string;
  readonly fix: string;
  /** The PSP whose account it is about. */
  readonly paySp?: string;
}

/** Something worth knowing that is not wrong. */
export interface Note {
  readonly field: string;
  readonly says: string;
}

export interface Examination {
  readonly findings: readonly Finding[];
  readonly notes: readonly Note[];
}

/** A finding without the place where it was made. */
export type Remark = Omit<Finding, 'field' | 'paySp'>;

/** One finding for each field and problem, in the order in which they were made. */
export const once = (findings: readonly Finding[]): readonly Finding[] => [
  ...new Map(findings.map((one) => [`${one.field} ${one.problem}`, one])).values(),
];
