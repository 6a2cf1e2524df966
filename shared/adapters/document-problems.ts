/** What a schema finds wrong with a document, field by field. */
import * as v from 'valibot';

/** Lines `field message`, in the order in which the schema names the fields. */
export const problemsIn = (issues: readonly v.BaseIssue<unknown>[]): readonly string[] =>
  issues.map((issue) => `${v.getDotPath(issue) ?? 'the document'} ${issue.message}`);
