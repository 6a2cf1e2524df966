// Which element of a list a query matched: what `$` in an update's path stands for.
import { isDoc, valueAt, type Doc } from '../document';
import { POSITION } from './leaves';
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
  const asked = isOperators(condition) ? ofElements(condition) : condition;
  if (!Array.isArray(list) || asked === undefined) return undefined;
  const rest = path.slice(listPath.length + 1);
  const test = compileMatch({ [path]: asked });
  const at = isByPosition(rest)
    ? list.findIndex((item) => isDoc(item) && compileMatch({ [rest]: asked })(item))
    : list.findIndex((item) => test(put(doc, listPath.split('.'), [item])));
  return at >= 0 ? at : undefined;
}

/** A condition on one position of the list has looked for no element; it may be on a field of that name in each. */
const isByPosition = (rest: string): boolean => POSITION.test(rest.split('.')[0] ?? '');

/** Those that are met by no element of a list: what is denied, and what is asked of the list itself. */
const ofNoElement = new Set(['$ne', '$nin', '$not', '$exists', '$size']);

/** A condition without what no element of a list can meet. */
function ofElements(condition: Doc): Doc | undefined {
  const left = Object.entries(condition).filter(([name]) => !ofNoElement.has(name));
  return left.length > 0 ? Object.fromEntries(left) : undefined;
}
