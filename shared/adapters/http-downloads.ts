/**
 * Downloads: an answer that is handed on while it comes, bounded in time and bytes, never whole in memory. Sent as http.ts
 * sends everything.
 */
import { PassThrough } from 'node:stream';
import {
  HttpFailure,
  type Download,
  type DownloadLimits,
  type Downloads,
  type HttpRequest,
} from '../kernel/http';
import { answerHead, begun, watch, type Response, type Sending } from './http';
import { failureOf, lateness, type Progress } from './http-failures';

/** So much may wait for a reader who is slower than the other party. */
const WAITING_BYTES = 1_000_000;

export function requestPromiseDownloads(): Downloads {
  return {
    async open(request: HttpRequest, limits: DownloadLimits): Promise<Download> {
      const { sending, host } = await begun(request, Math.min(limits.headMs, limits.wholeMs));
      // request-promise collects the body for its callback, which settles its promise all the same without one.
      sending.callback = undefined;
      return new Promise((resolve, reject) => new Downloading(sending, host, limits).run(resolve, reject));
    },
  };
}

class Downloading {
  private readonly progress: Progress = { stands: false, answering: false, bytes: 0 };
  private readonly body = new PassThrough({ highWaterMark: WAITING_BYTES });
  private timer: NodeJS.Timeout | undefined;
  private readonly beganAt = performance.now();

  constructor(
    private readonly sending: Sending,
    private readonly host: string,
    private readonly limits: DownloadLimits,
  ) {}

  run(open: (download: Download) => void, refuse: (failure: HttpFailure) => void): void {
    const { sending, progress, body, limits } = this;
    this.limit(Math.min(limits.headMs, limits.wholeMs));
    // A failure before the head is the caller's; later it is the reader's. A reader who has gone hears of none.
    body.on('error', (error) => {
      if (error instanceof HttpFailure) refuse(error);
    });
    body.on('close', () => this.stop());
    body.on('drain', () => sending.resume());
    sending.on('socket', (connection) => watch(connection, progress));
    sending.on('response', (response) => {
      progress.answering = true;
      this.limit(limits.wholeMs - (performance.now() - this.beganAt));
      open({ ...answerHead(response), bytes: body });
    });
    sending.on('data', (chunk) => this.take(chunk));
    sending.on('request', (request) => request.once('upgrade', () => this.fail(UPGRADED)));
    sending.then(
      (response) => this.end(response),
      (error) => this.fail(failureOf(error, progress, this.host)),
    );
  }

  private take(chunk: Buffer): void {
    const { maxBytes } = this.limits;
    this.progress.bytes += chunk.length;
    if (this.progress.bytes > maxBytes)
      this.fail(new HttpFailure('too_large', `the file is larger than ${maxBytes} bytes`));
    else if (!this.body.destroyed && !this.body.write(chunk)) this.sending.pause();
  }

  private end(response: Response): void {
    if (!response.complete) this.fail(new HttpFailure('cut_off', 'the answer was cut off'));
    else this.body.end();
  }

  private fail(failure: HttpFailure): void {
    this.body.destroy(failure);
  }

  private limit(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.fail(lateness(this.progress, this.limits.wholeMs)), Math.max(ms, 0));
  }

  private stop(): void {
    clearTimeout(this.timer);
    this.sending.abort();
  }
}

const UPGRADED = new HttpFailure('cut_off', 'the answer is another protocol');
