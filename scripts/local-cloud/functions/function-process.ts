// One child process that holds one loaded function and serves one call at a time.
import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDoc, type Doc } from '../database/document';
import { FunctionError } from './function-error';
import type { FunctionEntry } from './function-settings';
import { MemoryWatch } from './memory-watch';
import { endTree } from './process-tree';

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

/** How a function's process is started. */
export interface ProcessOptions {
  readonly folder: string;
  readonly entry: FunctionEntry;
  readonly environment: Readonly<Record<string, string>>;
  /** The Node that runs it; this process's own where missing. */
  readonly node?: string | undefined;
  readonly nodeArguments: readonly string[];
  /** Resident memory, in bytes, beyond which it is ended. */
  readonly memoryLimit: number;
  /** Whether somebody may stop it in a debugger: then nothing it does is too slow. */
  readonly isInspected: boolean;
}

export type Output = (stream: 'stdout' | 'stderr' | 'system', text: string, requestId: string) => void;

interface Pending {
  readonly id: string;
  readonly resolve: (resultJson: string) => void;
  readonly reject: (error: FunctionError) => void;
}

/** How long loading a function's code may take, in milliseconds; its time limit counts from then on. */
const loadLimitMs = 30_000;
/** The longest wait that a timer of Node knows, in milliseconds. */
const never = 2 ** 31 - 1;
/** What is kept of one call's output past the runner, in bytes; and of that for the cause of its end. */
const nativeLimit = 256 * 1024;
const lastWordsLimit = 16 * 1024;

export class FunctionProcess {
  /** Settles when the function's code is loaded; rejects when it cannot be. */
  readonly ready: Promise<void>;
  readonly exited: Promise<void>;
  alive = true;
  private readonly child: ChildProcess;
  private readonly memory: MemoryWatch;
  private nativeBytes = 0;
  private pending: Pending | undefined;
  private requestId = '';
  private lastWords = '';
  private markReady: (() => void) | undefined;
  private markBroken: ((error: FunctionError) => void) | undefined;

  constructor(
    private readonly options: ProcessOptions,
    private readonly output: Output,
  ) {
    const { entry, folder, environment, node, nodeArguments } = options;
    this.child = fork(runner, [path.resolve(entry.file), entry.handler], {
      cwd: folder,
      env: environment,
      execArgv: [...nodeArguments],
      ...(node === undefined ? {} : { execPath: node }),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    this.memory = new MemoryWatch(this.child.pid, options.memoryLimit, () => this.exceedMemory());
    this.ready = new Promise((resolve, reject) => {
      this.markReady = resolve;
      this.markBroken = reject;
    });
    const loading = setTimeout(() => this.kill(), options.isInspected ? never : loadLimitMs).unref();
    this.ready.then(() => clearTimeout(loading)).catch(() => clearTimeout(loading));
    this.exited = new Promise((resolve) => {
      this.child.once('exit', () => resolve());
      if (this.child.pid === undefined) this.child.once('error', () => resolve());
    });
    void this.exited.then(() => this.memory.stop());
    this.child.on('message', (message) => this.receive(message));
    this.child.on('error', (error) => this.fail(`the function's process failed: ${error.message}`));
    this.child.on('close', (code, signal) =>
      this.fail(`the function's process ended (${signal ?? `exit code ${String(code)}`})`),
    );
    // Past the runner's own capture comes only what Node itself says when the process dies.
    this.child.stderr?.on('data', (chunk: Buffer) => this.nativePrint('stderr', chunk));
    this.child.stdout?.on('data', (chunk: Buffer) => this.nativePrint('stdout', chunk));
  }

  /** Answers the result as JSON text, within `timeoutMs` from here. */
  async call(message: CallMessage, timeoutMs: number): Promise<string> {
    this.requestId = message.id;
    this.nativeBytes = 0;
    await this.ready;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => {
          const text = `Invoking task timed out after ${timeoutMs / 1000} seconds`;
          this.settle()?.reject(new FunctionError('FUNCTIONS_TIME_LIMIT_EXCEEDED', text));
          this.kill();
        },
        this.options.isInspected ? never : timeoutMs,
      );
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
    endTree(this.child);
  }

  private receive(message: unknown): void {
    if (!isDoc(message)) return;
    if (message.type === 'ready') this.markReady?.();
    else if (message.type === 'output')
      this.output(streamOf(message.stream), textOf(message.text), this.requestId);
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

  /** Node's own last words, or what a function writes around its console; of a flood only the beginning. */
  private nativePrint(stream: 'stdout' | 'stderr', chunk: Buffer): void {
    const left = nativeLimit - this.nativeBytes;
    this.nativeBytes += chunk.length;
    if (left <= 0) return;
    const text = chunk.subarray(0, left).toString();
    if (stream === 'stderr') this.lastWords = (this.lastWords + text).slice(-lastWordsLimit);
    this.output(stream, text, this.requestId);
  }

  private exceedMemory(): void {
    this.settle()?.reject(this.tooMuchMemory());
    this.kill();
  }

  private tooMuchMemory(): FunctionError {
    const megabytes = Math.round(this.options.memoryLimit / 1024 / 1024);
    return new FunctionError(
      'FUNCTIONS_MEMORY_LIMIT_EXCEEDED',
      `the function used more memory than the ${megabytes} MB that it has`,
    );
  }

  private fail(reason: string): void {
    this.alive = false;
    if (/heap out of memory/.test(this.lastWords)) {
      this.settle()?.reject(this.tooMuchMemory());
      return;
    }
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

function streamOf(value: unknown): 'stdout' | 'stderr' | 'system' {
  return value === 'stderr' || value === 'system' ? value : 'stdout';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
