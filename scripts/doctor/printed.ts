/** How a checkup is told to people; no value of a secret field is in it. */
import { isObject } from '../../shared/kernel/json';
import { tell, type Finding, type ToldFinding } from '../../shared/payments/doctor/finding';
import { says, type Speak } from '../../shared/payments/doctor/said';
import { isSecretName } from '../console/hidden-fields';
import type { StoredDocument } from '../environment/documents';
import type { Checkup } from './checkup';
import type { Answered } from './online';

export function* checkupLines(
  { findings, notes, recognised }: Checkup,
  asked: readonly Answered[],
  speak: Speak,
): Generator<string> {
  for (const { field, says: found } of recognised) yield `  ${speak(says('print_holds', { field, found }))}`;
  for (const { paySp, says: answer } of asked) yield `  ${speak(says('print_asked', { paySp, answer }))}`;
  for (const { field, says: note } of notes) yield `  ${speak(says('print_note', { field, note }))}`;
  for (const finding of findings) yield* findingLines(finding, speak);
  yield speak(says('print_count', { count: findings.length }));
}

export function* findingLines({ field, problem, why, fix }: Finding, speak: Speak): Generator<string> {
  yield '';
  yield `${field} ${speak(problem)}`;
  yield `  ${speak(says('print_why', { why }))}`;
  yield `  ${speak(says('print_fix', { fix }))}`;
}

/** What `--json` prints. */
export const printedFindings = (
  findings: readonly Finding[],
  speak: Speak,
): readonly Omit<ToldFinding, 'paySp'>[] =>
  findings.map((finding) => {
    const { field, code, problem, why, fix } = tell(speak, finding);
    return { field, code, problem, why, fix };
  });

/** Takes every secret of the documents out of a text: a PSP's own words may repeat one. */
export function withoutTheSecretsOf(documents: readonly StoredDocument[]): (text: string) => string {
  const secrets = [...new Set(documents.flatMap((one) => [...secretsIn(one)]))].sort(
    (a, b) => b.length - a.length,
  );
  return (text) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '•••'), text);
}

function* secretsIn(value: unknown, name = ''): Generator<string> {
  if (typeof value === 'string') {
    if (isSecretName(name) && value.trim().length >= 6) yield value.trim();
  } else if (Array.isArray(value)) for (const one of value) yield* secretsIn(one, name);
  else if (isObject(value)) for (const [key, one] of Object.entries(value)) yield* secretsIn(one, key);
}
