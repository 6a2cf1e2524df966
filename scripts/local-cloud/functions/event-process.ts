// The process of an event function: calls its handler with one event at a time.
import { fork } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDoc, type Doc } from '../database/document';
import { FunctionProcess, type Output, type ProcessOptions, type Stream } from './function-process';
import type { FunctionEntry } from './function-settings';

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

/** Its answers are JSON texts. */
export class EventProcess extends FunctionProcess<string> {
  constructor(entry: FunctionEntry, options: ProcessOptions, output: Output) {
    const { folder, environment, node, nodeArguments } = options;
    const child = fork(runner, [path.resolve(entry.file), entry.handler], {
      cwd: folder,
      env: environment,
      execArgv: [...nodeArguments],
      ...(node === undefined ? {} : { execPath: node }),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    super(child, options, output);
  }

  /** Answers the result as JSON text, within `timeoutMs` from here. */
  async call(message: CallMessage, timeoutMs: number): Promise<string> {
    return this.within(message.id, timeoutMs, () =>
      this.child.send(message, (error) => {
        if (error) this.fail(`the call did not reach the function's process: ${error.message}`);
      }),
    );
  }

  protected receive(message: unknown): void {
    if (!isDoc(message)) return;
    if (message.type === 'ready') this.loaded();
    else if (message.type === 'output')
      this.output(streamOf(message.stream), textOf(message.text), this.requestId);
    else if (message.type === 'broken') this.broken(message);
    else if (this.requestId === message.id) this.answer(message);
  }

  private answer(message: Doc): void {
    if (message.type === 'result') this.succeed(textOf(message.text));
    else {
      this.output('stderr', textOf(message.stack), this.requestId);
      this.refuse(textOf(message.message));
    }
  }

  private broken(message: Doc): void {
    this.output('stderr', textOf(message.stack), this.requestId);
    this.fail(`the function cannot be loaded: ${textOf(message.message)}`);
  }
}

function streamOf(value: unknown): Stream {
  return value === 'stderr' || value === 'system' ? value : 'stdout';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
