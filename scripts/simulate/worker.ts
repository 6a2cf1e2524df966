/** One process of a run over many seeds: takes pieces of work from the one that started it, and answers each. */
import { PspHouse } from './psp-house';
import { shapeOf, type Wanted } from './shape';
import { kept, kindOf, shrunk } from './shrink';
import { simulate, type Counts, type Simulated } from './simulation';

export type Piece =
  | { readonly is: 'seeds'; readonly from: number; readonly count: number; readonly wanted: Wanted }
  | { readonly is: 'one'; readonly seed: number; readonly wanted: Wanted; readonly shrinks: boolean };

export interface Failed {
  readonly seed: number;
  readonly violations: readonly string[];
}

export type Done =
  | {
      readonly is: 'seeds';
      readonly seeds: number;
      readonly failed: readonly Failed[];
      readonly counts: Counts;
    }
  | { readonly is: 'one'; readonly told: Simulated; readonly small?: Small };

/** The same failure in a smaller world. */
export interface Small {
  readonly told: Simulated;
  readonly shape: ReturnType<typeof kept>;
}

/** Nobody reads stacks here, and they are not for nothing. */
Error.stackTraceLimit = 3;

async function work(house: PspHouse, piece: Piece): Promise<Done> {
  return piece.is === 'seeds' ? seeds(house, piece) : one(house, piece);
}

async function seeds(house: PspHouse, piece: Extract<Piece, { is: 'seeds' }>): Promise<Done> {
  const failed: Failed[] = [];
  const counts = { orders: 0, paid: 0, closed: 0, refunds: 0 };
  for (let seed = piece.from; seed < piece.from + piece.count; seed += 1) {
    const simulated = await simulate({ ...piece.wanted, seed, house });
    if (simulated.violations.length > 0) failed.push({ seed, violations: simulated.violations });
    for (const name of ['orders', 'paid', 'closed', 'refunds'] as const)
      counts[name] += simulated.counts[name];
  }
  return { is: 'seeds', seeds: piece.count, failed, counts };
}

async function one(house: PspHouse, { seed, wanted, shrinks }: Extract<Piece, { is: 'one' }>): Promise<Done> {
  const told = await simulate({ ...wanted, seed, house, isTold: true });
  if (!shrinks) return { is: 'one', told };
  const kinds = new Set(told.violations.map(kindOf));
  const shape = await shrunk(shapeOf(seed, wanted), house, kinds);
  const small = { told: await simulate({ shape, house, isTold: true }), shape: kept(shape) };
  return { is: 'one', told, small };
}

async function main(): Promise<void> {
  const house = await PspHouse.open();
  // Whatever throws here is a mistake of the simulation, and ends the process.
  process.on('message', (piece: Piece) => void work(house, piece).then((done) => process.send?.(done)));
  process.send?.({ is: 'ready' });
}

void main();
