/** Worlds in which something once went wrong, made as small as they get: each is lived through again by every test run. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Shape } from './shape';
import type { kept } from './shrink';

export interface KeptWorld {
  /** What was violated in it. */
  readonly violation: string;
  readonly shape: ReturnType<typeof kept>;
}

const FILE = path.resolve(__dirname, '../../test/simulation/kept-worlds.json');

export function keptWorlds(): readonly KeptWorld[] {
  // The file is written below and by nobody else.
  return JSON.parse(readFileSync(FILE, 'utf8')) as KeptWorld[];
}

/** The shape of a kept world, to be lived through again. */
export const shapeAgain = ({ shape }: KeptWorld): Shape => ({ ...shape, roles: new Set(shape.roles) });

/** Adds a world, unless it is there; `file` is where the worlds are kept. */
export function keepWorld(world: KeptWorld, file: string = FILE): void {
  const known = JSON.parse(readFileSync(file, 'utf8')) as KeptWorld[];
  if (known.some(({ shape }) => JSON.stringify(shape) === JSON.stringify(world.shape))) return;
  writeFileSync(file, `${JSON.stringify([...known, world], undefined, 2)}\n`);
}
