// Geographic query operators. `$near` and `$nearSphere` also order what they find by distance, where nothing else does.
import type { MultiPolygon, Polygon, Position } from 'geojson';
import { requestFailed } from '../database-errors';
import { isDoc, type Doc } from '../document';
import { arcTo, distanceTo, givenShape, intersects, shapeOf, within, withinCircle } from './geometry';
import { leavesAt } from './leaves';
import type { BuildReach } from './reach';

const geometryOf = (argument: unknown, name: string): unknown => {
  if (isDoc(argument) && '$geometry' in argument) return argument.$geometry;
  throw requestFailed(`${name} needs a $geometry`);
};

const intersection: BuildReach = (argument) => {
  const wanted = givenShape(geometryOf(argument, '$geoIntersects'));
  return { test: (leaf) => holds(leaf, (shape) => intersects(shape, wanted)) };
};

function holds(leaf: unknown, test: (shape: NonNullable<ReturnType<typeof shapeOf>>) => boolean): boolean {
  const shape = shapeOf(leaf);
  return shape !== undefined && test(shape);
}

const containment: BuildReach = (argument) => {
  if (!isDoc(argument)) throw requestFailed('$geoWithin needs an object');
  const { $centerSphere: circle, $geometry: geometry, ...others } = argument;
  const [strange] = Object.keys(others);
  if (strange !== undefined)
    throw requestFailed(`$geoWithin with ${strange} is not emulated by the local cloud`);
  if (circle !== undefined) {
    const { centre, radius } = circleOf(circle);
    return { test: (leaf) => holds(leaf, (shape) => withinCircle(shape, centre, radius)) };
  }
  const area = givenShape(geometry, ['Polygon', 'MultiPolygon']) as Polygon | MultiPolygon;
  return { test: (leaf) => holds(leaf, (shape) => within(shape, area)) };
};

function circleOf(circle: unknown): { centre: Position; radius: number } {
  const given: readonly unknown[] = Array.isArray(circle) ? circle : [];
  const [centre, radius] = given;
  const shape = shapeOf(centre);
  if (shape?.type !== 'Point') throw requestFailed('$centerSphere: the centre must be [longitude, latitude]');
  if (typeof radius !== 'number' || !(radius >= 0))
    throw requestFailed('$centerSphere: radius must be a non-negative number');
  return { centre: shape.coordinates, radius };
}

interface Near {
  readonly from: Position;
  /** Metres for GeoJSON, radians for a bare pair. */
  readonly distance: (value: unknown) => number | undefined;
  readonly range: readonly [number, number];
}

/** `{$geometry, $minDistance, $maxDistance}`, or a pair with the distances beside it. */
function nearOf(argument: unknown, beside: Doc): Near {
  const isGeoJson = isDoc(argument) && '$geometry' in argument;
  const given = givenShape(isGeoJson ? argument.$geometry : argument, ['Point']);
  const limits: Doc = isGeoJson ? argument : beside;
  const from = given.type === 'Point' ? given.coordinates : [];
  const measure = isGeoJson ? distanceTo : arcTo;
  return {
    from,
    range: [limitOf(limits, '$minDistance', 0), limitOf(limits, '$maxDistance', Infinity)],
    distance: (value) => {
      const shape = shapeOf(value);
      return shape && measure(from, shape);
    },
  };
}

function limitOf(limits: Doc, name: string, otherwise: number): number {
  const value = limits[name] ?? otherwise;
  if (typeof value === 'number' && value >= 0) return value;
  throw requestFailed(`${name} must be a non-negative number`);
}

const nearness: BuildReach = (argument, beside) => {
  const { distance, range } = nearOf(argument, beside);
  return {
    test: (leaf) => {
      const away = distance(leaf);
      return away !== undefined && away >= range[0] && away <= range[1];
    },
  };
};

const always: BuildReach = () => ({ test: () => true });

export const geoTests: Readonly<Record<string, BuildReach>> = {
  $geoIntersects: intersection,
  $geoWithin: containment,
  $near: nearness,
  $nearSphere: nearness,
  // Beside $nearSphere: [longitude, latitude].
  $maxDistance: always,
  $minDistance: always,
};

/** How far a document is from where the criteria want it near; undefined where they want nothing near. */
export function nearestFirst(criteria: Doc): ((doc: Doc) => number) | undefined {
  for (const [path, condition] of Object.entries(criteria)) {
    if (path === '$and' && Array.isArray(condition)) {
      const inner = condition.map((part) => (isDoc(part) ? nearestFirst(part) : undefined)).find(Boolean);
      if (inner) return inner;
    }
    const near = isDoc(condition) ? (condition.$nearSphere ?? condition.$near) : undefined;
    if (near === undefined || !isDoc(condition)) continue;
    const { distance } = nearOf(near, condition);
    return (doc) => nearestOf(leavesAt(doc, path), distance);
  }
  return undefined;
}

/** The smallest distance of what stands at a path, of lists the nearest element. */
export function nearestOf(
  leaves: readonly unknown[],
  distance: (value: unknown) => number | undefined,
): number {
  const each = leaves.flatMap((leaf) => [leaf, ...(Array.isArray(leaf) ? (leaf as unknown[]) : [])]);
  return Math.min(...each.map((leaf) => distance(leaf) ?? Infinity));
}
