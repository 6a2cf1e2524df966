// Which element of a list a query matched: what `$` in an update's path stands for.
import { isDoc, valueAt, type Doc } from '../document';
import { compileMatch, isOperators } from './match';
import { put } from '../pipeline/shaping';

/** The first element of the list that meets the first condition on it; undefined where the criteria have none. */
export function matchedPosition(criteria: Doc, doc: Doc, listPath: string): number | undefined {
  for (const [path, condition] of Object.entries(criteria)) {
    const at =
      path === '$and' || path === '$or'
        ? positionInBranches(path, condition, { doc, listPath })
        : positionOf(path, condition, { doc, listPath });
    if (at !== undefined) return at;
  }
  return undefined;
}

interface Place {
  readonly doc: Doc;
  readonly listPath: string;
}

/** Of $or only the branches count that the document meets. */
function positionInBranches(name: string, branches: unknown, { doc, listPath }: Place): number | undefined {
  const given: readonly unknown[] = Array.isArray(branches) ? branches : [];
  for (const branch of given) {
    if (!isDoc(branch) || (name === '$or' && !compileMatch(branch)(doc))) continue;
    const at = matchedPosition(branch, doc, listPath);
    if (at !== undefined) return at;
  }
  return undefined;
}

function positionOf(path: string, condition: unknown, { doc, listPath }: Place): number | undefined {
  if (path !== listPath && !path.startsWith(`${listPath}.`)) return undefined;
  const list = valueAt(doc, listPath);
  const asked = isOperators(condition) ? affirmed(condition) : condition;
  if (!Array.isArray(list) || asked === undefined) return undefined;
  const test = compileMatch({ [path]: asked });
  const at = list.findIndex((item) => test(put(doc, listPath.split('.'), [item])));
  return at >= 0 ? at : undefined;
}

const denials = new Set(['$ne', '$nin', '$not']);

/** A condition without what it denies: no element of a list is what does not match. */
function affirmed(condition: Doc): Doc | undefined {
  const left = Object.entries(condition).filter(([name]) => !denials.has(name));
  return left.length > 0 ? Object.fromEntries(left) : undefined;
}
