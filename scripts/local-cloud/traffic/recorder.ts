// Writes down what comes in from outside, while somebody wants it.
import { appendFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../service-error';
import type { Mount, WebReply, WebRequest } from '../web';
import { openBody, openHeaders } from './credential-headers';
import { FILE_LIMIT, LINE_LIMIT, messageOfBytes, type Exchange } from './recording';

/** What is being recorded; `file` is null where nothing is. */
export type RecorderState =
  { readonly file: null } | { readonly file: string; readonly recorded: number; readonly left_out: number };

/** A recording that is being written. */
interface Running {
  readonly file: string;
  size: number;
  began: number;
  recorded: number;
  leftOut: number;
}

/** Headers that belong to one connection, and are made anew for the next. */
const ofConnection = new Set(
  'host connection keep-alive content-length transfer-encoding te trailer upgrade expect'.split(' '),
);

export class TrafficRecorder {
  private running: Running | undefined;

  constructor(private readonly log: (line: string) => void) {}

  /**
   * Goes on in a file that is there; makes it, for its owner only, where it is not.
   * @throws Error in words where the file cannot be written
   */
  start(file: string): void {
    if (!file.endsWith('.jsonl')) throw new Error(`${file}: a recording is a file whose name ends in .jsonl`);
    const found = statSync(file, { throwIfNoEntry: false });
    // Writing into a pipe would wait for its reader, and everything with it.
    if (found?.isFile() === false) throw new Error(`${file} is no file`);
    const before = found?.size ?? 0;
    // Whatever wrote there last may have been stopped within a line.
    const rest = before > 0 ? '\n' : '';
    appendFileSync(file, rest, { mode: 0o600 });
    this.running = {
      file: path.resolve(file),
      size: before + rest.length,
      began: 0,
      recorded: 0,
      leftOut: 0,
    };
  }

  stop(): void {
    this.running = undefined;
  }

  state(): RecorderState {
    if (!this.running) return { file: null };
    const { file, recorded, leftOut } = this.running;
    return { file, recorded, left_out: leftOut };
  }

  /** The same mount, with what goes through it written down. */
  heard(mount: Mount): Mount {
    return { ...mount, handle: (request) => this.around(mount, request) };
  }

  private async around(mount: Mount, request: WebRequest): Promise<WebReply> {
    const { running } = this;
    if (!running) return mount.handle(request);
    const came = { at: Date.now(), no: (running.began += 1) };
    const reply = await mount.handle(request);
    // Another recording may have begun while this was answered; a request that came before it is not of it.
    if (!('hang' in reply) && running === this.running) this.write(running, exchangeOf(came, request, reply));
    return reply;
  }

  private write(running: Running, exchange: Exchange): void {
    const line = `${JSON.stringify(exchange)}\n`;
    const bytes = Buffer.byteLength(line);
    const { method, url } = exchange.request;
    if (bytes > LINE_LIMIT) {
      running.leftOut += 1;
      this.log(`${running.file}: ${method} ${url} left out, ${bytes} bytes are more than ${LINE_LIMIT}`);
    } else if (running.size + bytes > FILE_LIMIT) {
      this.end(running, `more than ${FILE_LIMIT} bytes`);
    } else {
      this.append(running, line, bytes);
    }
  }

  private append(running: Running, line: string, bytes: number): void {
    try {
      appendFileSync(running.file, line);
      running.size += bytes;
      running.recorded += 1;
    } catch (error) {
      this.end(running, messageOf(error));
    }
  }

  private end({ file, recorded }: Running, why: string): void {
    this.stop();
    this.log(`${file}: the recording ends after ${recorded} exchanges: ${why}`);
  }
}

function exchangeOf(
  came: Pick<Exchange, 'at' | 'no'>,
  { method, url, headers: given, body: bytes }: WebRequest,
  { status, body: answered = '' }: Exclude<WebReply, { readonly hang: true }>,
): Exchange {
  const { headers, withheld } = openHeaders(sentAgain(given));
  const isSent = method !== 'HEAD' && status !== 204 && status !== 304;
  const sentBody = Buffer.from(isSent ? answered : '');
  const inside = openBody(url, bytes);
  return {
    ...came,
    request: {
      method,
      url,
      headers,
      withheld: [...new Set([...withheld, ...inside.withheld])],
      ...messageOfBytes(inside.body),
    },
    answer: { status, ...messageOfBytes(openBody(url, sentBody).body) },
  };
}

/** Headers that mean the same on another connection, and at another port: a page of the cloud itself is no page of another origin. */
function sentAgain(headers: WebRequest['headers']): Record<string, string> {
  const own = `http://${headers.host ?? ''}`;
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name, value]) => !ofConnection.has(name) && !(name === 'origin' && value === own),
    ),
  );
}
