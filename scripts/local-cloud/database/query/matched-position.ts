// Which element of a list a query matched: what `$` in an update's path stands for.
import { isDoc, valueAt, type Doc } from '../document';
import { compileMatch } from './match';
import { put } from '../pipeline/shaping';

/** The first element of the list that meets the first condition on it; undefined where the criteria have none. */
export function matchedPosition(criteria: Doc, doc: Doc, listPath: string): number | undefined {
  for (const [path, condition] of Object.entries(criteria)) {
    if (path === '$and' && Array.isArray(condition)) {
      const inner = condition.map((part) => (isDoc(part) ? matchedPosition(part, doc, listPath) : undefined));
      const found = inner.find((at) => at !== undefined);
      if (found !== undefined) return found;
    }
    if (path !== listPath && !path.startsWith(`${listPath}.`)) continue;
    const list = valueAt(doc, listPath);
    if (!Array.isArray(list)) continue;
    const test = compileMatch({ [path]: condition });
    const at = list.findIndex((item) => test(put(doc, listPath.split('.'), [item])));
    if (at >= 0) return at;
  }
  return undefined;
}
