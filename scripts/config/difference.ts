/** What differs between two states of a document, without a word of its secrets. */
import { isDeepStrictEqual } from 'node:util';
import { withoutTheSecretsOf } from '../doctor/printed';
import type { StoredDocument } from '../environment/documents';
import { leavesOf, type Leaf } from './leaves';
import { isSecretPath, shownPath, shownValue } from './shown';

/** One line per value that differs; none where nothing does. */
export function differenceLines(before: StoredDocument, after: StoredDocument): readonly string[] {
  const [olds, news] = [byPath(before), byPath(after)];
  const clean = withoutTheSecretsOf([before, after]);
  return [...new Set([...olds.keys(), ...news.keys()])]
    .flatMap((key) => lineOf(olds.get(key), news.get(key)))
    .map(clean);
}

const byPath = (document: StoredDocument): ReadonlyMap<string, Leaf> =>
  new Map(leavesOf(document).map((leaf) => [JSON.stringify(leaf.path), leaf]));

function lineOf(before: Leaf | undefined, after: Leaf | undefined): readonly string[] {
  if (after === undefined) return before ? [`  - ${shownPath(before.path)} ${shownValue(before)}`] : [];
  const name = shownPath(after.path);
  if (before === undefined) return [`  + ${name} ${shownValue(after)}`];
  if (isDeepStrictEqual(before.value, after.value)) return [];
  if (isSecretPath(after.path)) return [`  ~ ${name} changed`];
  return [`  ~ ${name} ${shownValue(before)} → ${shownValue(after)}`];
}
