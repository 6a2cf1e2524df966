// Expressions of aggregations, compiled once and evaluated per document.
import { checkSteps } from '../bounds';
import { operatorRefused, requestFailed } from '../database-errors';
import { isDoc, putField, type Doc } from '../document';
import { arithmetic } from './arithmetic';
import { arrays } from './arrays';
import { comparisons } from './comparisons';
import { conversions } from './conversions';
import { dateArithmetic } from './date-arithmetic';
import { dates } from './dates';
import { objects } from './objects';
import type { Compile, Evaluate, Operator, Scope, Variables } from './operator';
import { rounding } from './rounding';
import { scoping } from './scoping';
import { sets } from './sets';
import { strings } from './strings';
import { statistics } from './statistics';

const operators: Readonly<Record<string, Operator>> = {
  ...arithmetic,
  ...arrays,
  ...comparisons,
  ...conversions,
  ...dateArithmetic,
  ...dates,
  ...objects,
  ...rounding,
  ...scoping,
  ...sets,
  ...statistics,
  ...strings,
};

/** Every operator that an expression may have. */
export const expressionOperators: readonly string[] = Object.keys(operators);

/** Known in every pipeline; the last three are for $redact. */
const systemVariables = ['ROOT', 'CURRENT', 'NOW', 'REMOVE', 'KEEP', 'PRUNE', 'DESCEND'];

/** Compiles an expression; `variables` are those that a surrounding pipeline has declared. */
export function compileExpression(expression: unknown, variables: readonly string[] = []): Evaluate {
  return compilerFor(new Set([...systemVariables, ...variables]), 0)(expression);
}

/** Evaluation of a whole document; `variables` are the values of what the pipeline declared. */
export const scopeOf = (doc: unknown, variables: Variables = {}): Scope => ({ root: doc, variables });

function compilerFor(known: ReadonlySet<string>, depth: number): Compile {
  if (depth > 100) throw requestFailed('an expression nests more than 100 levels');
  return (expression, newVariables = []) => {
    const names = newVariables.length > 0 ? new Set([...known, ...newVariables]) : known;
    return compile(expression, names, compilerFor.bind(undefined, names, depth + 1));
  };
}

function compile(expression: unknown, known: ReadonlySet<string>, inner: () => Compile): Evaluate {
  if (typeof expression === 'string' && expression.startsWith('$')) return path(expression, known);
  if (Array.isArray(expression)) {
    const items = expression.map((item) => inner()(item));
    return (scope) => items.map((evaluate) => evaluate(scope) ?? null);
  }
  if (!isDoc(expression)) return () => expression;
  return object(expression, inner());
}

function object(expression: Doc, compileInner: Compile): Evaluate {
  const names = Object.keys(expression);
  const dollar = names.find((name) => name.startsWith('$'));
  if (dollar === undefined) return literalObject(expression, compileInner);
  if (names.length > 1)
    throw requestFailed(
      `an expression specification must contain exactly one field, the name of the expression. Found ${names.length} fields in { ${names.join(', ')} }`,
    );
  const operator = Object.hasOwn(operators, dollar) ? operators[dollar] : undefined;
  if (!operator)
    throw operatorRefused(
      `operator ${dollar} is not emulated by the local cloud (docs/local-cloud.md lists what is)`,
    );
  return operator(dollar, expression[dollar], compileInner);
}

function literalObject(expression: Doc, compileInner: Compile): Evaluate {
  const fields = Object.entries(expression).map(([name, value]) => {
    if (name.includes('.')) throw requestFailed(`FieldPath field names may not contain '.' in ${name}`);
    return [name, compileInner(value)] as const;
  });
  return (scope) => {
    const doc: Doc = {};
    for (const [name, evaluate] of fields) {
      const value = evaluate(scope);
      if (value !== undefined) putField(doc, name, value);
    }
    return doc;
  };
}

/** `$field.path` or `$$variable.path`. */
function path(text: string, known: ReadonlySet<string>): Evaluate {
  const isVariable = text.startsWith('$$');
  const [first = '', ...others] = (isVariable ? text.slice(2) : text.slice(1)).split('.');
  checkSteps(others);
  if (first === '' || others.includes('')) throw requestFailed(`'${text}' is no valid FieldPath`);
  if ([first, ...others].some((step) => step.startsWith('$')))
    throw requestFailed(`FieldPath field names may not start with '$': '${text}'`);
  if (!isVariable)
    return ({ root, variables }) =>
      valueIn('CURRENT' in variables ? variables.CURRENT : root, [first, ...others]);
  if (!known.has(first)) throw requestFailed(`Use of undefined variable: ${first}`);
  return (scope) => valueIn(variable(first, scope), others);
}

const markers: Variables = { REMOVE: undefined, KEEP: 'keep', PRUNE: 'prune', DESCEND: 'descend' };

function variable(name: string, { root, variables }: Scope): unknown {
  if (Object.hasOwn(variables, name)) return variables[name];
  if (name === 'ROOT' || name === 'CURRENT') return root;
  return name === 'NOW' ? new Date() : markers[name];
}

/** Through documents; a list on the way gives the list of what its documents have there. */
export function valueIn(value: unknown, steps: readonly string[], at = 0): unknown {
  const step = steps[at];
  if (step === undefined) return value;
  if (isDoc(value)) return Object.hasOwn(value, step) ? valueIn(value[step], steps, at + 1) : undefined;
  if (!Array.isArray(value)) return undefined;
  return value
    .filter(isDoc)
    .map((item) => valueIn(item, steps, at))
    .filter((found) => found !== undefined);
}
