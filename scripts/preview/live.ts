// A preview that follows its sources: builds again when a file changes, and tells phones and terminal what became of it.
import { existsSync, watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { PACKED } from '../build/packages/pack';
import { buildPreview } from './build';
import type { PreviewOptions } from './build';
import { problemText } from './build-problem';
import type { Problem } from './build-problem';
import { miniProgramIn } from './project';

export interface LiveOptions extends PreviewOptions {
  /** One line for the terminal. */
  readonly log: (line: string) => void;
  /** Runs before each build, for example to pack what DevTools needs. */
  readonly before?: () => void;
}

/** How long to wait after a change for the next one, ms: editors write in several steps. */
const settling = 60;
/** How long a phone waits for a change before it asks again, ms. */
const patience = 20_000;

/** Builds, and builds again. */
export class LivePreview {
  /** Grows with every build. */
  version = 0;
  problems: readonly Problem[] = [];
  private readonly waiting = new Set<() => void>();
  private watcher: FSWatcher | undefined;
  private timer: NodeJS.Timeout | undefined;
  private building: Promise<void> = Promise.resolve();

  constructor(private readonly options: LiveOptions) {}

  /** Builds once and begins to watch. */
  async start(): Promise<void> {
    await this.build();
    this.watchAfter(this.problems);
  }

  /** Begins to watch what has been built already, with these problems. */
  watchAfter(problems: readonly Problem[]): void {
    this.problems = problems;
    const miniProgram = miniProgramIn(this.options.root);
    if (!existsSync(miniProgram)) return;
    this.watcher = watch(miniProgram, { recursive: true }, (_, file) => {
      if (file && /(^|[\\/])(node_modules|\.git)[\\/]/.test(file)) return;
      // What a build writes itself is no change.
      if (file?.split(/[\\/]/).includes(PACKED)) return;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.rebuild(), settling);
    });
    // A folder that is removed under the watcher is no reason to stop.
    this.watcher.on('error', (failure) => this.options.log(String(failure)));
  }

  /** Answers when there is a newer version than this one, or after a while. */
  async newerThan(version: number): Promise<void> {
    if (this.version > version) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, patience).unref();
      this.waiting.add(done);
    });
  }

  close(): void {
    clearTimeout(this.timer);
    this.watcher?.close();
    for (const done of [...this.waiting]) done();
  }

  /** Says in the terminal what a phone ran into. */
  tell(line: string): void {
    this.options.log(line);
  }

  private rebuild(): Promise<void> {
    this.building = this.building
      .then(() => this.build())
      .catch((failure: unknown) => this.tell(String(failure)));
    return this.building;
  }

  private async build(): Promise<void> {
    const before = new Set(this.problems.map(problemText));
    this.options.before?.();
    const { ms, problems } = await buildPreview(this.options);
    this.problems = problems;
    this.version += 1;
    const now = problems.map((problem) => `${problem.kind}: ${problemText(problem)}`);
    for (const line of now.filter((one) => !before.has(one.replace(/^\w+: /, '')))) this.tell(line);
    if (this.version > 1) {
      const errors = problems.filter(({ kind }) => kind === 'error').length;
      this.tell(errors === 0 ? `phone: built again in ${ms} ms` : `phone: built again with ${errors} errors`);
    }
    for (const done of [...this.waiting]) done();
  }
}
