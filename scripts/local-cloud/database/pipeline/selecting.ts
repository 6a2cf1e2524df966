// Stages that choose, order and count documents.
import { isNumeric, numberOf, typeOf } from '../bson-order';
import { requestFailed } from '../database-errors';
import { isDoc, type Doc } from '../document';
import { nearestOf } from '../query/geo-match';
import { distanceTo, givenShape, shapeOf } from '../query/geometry';
import { leavesAt } from '../query/leaves';
import { compileMatch } from '../query/match';
import { orderOf, sorted } from '../query/sort';
import { put } from './shaping';
import type { Stage } from './stage';

const match: Stage = (argument, { variables }) => {
  if (!isDoc(argument)) throw requestFailed('the match filter must be an expression in an object');
  const test = compileMatch(argument, variables);
  return (docs, around) => docs.filter((doc) => test(doc, around.variables));
};

const sort: Stage = (argument) => {
  const keys = orderOf(argument);
  if (keys.length === 0) throw requestFailed('$sort stage must have at least one sort key');
  return (docs) => sorted(docs, keys, (doc) => doc);
};

/** A whole number that a stage takes. */
function wholeNumber(argument: unknown, stage: string): number {
  if (!isNumeric(argument))
    throw requestFailed(
      `invalid argument to ${stage} stage: Expected a number in: ${stage}: ${typeOf(argument)}`,
    );
  const number = numberOf(argument);
  if (!Number.isInteger(number))
    throw requestFailed(`invalid argument to ${stage} stage: Expected an integer: ${stage}: ${number}`);
  return number;
}

const limit: Stage = (argument) => {
  const count = wholeNumber(argument, '$limit');
  if (count <= 0) throw requestFailed('invalid argument to $limit stage: the limit must be positive');
  return (docs) => docs.slice(0, count);
};

const skip: Stage = (argument) => {
  const count = wholeNumber(argument, '$skip');
  if (count < 0) throw requestFailed('invalid argument to $skip stage: Expected a non-negative number');
  return (docs) => docs.slice(count);
};

const count: Stage = (argument) => {
  if (typeof argument !== 'string' || argument === '')
    throw requestFailed('the count field must be a non-empty string');
  if (argument.startsWith('$')) throw requestFailed('the count field cannot be a $-prefixed path');
  if (argument.includes('.') || argument.includes('\0'))
    throw requestFailed("the count field cannot contain '.'");
  return (docs) => (docs.length === 0 ? [] : [{ [argument]: docs.length }]);
};

/** Each document at most once. */
const sample: Stage = (argument) => {
  if (!isDoc(argument)) throw requestFailed('the $sample stage specification must be an object');
  const strange = Object.keys(argument).find((name) => name !== 'size');
  if (strange !== undefined) throw requestFailed(`unrecognized option to $sample: ${strange}`);
  if (!('size' in argument)) throw requestFailed('$sample stage must specify a size');
  if (!isNumeric(argument.size)) throw requestFailed('size argument to $sample must be a number');
  const size = numberOf(argument.size);
  if (!Number.isInteger(size) || size <= 0)
    throw requestFailed('size argument to $sample must be a positive whole number');
  return (docs) => shuffled(docs).slice(0, size);
};

function shuffled(docs: readonly Doc[]): Doc[] {
  const mixed = [...docs];
  for (let at = 0; at < mixed.length - 1; at += 1) {
    const other = at + Math.floor(Math.random() * (mixed.length - at));
    const [one, two] = [mixed[at], mixed[other]];
    if (one && two) [mixed[at], mixed[other]] = [two, one];
  }
  return mixed;
}

const nearOptions = [
  'near',
  'distanceField',
  'spherical',
  'limit',
  'num',
  'maxDistance',
  'minDistance',
  'query',
  'distanceMultiplier',
  'includeLocs',
  'uniqueDocs',
  'key',
];

interface NearOptions {
  readonly field: string[];
  readonly locations: string[] | undefined;
  readonly range: readonly [number, number];
  readonly factor: number;
  readonly key: string | undefined;
}

function nearOptionsOf(argument: Doc): NearOptions {
  const strange = Object.keys(argument).find((name) => !nearOptions.includes(name));
  if (strange !== undefined) throw requestFailed(`unknown option to $geoNear: ${strange}`);
  const number = (name: string, otherwise: number): number => {
    const value = argument[name] ?? otherwise;
    if (typeof value === 'number' && value >= 0) return value;
    throw requestFailed(`$geoNear: ${name} must be a non-negative number`);
  };
  const path = (name: string): string | undefined => {
    const value = argument[name] ?? undefined;
    if (value === undefined || (typeof value === 'string' && value !== '')) return value;
    throw requestFailed(`$geoNear: ${name} must be a non-empty string`);
  };
  const field = path('distanceField');
  if (field === undefined) throw requestFailed("$geoNear requires a 'distanceField' option as a String");
  return {
    field: field.split('.'),
    locations: path('includeLocs')?.split('.'),
    range: [number('minDistance', 0), number('maxDistance', Infinity)],
    factor: number('distanceMultiplier', 1),
    key: path('key'),
  };
}

const geoNear: Stage = (argument, { variables }) => {
  if (!isDoc(argument)) throw requestFailed('$geoNear: the options must be an object');
  const options = nearOptionsOf(argument);
  const near = givenShape(argument.near, ['Point']);
  const from = near.type === 'Point' ? near.coordinates : [];
  const test = compileMatch(argument.query ?? {}, variables);
  const most = argument.limit ?? argument.num ?? Infinity;
  const distance = (value: unknown): number | undefined => {
    const shape = shapeOf(value);
    return shape && distanceTo(from, shape);
  };
  return (docs, around) => {
    const found = docs
      .filter((doc) => test(doc, around.variables))
      .map((doc) => {
        const place = options.key === undefined ? firstShape(doc) : leavesAt(doc, options.key);
        return { doc, place, away: nearestOf(place, distance) };
      })
      .filter(({ away }) => away >= options.range[0] && away <= options.range[1] && away < Infinity)
      .sort((one, other) => one.away - other.away);
    return found.slice(0, Number(most)).map(({ doc, place, away }) => {
      const next = put(doc, options.field, away * options.factor);
      return options.locations ? put(next, options.locations, place[0]) : next;
    });
  };
};

/** Where no key says which: the first field that holds a shape. */
function firstShape(value: unknown): unknown[] {
  if (!isDoc(value)) return [];
  for (const inner of Object.values(value)) {
    if (isDoc(inner) && shapeOf(inner)) return [inner];
    const deeper = firstShape(inner);
    if (deeper.length > 0) return deeper;
  }
  return [];
}

export const selecting: Readonly<Record<string, Stage>> = {
  $match: match,
  $sort: sort,
  $limit: limit,
  $skip: skip,
  $count: count,
  $sample: sample,
  $geoNear: geoNear,
};
