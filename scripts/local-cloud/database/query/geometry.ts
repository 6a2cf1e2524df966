// Shapes on the earth: GeoJSON, or a pair of longitude and latitude. Distances are great circles on a sphere of MongoDB's
// radius; the edges of areas are straight lines on the map, where MongoDB's follow great circles.
import { booleanIntersects } from '@turf/boolean-intersects';
import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon';
import type { Feature, Geometry, MultiPolygon, Polygon, Position } from 'geojson';
import { requestFailed } from '../database-errors';
import { isDoc } from '../document';
import { entryOf } from '../../table';

/** In metres. */
const EARTH_RADIUS = 6_378_100;

const depths: Readonly<Record<string, number>> = {
  Point: 0,
  MultiPoint: 1,
  LineString: 1,
  MultiLineString: 2,
  Polygon: 2,
  MultiPolygon: 3,
};

/** The value as a shape; undefined where it is none. */
export function shapeOf(value: unknown): Geometry | undefined {
  if (isPosition(value)) return { type: 'Point', coordinates: value };
  if (!isDoc(value)) return undefined;
  if (value.type === 'GeometryCollection' && Array.isArray(value.geometries)) {
    const parts = value.geometries.map(shapeOf);
    return parts.every((part) => part !== undefined)
      ? { type: 'GeometryCollection', geometries: parts }
      : undefined;
  }
  const depth = typeof value.type === 'string' ? entryOf(depths, value.type) : undefined;
  if (depth === undefined || !isNested(value.coordinates, depth)) return undefined;
  return { type: value.type, coordinates: value.coordinates } as Geometry;
}

const isPosition = (value: unknown): value is Position =>
  Array.isArray(value) &&
  value.length >= 2 &&
  value.length <= 3 &&
  value.every((part) => typeof part === 'number' && Number.isFinite(part)) &&
  Math.abs(Number(value[0])) <= 180 &&
  Math.abs(Number(value[1])) <= 90;

function isNested(value: unknown, depth: number): boolean {
  if (depth === 0) return isPosition(value);
  return Array.isArray(value) && value.length > 0 && value.every((inner) => isNested(inner, depth - 1));
}

/** A shape given in a query; one of the `types`. */
export function givenShape(value: unknown, types?: readonly string[]): Geometry {
  const shape = shapeOf(value);
  if (!shape || (types && !types.includes(shape.type)))
    throw requestFailed(
      `unknown geo specifier or a wrong one${types ? `, ${types.join(' or ')} is needed` : ''}: ${JSON.stringify(value ?? null).slice(0, 100)}`,
    );
  for (const ring of ringsOf(shape)) checkRing(ring);
  return shape;
}

const ringsOf = (shape: Geometry): Position[][] =>
  shape.type === 'Polygon'
    ? shape.coordinates
    : shape.type === 'MultiPolygon'
      ? shape.coordinates.flat()
      : [];

function checkRing(ring: readonly Position[]): void {
  const [first, last] = [ring[0], ring.at(-1)];
  if (ring.length < 4) throw requestFailed('Loop must have at least 3 different vertices');
  if (first?.[0] !== last?.[0] || first?.[1] !== last?.[1])
    throw requestFailed('Loop is not closed: the first and the last position must be the same');
}

function positionsOf(shape: Geometry): Position[] {
  if (shape.type === 'GeometryCollection') return shape.geometries.flatMap(positionsOf);
  const flat = (value: unknown, depth: number): Position[] =>
    depth === 0 ? [value as Position] : (value as unknown[]).flatMap((inner) => flat(inner, depth - 1));
  return flat(shape.coordinates, depths[shape.type] ?? 0);
}

export const intersects = (one: Geometry, other: Geometry): boolean =>
  booleanIntersects(feature(one), feature(other));

const feature = (geometry: Geometry): Feature => ({ type: 'Feature', properties: {}, geometry });

/** Every part of the shape lies in the area; its border belongs to it. */
export function within(shape: Geometry, area: Polygon | MultiPolygon): boolean {
  return alongEdges(shape).every((position) => booleanPointInPolygon(position, area));
}

/** The corners, and positions on the edges between them. */
function alongEdges(shape: Geometry): Position[] {
  const corners = positionsOf(shape);
  if (shape.type === 'Point' || shape.type === 'MultiPoint') return corners;
  return corners.flatMap((corner, at) => {
    const next = corners[at + 1];
    if (!next || (shape.type !== 'LineString' && shape.type !== 'Polygon')) return [corner];
    return [0, 0.25, 0.5, 0.75].map((part) => [
      (corner[0] ?? 0) + ((next[0] ?? 0) - (corner[0] ?? 0)) * part,
      (corner[1] ?? 0) + ((next[1] ?? 0) - (corner[1] ?? 0)) * part,
    ]);
  });
}

type Vector = readonly [number, number, number];

// MongoDB rounds as S2 does: the factor first.
const radians = (degrees = 0): number => (Math.PI / 180) * degrees;

/** Where the position is on a sphere of radius 1. */
function onSphere([longitude, latitude]: Position): Vector {
  const [east, north] = [radians(longitude), radians(latitude)];
  return [Math.cos(east) * Math.cos(north), Math.sin(east) * Math.cos(north), Math.sin(north)];
}

const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

function arc(from: Position, to: Position): number {
  const [a, b] = [onSphere(from), onSphere(to)];
  const normal = cross(a, b);
  return Math.atan2(Math.sqrt(dot(normal, normal)), dot(a, b));
}

/** From a position to the nearest corner of a shape, in radians; 0 inside an area. */
export function arcTo(from: Position, shape: Geometry): number {
  const inside =
    (shape.type === 'Polygon' || shape.type === 'MultiPolygon') && booleanPointInPolygon(from, shape);
  return inside ? 0 : Math.min(...positionsOf(shape).map((position) => arc(from, position)));
}

/** In metres. */
export const distanceTo = (from: Position, shape: Geometry): number => arcTo(from, shape) * EARTH_RADIUS;

/** All of the shape lies within `radius` (radians) of the centre. */
export const withinCircle = (shape: Geometry, centre: Position, radius: number): boolean =>
  positionsOf(shape).every((position) => arc(centre, position) <= radius);
