// The process of an HTTP function: its own web server, started by scf_bootstrap, that believes to listen on the platform's port.
// Format: docs.cloudbase.net, HTTP functions, read 2026-11.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDoc } from '../database/document';
import type { WebReply } from '../web';
import { FunctionProcess, type Output, type ProcessOptions } from './function-process';

const preload = fileURLToPath(new URL('./http-runner.cjs', import.meta.url));
/** Where the platform keeps its Nodes; scf_bootstrap names one of them. */
const platformNode = /\/var\/lang\/node[\w.]*\/bin\/node\b/g;

/** How long the news of a process's end may take after its connections broke, in milliseconds. */
const endingMs = 200;

/** A request as the function's server gets it. */
export interface FunctionRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Its answers are responses. */
export class HttpProcess extends FunctionProcess<WebReply> {
  private readonly socket: string;

  /** `bootstrap` is the text of scf_bootstrap. */
  constructor(bootstrap: string, options: ProcessOptions, output: Output) {
    const { folder, environment, node = process.execPath, nodeArguments } = options;
    const home = mkdtempSync(path.join(tmpdir(), 'http-function-'));
    const socket =
      process.platform === 'win32' ? `\\\\.\\pipe\\${path.basename(home)}` : path.join(home, 'socket');
    const child = spawn('bash', ['-c', bootstrap.replace(platformNode, `"${node}"`)], {
      cwd: folder,
      env: {
        ...environment,
        NODE_OPTIONS: [`--require "${preload}"`, ...nodeArguments].join(' '),
        LOCAL_CLOUD_SOCKET: socket,
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    super(child, options, output);
    this.socket = socket;
    void this.exited.then(() => rmSync(home, { recursive: true, force: true }));
  }

  /** Hands a request to the function's server; `offset` is how far its clock is ahead, in milliseconds. */
  async request(
    requestId: string,
    request: FunctionRequest,
    { timeoutMs, offset }: { timeoutMs: number; offset: number },
  ): Promise<WebReply> {
    return this.within(requestId, timeoutMs, () => {
      if (this.child.connected) this.child.send({ offset });
      this.send(request);
    });
  }

  protected receive(message: unknown): void {
    if (!isDoc(message)) return;
    if (message.type === 'ready') this.loaded();
    else if (message.type === 'elsewhere')
      this.fail(
        `the function's server listens on port ${String(message.port)}: the platform sends requests to port 9000`,
      );
  }

  private send({ method, target, headers, body }: FunctionRequest): void {
    const options = {
      socketPath: this.socket,
      method,
      path: target,
      headers: { ...headers, 'content-length': body.length },
    };
    const asking = httpRequest(options, (response) => {
      readReply(response)
        .then((reply) => this.succeed(reply))
        .catch((error: unknown) => this.refuse(`the function's answer broke off: ${String(error)}`));
    });
    asking.on('error', (error) => {
      const refuse = (): void =>
        this.refuse(`the function's server broke the connection off: ${error.message}`);
      // Where the process has ended, that is about to be told, and is the better reason.
      setTimeout(refuse, endingMs).unref();
    });
    asking.end(body);
  }
}

async function readReply(response: IncomingMessage): Promise<WebReply> {
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  const headers: Record<string, string> = {};
  const repeated: Record<string, readonly string[]> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    if (Array.isArray(value)) repeated[name] = value;
    else if (value !== undefined && !hopByHop.has(name)) headers[name] = value;
  }
  return { status: response.statusCode ?? 502, headers, repeated, body: Buffer.concat(chunks) };
}

/** Between the function and the gateway only (RFC 9110, 7.6.1). */
const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'upgrade']);
