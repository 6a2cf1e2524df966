// What wx.request, wx.uploadFile and wx.downloadFile answer at once: a task that can be broken off and tells how far it is.
import type { AnswerHead } from '../../network-answer';
import { WxFailure } from './calling';

type Listener<Told> = (told: Told) => void;

/** As WeChat tells it. */
interface Progress {
  readonly progress: number;
  readonly totalBytesWritten?: number;
  readonly totalBytesSent?: number;
  readonly totalBytesExpectedToWrite?: number;
  readonly totalBytesExpectedToSend?: number;
}

export class NetworkTask {
  private readonly controller = new AbortController();
  private readonly headerListeners = new Set<Listener<object>>();
  private readonly progressListeners = new Set<Listener<Progress>>();
  private isOver = false;

  /** Breaks off what is under way. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** What the mini-program gets. */
  readonly handle = {
    abort: () => {
      if (!this.isOver) this.controller.abort(new WxFailure('abort'));
    },
    onHeadersReceived: (listener: Listener<object>) => void this.headerListeners.add(listener),
    offHeadersReceived: (listener?: Listener<object>) => forget(this.headerListeners, listener),
    onProgressUpdate: (listener: Listener<Progress>) => void this.progressListeners.add(listener),
    offProgressUpdate: (listener?: Listener<Progress>) => forget(this.progressListeners, listener),
    // The whole answer comes in one piece here.
    onChunkReceived: () => undefined,
    offChunkReceived: () => undefined,
  };

  tellHead({ header, cookies, statusCode }: AnswerHead): void {
    for (const listener of this.headerListeners) listener({ header, cookies, statusCode });
  }

  tellProgress(progress: Progress): void {
    for (const listener of this.progressListeners) listener(progress);
  }

  /** Nothing is left to break off. */
  end(): void {
    this.isOver = true;
  }
}

function forget<Told>(listeners: Set<Listener<Told>>, listener?: Listener<Told>): void {
  if (listener) listeners.delete(listener);
  else listeners.clear();
}
