// $elemMatch as MongoDB has it. mingo's own lets a bare scalar satisfy a sub-document criterion.
import { Query } from 'mingo/query';
import type { Options } from 'mingo/types';
import { isDoc, type Doc } from './document';

const logical = new Set(['$and', '$or', '$nor']);

/** The operator: true when one array reachable by `path` has an element that meets all of `criteria`. */
export function elemMatch(path: string, criteria: unknown, options: Options): (doc: unknown) => boolean {
  const meets = elementTest(isDoc(criteria) ? criteria : { $eq: criteria }, options);
  const steps = path.split('.');
  return (doc) => reachable(doc, steps).some((value) => Array.isArray(value) && value.some(meets));
}

function elementTest(criteria: Doc, options: Options): (element: unknown) => boolean {
  const fields = Object.keys(criteria);
  const aboutTheElementItself =
    fields.length > 0 && fields.every((name) => name.startsWith('$') && !logical.has(name));
  const query = new Query(aboutTheElementItself ? { element: criteria } : criteria, {
    context: options.context,
  });
  return aboutTheElementItself
    ? (element) => query.test({ element })
    : (element) => isDoc(element) && query.test(element);
}

/** Every value that a dotted path can reach, arrays on the way taken apart. */
function reachable(value: unknown, steps: readonly string[]): unknown[] {
  const [step, ...rest] = steps;
  if (step === undefined) return [value];
  if (Array.isArray(value)) {
    const byPosition =
      /^\d+$/.test(step) && Number(step) < value.length ? reachable(value[Number(step)], rest) : [];
    return [...byPosition, ...value.filter(isDoc).flatMap((item) => reachable(item, steps))];
  }
  return isDoc(value) && step in value ? reachable(value[step], rest) : [];
}
