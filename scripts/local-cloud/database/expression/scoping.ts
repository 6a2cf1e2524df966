// Constants and variables of an expression.
import { requestFailed } from '../database-errors';
import { isDoc } from '../document';
import { variableName } from './arrays';
import { named, type Operator } from './operator';

const bind: Operator = (name, argument, compile) => {
  const given = named(name, argument, { required: ['vars', 'in'] });
  if (!isDoc(given.vars)) throw requestFailed(`invalid parameter: expected an object (vars)`);
  const variables = Object.entries(given.vars).map(
    ([variable, value]) => [variableName(name, variable), compile(value)] as const,
  );
  const inside = compile(
    given.in,
    variables.map(([variable]) => variable),
  );
  return (scope) => {
    const values = variables.map(([variable, evaluate]) => [variable, evaluate(scope)] as const);
    return inside({ ...scope, variables: { ...scope.variables, ...Object.fromEntries(values) } });
  };
};

export const scoping: Readonly<Record<string, Operator>> = {
  $let: bind,
  $literal: (_name, argument) => () => argument,
  $rand: (name, argument) => {
    if (typeof argument !== 'object' || argument === null || Object.keys(argument).length > 0)
      throw requestFailed(`${name} does not currently accept arguments`);
    return () => Math.random();
  },
};
