// Runs the built cloud functions as the platform does: one call at a time per process, the caller's
// identity in the environment, a time limit, a limit on the size of results.
import { randomUUID } from 'node:crypto';
import type { LocalClock } from '../clock';
import type { WebReply } from '../web';
import type { Dependencies } from './dependencies';
import { FunctionError } from './function-error';
import type { FunctionLog } from './function-log';
import { FunctionPool } from './function-pool';
import type { Output } from './function-process';
import type { EventProcess } from './event-process';
import type { FunctionRequest, HttpProcess } from './http-process';
import type { FunctionDirectory, FunctionSettings } from './function-settings';
import { callEnvironment, type CallSource, type Identity } from './identity';
import type { Launcher } from './launcher';

/** The platform's limit of an event and of a synchronous result, in bytes. */
const payloadLimit = 6 * 1024 * 1024;
/** So many past calls stay known, for database calls that come late. */
const rememberedCalls = 2000;

export interface Invocation {
  readonly identity?: Identity;
  readonly source: CallSource;
  /** Set for calls that a timer trigger makes. */
  readonly trigger?: 'timer';
}

export interface InvocationResult {
  readonly requestId: string;
  readonly result: unknown;
  /** Milliseconds from the call to its result, a cold start included. */
  readonly ms: number;
  /** Size of the result as JSON, in bytes. */
  readonly bytes: number;
}

/** A function call that runs or ran. */
export interface KnownCall {
  readonly functionName: string;
  readonly source: CallSource;
}

export interface FunctionHostOptions {
  readonly directory: FunctionDirectory;
  readonly clock: LocalClock;
  readonly log: FunctionLog;
  readonly launcher: Launcher;
  /** Installs packages before a function's first start, where that is wanted. */
  readonly dependencies?: Dependencies | undefined;
  readonly envId: string;
  /** Processes per function; 8 unless told. */
  readonly instances?: number;
  /** Do not clear the previous caller's identity, to prove that the functions do not rely on it. */
  readonly dirtyWarmInstances?: boolean;
}

export class FunctionHost {
  private readonly events = new Map<string, FunctionPool<EventProcess>>();
  private readonly servers = new Map<string, FunctionPool<HttpProcess>>();
  private readonly calls = new Map<string, KnownCall>();
  private coldStarts = 0;

  constructor(private readonly options: FunctionHostOptions) {}

  /** The functions that there are. */
  names(): readonly string[] {
    return this.options.directory.names();
  }

  /** How many processes were started. */
  started(): number {
    return this.coldStarts;
  }

  /** Starts a process and loads the function, so that the first call finds it warm. */
  async warm(name: string): Promise<void> {
    const { instance, pool } = await this.takeEvent(name);
    try {
      await instance.ready;
    } finally {
      pool.giveBack(instance);
    }
  }

  /** Calls a function with an event that is JSON. Throws a FunctionError when it fails. */
  async invoke(name: string, event: unknown, invocation: Invocation): Promise<InvocationResult> {
    const started = performance.now();
    return this.numbered(name, invocation.source, async (requestId) => {
      // HTTP access has measured the body as it was sent; as base64 it is longer.
      if (invocation.source !== 'wx_http') checkEvent(event);
      const text = await this.run(name, { requestId, event, invocation });
      const bytes = Buffer.byteLength(text);
      if (bytes > payloadLimit) {
        throw new FunctionError(
          'FUNCTIONS_RESULT_TOO_LARGE',
          `the result has ${bytes} bytes, more than the ${payloadLimit} allowed`,
        );
      }
      return { requestId, result: JSON.parse(text) as unknown, ms: performance.now() - started, bytes };
    });
  }

  /** Hands a request to the web server of an HTTP function. Throws a FunctionError when it fails. */
  async request(
    name: string,
    request: FunctionRequest,
    source: CallSource,
  ): Promise<{ requestId: string; reply: WebReply }> {
    return this.numbered(name, source, async (requestId) => {
      const folder = await this.folderOf(name, 'http');
      const start = (): HttpProcess =>
        this.counted(this.options.launcher.startHttp(name, folder, this.outputOf(name)));
      const pool = this.pool(this.servers, name);
      const instance = await pool.take(this.options.directory.fingerprint(name), start);
      const { timeoutMs } = this.options.directory.settings(name);
      const headers = { ...request.headers, 'x-cloudbase-request-id': requestId };
      try {
        const times = { timeoutMs, offset: this.options.clock.offsetMs() };
        return { requestId, reply: await instance.request(requestId, { ...request, headers }, times) };
      } finally {
        pool.giveBack(instance);
      }
    });
  }

  /** Whether it is an HTTP function; false too where there is none of this name. */
  isHttp(name: string): boolean {
    return this.options.directory.settings(name).kind === 'http';
  }

  private async numbered<Result>(
    name: string,
    source: CallSource,
    run: (requestId: string) => Promise<Result>,
  ): Promise<Result> {
    const requestId = randomUUID();
    this.remember(requestId, { functionName: name, source });
    try {
      return await run(requestId);
    } catch (error) {
      if (error instanceof FunctionError) {
        error.requestId = requestId;
        this.print(name, 'system', `${error.code}: ${error.message}`, requestId);
      }
      throw error;
    }
  }

  /** A line in a function's log that the platform itself writes. */
  warn(name: string, text: string): void {
    this.print(name, 'system', text, '');
  }

  /** Which call a token belongs to that an SDK sent along. */
  callOf(requestId: string | undefined): KnownCall | undefined {
    return requestId === undefined ? undefined : this.calls.get(requestId);
  }

  /** Ends every process; the next call starts afresh. */
  async restart(): Promise<void> {
    const pools = [...this.events.values(), ...this.servers.values()];
    await Promise.all(pools.map((pool) => pool.killAll()));
  }

  private async run(
    name: string,
    call: { requestId: string; event: unknown; invocation: Invocation },
  ): Promise<string> {
    const { requestId, event, invocation } = call;
    const { instance, pool } = await this.takeEvent(name);
    const settings = this.options.directory.settings(name);
    const environment = callEnvironment({
      identity: invocation.identity ?? {},
      source: invocation.source,
      requestId,
      timer: invocation.trigger === 'timer',
    });
    try {
      return await instance.call(
        {
          id: requestId,
          event,
          environment,
          keepOld: this.options.dirtyWarmInstances ?? false,
          context: this.context(name, requestId, settings),
          offset: this.options.clock.offsetMs(),
        },
        settings.timeoutMs,
      );
    } finally {
      pool.giveBack(instance);
    }
  }

  private async takeEvent(
    name: string,
  ): Promise<{ instance: EventProcess; pool: FunctionPool<EventProcess> }> {
    const folder = await this.folderOf(name, 'event');
    const start = (): EventProcess =>
      this.counted(this.options.launcher.startEvent(name, folder, this.outputOf(name)));
    const pool = this.pool(this.events, name);
    return { instance: await pool.take(this.options.directory.fingerprint(name), start), pool };
  }

  /** The folder of a function of this kind, its packages installed where that is wanted. */
  private async folderOf(name: string, kind: FunctionSettings['kind']): Promise<string> {
    const { directory, dependencies } = this.options;
    const folder = directory.folder(name);
    if (folder === undefined) {
      const known = directory.names().join(', ');
      throw new FunctionError('FUNCTION_NOT_FOUND', `function "${name}" does not exist; there are: ${known}`);
    }
    if (directory.settings(name).kind !== kind)
      throw new FunctionError('FUNCTIONS_EXECUTE_FAIL', wrongKind(name, kind));
    await dependencies?.install(name, folder);
    return folder;
  }

  private pool<Process extends EventProcess | HttpProcess>(
    pools: Map<string, FunctionPool<Process>>,
    name: string,
  ): FunctionPool<Process> {
    // A debugger is attached to one process.
    const limit = this.options.launcher.isInspected(name) ? 1 : (this.options.instances ?? 8);
    const pool = pools.get(name) ?? new FunctionPool(limit);
    pools.set(name, pool);
    return pool;
  }

  private counted<Process>(instance: Process): Process {
    this.coldStarts += 1;
    return instance;
  }

  private outputOf(name: string): Output {
    return (stream, text, requestId) => this.print(name, stream, text, requestId);
  }

  /** What the platform tells in a function's second argument (docs.cloudbase.net, node-sdk, parseContext, read 2026-11). */
  private context(
    name: string,
    requestId: string,
    { timeoutMs, memoryMb }: FunctionSettings,
  ): Record<string, unknown> {
    return {
      request_id: requestId,
      function_name: name,
      function_version: '$LATEST',
      namespace: this.options.envId,
      memory_limit_in_mb: memoryMb,
      time_limit_in_ms: timeoutMs,
      tencentcloud_region: 'ap-shanghai',
    };
  }

  private print(
    functionName: string,
    stream: 'stdout' | 'stderr' | 'system',
    text: string,
    requestId: string,
  ): void {
    const at = this.options.clock.now();
    for (const line of text.split('\n')) {
      if (line !== '') this.options.log.add({ at, functionName, requestId, stream, text: line });
    }
  }

  private remember(requestId: string, call: KnownCall): void {
    this.calls.set(requestId, call);
    const [oldest] = this.calls.keys();
    if (this.calls.size > rememberedCalls && oldest !== undefined) this.calls.delete(oldest);
  }
}

function checkEvent(event: unknown): void {
  const bytes = Buffer.byteLength(JSON.stringify(event ?? null));
  if (bytes <= payloadLimit) return;
  throw new FunctionError(
    'EXCEED_MAX_PAYLOAD_SIZE',
    `the event has ${bytes} bytes, more than the ${payloadLimit} allowed`,
  );
}

function wrongKind(name: string, wanted: FunctionSettings['kind']): string {
  return wanted === 'event'
    ? `"${name}" is an HTTP function: it is reached by callHTTPFunction and HTTP access only`
    : `"${name}" is an event function: callHTTPFunction is for HTTP functions`;
}
