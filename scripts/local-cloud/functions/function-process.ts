// One child process that holds one loaded function and serves one call at a time: what event functions and HTTP functions have
// in common. Limits of time, memory and output end it or cut it, and nobody else notices.
import type { ChildProcess } from 'node:child_process';
import { FunctionError } from './function-error';
import { MemoryWatch } from './memory-watch';
import { endTree } from './process-tree';

/** How a function's process is started. */
export interface ProcessOptions {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The Node that runs it; this process's own where missing. */
  readonly node?: string | undefined;
  readonly nodeArguments: readonly string[];
  /** Resident memory, in bytes, beyond which it is ended. */
  readonly memoryLimit: number;
  /** Whether somebody may stop it in a debugger: then nothing it does is too slow. */
  readonly isInspected: boolean;
}

export type Stream = 'stdout' | 'stderr' | 'system';
export type Output = (stream: Stream, text: string, requestId: string) => void;

interface Pending<Answer> {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: FunctionError) => void;
}

/** How long loading a function's code may take, in milliseconds; its time limit counts from then on. */
const loadLimitMs = 30_000;
/** The longest wait that a timer of Node knows, in milliseconds. */
const never = 2 ** 31 - 1;
/** What is kept of one call's output that goes straight to the pipes, in bytes; and of that for the cause of its end. */
const pipeLimit = 256 * 1024;
const lastWordsLimit = 16 * 1024;

export abstract class FunctionProcess<Answer> {
  /** Settles when the function can be called; rejects when it never will. */
  readonly ready: Promise<void>;
  readonly exited: Promise<void>;
  alive = true;
  private readonly memory: MemoryWatch;
  private pipedBytes = 0;
  private pending: Pending<Answer> | undefined;
  private lastWords = '';
  private markReady: (() => void) | undefined;
  private markBroken: ((error: FunctionError) => void) | undefined;
  protected requestId = '';

  protected constructor(
    protected readonly child: ChildProcess,
    private readonly options: ProcessOptions,
    protected readonly output: Output,
  ) {
    this.memory = new MemoryWatch(child.pid, options.memoryLimit, () => this.exceedMemory());
    this.ready = new Promise((resolve, reject) => {
      this.markReady = resolve;
      this.markBroken = reject;
    });
    const loading = setTimeout(() => this.kill(), options.isInspected ? never : loadLimitMs).unref();
    this.ready.then(() => clearTimeout(loading)).catch(() => clearTimeout(loading));
    this.exited = new Promise((resolve) => {
      child.once('exit', () => resolve());
      if (child.pid === undefined) child.once('error', () => resolve());
    });
    void this.exited.then(() => this.memory.stop());
    child.on('message', (message) => this.receive(message));
    child.on('error', (error) => this.fail(`the function's process failed: ${error.message}`));
    child.on('close', (code, signal) =>
      this.fail(`the function's process ended (${signal ?? `exit code ${String(code)}`})`),
    );
    child.stderr?.on('data', (chunk: Buffer) => this.piped('stderr', chunk));
    child.stdout?.on('data', (chunk: Buffer) => this.piped('stdout', chunk));
  }

  kill(): void {
    this.alive = false;
    endTree(this.child);
  }

  /** What the child says on its channel. */
  protected abstract receive(message: unknown): void;

  /** Waits until the function is loaded, begins a call and answers what `succeed` is given, within `timeoutMs`. */
  protected async within(requestId: string, timeoutMs: number, begin: () => void): Promise<Answer> {
    this.requestId = requestId;
    this.pipedBytes = 0;
    await this.ready;
    return new Promise((resolve, reject) => {
      const limit = this.options.isInspected ? never : timeoutMs;
      const timer = setTimeout(() => this.exceedTime(timeoutMs), limit);
      const before =
        <Value>(settle: (value: Value) => void) =>
        (value: Value): void => {
          clearTimeout(timer);
          settle(value);
        };
      this.pending = { resolve: before(resolve), reject: before(reject) };
      begin();
    });
  }

  protected loaded(): void {
    this.markReady?.();
  }

  protected succeed(answer: Answer): void {
    this.settle()?.resolve(answer);
  }

  /** The call fails, and the process goes on. */
  protected refuse(message: string): void {
    this.settle()?.reject(new FunctionError('FUNCTIONS_EXECUTE_FAIL', message));
  }

  /** The process is of no use any more. */
  protected fail(reason: string): void {
    const cause = /^(?:\w*Error|Uncaught).*$/m.exec(this.lastWords)?.[0];
    const isOutOfMemory = this.lastWords.includes('heap out of memory');
    const message = cause === undefined ? reason : `${reason}: ${cause}`;
    this.end(isOutOfMemory ? this.tooMuchMemory() : new FunctionError('FUNCTIONS_EXECUTE_FAIL', message));
  }

  private end(error: FunctionError): void {
    this.kill();
    this.markBroken?.(error);
    this.settle()?.reject(error);
  }

  /** Node's own last words, or what a function writes around its console; of a flood only the beginning. */
  private piped(stream: Stream, chunk: Buffer): void {
    const left = pipeLimit - this.pipedBytes;
    this.pipedBytes += chunk.length;
    if (left <= 0) return;
    const text = chunk.subarray(0, left).toString();
    if (stream === 'stderr') this.lastWords = (this.lastWords + text).slice(-lastWordsLimit);
    this.output(stream, text, this.requestId);
  }

  private exceedTime(timeoutMs: number): void {
    const text = `Invoking task timed out after ${timeoutMs / 1000} seconds`;
    this.settle()?.reject(new FunctionError('FUNCTIONS_TIME_LIMIT_EXCEEDED', text));
    this.kill();
  }

  private exceedMemory(): void {
    this.end(this.tooMuchMemory());
  }

  private tooMuchMemory(): FunctionError {
    const megabytes = Math.round(this.options.memoryLimit / 1024 / 1024);
    return new FunctionError(
      'FUNCTIONS_MEMORY_LIMIT_EXCEEDED',
      `the function used more memory than the ${megabytes} MB that it has`,
    );
  }

  private settle(): Pending<Answer> | undefined {
    const { pending } = this;
    this.pending = undefined;
    return pending;
  }
}
