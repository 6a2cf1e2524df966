// One child process that holds one loaded function and serves one call at a time.
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isDoc, type Doc } from '../database/document';
import { FunctionError } from './function-error';

const runner = fileURLToPath(new URL('./runner.cjs', import.meta.url));

/** Everything about one call that crosses into the child. */
export interface CallMessage {
  readonly id: string;
  readonly event: unknown;
  readonly environment: Readonly<Record<string, string>>;
  /** Leave the previous caller's variables in place, as a careless platform would. */
  readonly keepOld: boolean;
  readonly context: Readonly<Record<string, unknown>>;
  /** How far the function's clock is ahead, in milliseconds. */
  readonly offset: number;
}

export type Output = (stream: 'stdout' | 'stderr' | 'system', text: string, requestId: string) => void;

interface Pending {
  readonly id: string;
  readonly resolve: (resultJson: string) => void;
  readonly reject: (error: FunctionError) => void;
}

/** How long loading a function's code may take, in milliseconds; its time limit counts from then on. */
const loadLimitMs = 30_000;

export class FunctionProcess {
  /** Settles when the function's code is loaded; rejects when it cannot be. */
  readonly ready: Promise<void>;
  readonly exited: Promise<void>;
  alive = true;
  private readonly child: ChildProcess;
  private pending: Pending | undefined;
  private requestId = '';
  private lastWords = '';
  private markReady: (() => void) | undefined;
  private markBroken: ((error: FunctionError) => void) | undefined;

  constructor(
    folder: string,
    environment: Readonly<Record<string, string>>,
    private readonly output: Output,
  ) {
    this.child = fork(runner, [folder], {
      cwd: folder,
      env: environment,
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.ready = new Promise((resolve, reject) => {
      this.markReady = resolve;
      this.markBroken = reject;
    });
    const loading = setTimeout(() => this.kill(), loadLimitMs).unref();
    this.ready.then(() => clearTimeout(loading)).catch(() => clearTimeout(loading));
    this.exited = new Promise((resolve) => this.child.once('exit', () => resolve()));
    this.child.on('message', (message) => this.receive(message));
    this.child.on('error', (error) => this.fail(`the function's process failed: ${error.message}`));
    this.child.on('close', (code, signal) =>
      this.fail(`the function's process ended (${signal ?? `exit code ${String(code)}`})`),
    );
    // Past the runner's own capture comes only what Node itself says when the process dies.
    this.child.stderr?.on('data', (chunk: Buffer) => this.nativeOutput(chunk.toString()));
    this.child.stdout?.on('data', (chunk: Buffer) => this.output('stdout', chunk.toString(), this.requestId));
  }

  /** Answers the result as JSON text, within `timeoutMs` from here. */
  async call(message: CallMessage, timeoutMs: number): Promise<string> {
    this.requestId = message.id;
    await this.ready;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const text = `Invoking task timed out after ${timeoutMs / 1000} seconds`;
        this.settle()?.reject(new FunctionError('FUNCTIONS_TIME_LIMIT_EXCEEDED', text));
        this.kill();
      }, timeoutMs);
      const before =
        <T>(settle: (value: T) => void) =>
        (value: T): void => {
          clearTimeout(timer);
          settle(value);
        };
      this.pending = { id: message.id, resolve: before(resolve), reject: before(reject) };
      this.child.send(message, (error) => {
        if (error) this.fail(`the call did not reach the function's process: ${error.message}`);
      });
    });
  }

  kill(): void {
    this.alive = false;
    this.child.kill('SIGKILL');
  }

  private receive(message: unknown): void {
    if (!isDoc(message)) return;
    if (message.type === 'ready') this.markReady?.();
    else if (message.type === 'output')
      this.output(message.stream === 'stderr' ? 'stderr' : 'stdout', textOf(message.text), this.requestId);
    else if (message.type === 'broken') this.broken(message);
    else if (this.pending?.id === message.id) this.answer(message);
  }

  private answer(message: Doc): void {
    const pending = this.settle();
    if (message.type === 'result') pending?.resolve(textOf(message.text));
    else {
      this.output('stderr', textOf(message.stack), this.requestId);
      pending?.reject(new FunctionError('FUNCTIONS_EXECUTE_FAIL', textOf(message.message)));
    }
  }

  private broken(message: Doc): void {
    this.alive = false;
    this.output('stderr', textOf(message.stack), this.requestId);
    this.markBroken?.(
      new FunctionError(
        'FUNCTIONS_EXECUTE_FAIL',
        `the function cannot be loaded: ${textOf(message.message)}`,
      ),
    );
  }

  private nativeOutput(text: string): void {
    this.lastWords += text;
    this.output('stderr', text, this.requestId);
  }

  private fail(reason: string): void {
    this.alive = false;
    const cause = /^(?:\w*Error|Uncaught).*$/m.exec(this.lastWords)?.[0];
    const error = new FunctionError(
      'FUNCTIONS_EXECUTE_FAIL',
      cause === undefined ? reason : `${reason}: ${cause}`,
    );
    this.markBroken?.(error);
    this.settle()?.reject(error);
  }

  private settle(): Pending | undefined {
    const { pending } = this;
    this.pending = undefined;
    return pending;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
