/** How a checkup is told to people; no value of a secret field is in it. */
import { isObject } from '../../shared/kernel/json';
import type { Finding } from '../../shared/payments/doctor/finding';
import { isSecretName } from '../console/hidden-fields';
import type { StoredDocument } from '../environment/documents';
import type { Checkup } from './checkup';
import type { Answered } from './online';

export function* checkupLines(
  { findings, notes, recognised }: Checkup,
  asked: readonly Answered[],
): Generator<string> {
  for (const { field, says } of recognised) yield `  ${field} holds ${says}`;
  for (const { paySp, says } of asked) yield `  ${paySp} ${says}`;
  for (const { field, says } of notes) yield `  note on ${field}: ${says}`;
  for (const finding of findings) yield* findingLines(finding);
  yield `${findings.length} problems`;
}

export function* findingLines({ field, problem, why, fix }: Finding): Generator<string> {
  yield '';
  yield `${field} ${problem}`;
  yield `  why it matters: ${why}`;
  yield `  what to do:     ${fix}`;
}

/** What `--json` prints. */
export const printedFindings = (findings: readonly Finding[]): readonly Omit<Finding, 'paySp'>[] =>
  findings.map(({ field, problem, why, fix }) => ({ field, problem, why, fix }));

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
