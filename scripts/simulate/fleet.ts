/** Several workers that share the seeds of a run. What they find does not depend on how many they are. */
import { fork, type ChildProcess } from 'node:child_process';
import type { Wanted } from './shape';
import type { Counts } from './simulation';
import type { Done, Failed, Piece } from './worker';

/** Seeds of one piece of work: enough to be worth a message, few enough for the end to come at once. */
const PIECE = 50;

export interface Run {
  readonly seeds: number;
  readonly failed: readonly Failed[];
  readonly counts: Counts;
}

export interface Range {
  readonly from: number;
  readonly count: number;
  readonly wanted: Wanted;
  /** No further pieces are begun after a violation that this pattern finds. */
  readonly stopsAt?: string;
  readonly progress?: (run: Run) => void;
}

class Worker {
  private constructor(private readonly child: ChildProcess) {}

  static async start(file: string): Promise<Worker> {
    const child = fork(file, [], { execArgv: ['--max-semi-space-size=64'] });
    const worker = new Worker(child);
    await worker.next();
    return worker;
  }

  async do(piece: Piece): Promise<Done> {
    const done = this.next();
    this.child.send(piece);
    return done;
  }

  stop(): void {
    this.child.kill();
  }

  private next(): Promise<Done> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null): void =>
        reject(new Error(`a worker of the simulation ended with ${code ?? 'a signal'}`));
      this.child.once('exit', ended);
      this.child.once('message', (done: Done) => {
        this.child.off('exit', ended);
        resolve(done);
      });
    });
  }
}

export class Fleet {
  private constructor(private readonly workers: readonly Worker[]) {}

  /** Starts `size` workers of the bundle `file`. */
  static async start(file: string, size: number): Promise<Fleet> {
    return new Fleet(await Promise.all(Array.from({ length: size }, () => Worker.start(file))));
  }

  /** Runs all seeds of a range; failures come in the order of their seeds. */
  async run({ from, count, wanted, stopsAt, progress }: Range): Promise<Run> {
    let next = from;
    let run: Run = { seeds: 0, failed: [], counts: { orders: 0, paid: 0, closed: 0, refunds: 0 } };
    const end = from + count;
    const pattern = stopsAt === undefined ? undefined : new RegExp(stopsAt);
    const isFound = ({ violations }: Failed): boolean => violations.some((one) => pattern?.test(one));
    const isOver = (): boolean => next >= end || (pattern !== undefined && run.failed.some(isFound));
    const lane = async (worker: Worker): Promise<void> => {
      while (!isOver()) {
        const piece = { is: 'seeds', from: next, count: Math.min(PIECE, end - next), wanted } as const;
        next += piece.count;
        const done = await worker.do(piece);
        if (done.is === 'seeds') run = joined(run, done);
        progress?.(run);
      }
    };
    await Promise.all(this.workers.map(lane));
    return { ...run, failed: run.failed.toSorted((one, other) => one.seed - other.seed) };
  }

  /** One seed with its history; shrunk, where it failed. */
  async tell(seed: number, wanted: Wanted, shrinks: boolean): Promise<Extract<Done, { is: 'one' }>> {
    const done = await this.workers[0]?.do({ is: 'one', seed, wanted, shrinks });
    if (done?.is !== 'one') throw new Error('nobody tells');
    return done;
  }

  stop(): void {
    for (const worker of this.workers) worker.stop();
  }
}

function joined(one: Run, other: Run): Run {
  const sum = (name: keyof Counts): number => one.counts[name] + other.counts[name];
  return {
    seeds: one.seeds + other.seeds,
    failed: [...one.failed, ...other.failed],
    counts: { orders: sum('orders'), paid: sum('paid'), closed: sum('closed'), refunds: sum('refunds') },
  };
}
