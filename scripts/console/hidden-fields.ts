/** Hides what documents hold that opens something: secrets of the configuration, tokens, and the strings with which a payer pays. */
import type { Doc } from './newest';

/** Stands where a secret is, and, sent back, for what stands there already. */
export const hiddenMark = '•••';

const secretName =
  /secret|token|passphrase|private|credential|sealed|ticket|^pay_?sign$|_?key$|^p12$|^cert|card_code|^session|verification/i;
/** Numbers of keys and certificates open nothing, and neither does what is public. */
const publicName = /public|serial|key_id|id$/i;

/** Whether a field's value must not be shown. */
export const isSecretName = (name: string): boolean => secretName.test(name) && !publicName.test(name);

/** The same document with the mark for every secret text. */
export function withoutSecrets(value: unknown, name = ''): unknown {
  if (typeof value === 'string') return isSecretName(name) && value !== '' ? hiddenMark : value;
  if (Array.isArray(value)) return value.map((each) => withoutSecrets(each, name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutSecrets(each, key)]));
}

/** The document that was sent back, with what `kept` has wherever a mark still stands. */
export function withSecretsOf(sent: unknown, kept: unknown): unknown {
  if (sent === hiddenMark) return kept;
  if (Array.isArray(sent)) {
    const before: readonly unknown[] = Array.isArray(kept) ? kept : [];
    return sent.map((each: unknown, at) => withSecretsOf(each, before[at]));
  }
  if (!isDoc(sent)) return sent;
  const before = isDoc(kept) ? kept : {};
  return Object.fromEntries(
    Object.entries(sent).map(([key, each]) => [key, withSecretsOf(each, before[key])]),
  );
}

export const isDoc = (value: unknown): value is Doc =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
