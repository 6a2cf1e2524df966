/**
 * What went over the wire between the shop and the sandboxes: each request and its answer, each notice and its reply.
 * A ring in memory; secrets are hidden before anything is kept. Times are milliseconds since the epoch, local time.
 */
import type { LocalClock } from '../local-cloud/clock';
import type { WebReply, WebRequest } from '../local-cloud/web';
import { maskedHeaders, type Mask } from './masking';
import type { SandboxEvent } from './event';
import type { RunStep, WireExchange, WireMessage } from './wire-exchange';

export type { WireExchange } from './wire-exchange';

/** A notice that leaves. */
export interface LeavingNotice {
  readonly id: string;
  readonly outTradeNo: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signed: readonly string[];
}

/** What the merchant replied to a notice. */
export interface NoticeReply {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const capacity = 600;

/** So much of a body is kept, characters. */
const shownBody = 16_000;

type Kept = Omit<WireExchange, 'id' | 'repeat'>;

export class WireLog {
  private exchanges: WireExchange[] = [];
  private run: RunStep[] = [];
  private lastId = 0;

  /** Oldest first. */
  entries(): readonly WireExchange[] {
    return this.exchanges;
  }

  /** Forgets them; numbers go on. */
  clear(): void {
    this.exchanges = [];
    this.run = [];
  }

  /** What was made to happen to payments, oldest first. */
  steps(): readonly RunStep[] {
    return this.run;
  }

  addStep(step: RunStep): void {
    this.run.push(step);
    if (this.run.length > capacity) this.run.shift();
  }

  add(kept: Kept): void {
    this.lastId += 1;
    const like = this.exchanges.filter((each) => isSame(each, kept));
    this.exchanges.push({ ...kept, id: this.lastId, repeat: like.length + 1 });
    if (this.exchanges.length > capacity) this.exchanges.shift();
  }
}

/** The same question: two notices are, whose id is; two requests, whose address, method and payment are. */
function isSame(a: Kept, b: Kept): boolean {
  if (a.kind !== b.kind || a.paySp !== b.paySp) return false;
  if (a.kind === 'notice') return a.noticeId === b.noticeId;
  return a.outTradeNo === b.outTradeNo && a.method === b.method && actionOf(a) === actionOf(b);
}

/** The path and, where all calls have one address, the method that a JSON body names. */
function actionOf({ url, body }: Kept): string {
  const named = /"method"\s*:\s*"([^"]*)"/.exec(body)?.[1] ?? '';
  return `${url.split('?')[0] ?? ''} ${named}`;
}

/** How a PSP's part of the wire is written down. */
export interface WireRecorder {
  request(request: WebRequest, answer: () => Promise<WebReply>): Promise<WebReply>;
  notice(notice: LeavingNotice, carry: () => Promise<NoticeReply>): Promise<NoticeReply>;
  /** Something was made to happen to a payment. */
  step(outTradeNo: string, event: SandboxEvent): void;
}

export interface RecorderOptions {
  readonly log: WireLog;
  readonly paySp: string;
  readonly clock: LocalClock;
  readonly mask: () => Mask;
  /** The numbers by which a payment is known, each with the number that the merchant gave it. */
  readonly numbers: () => Iterable<readonly [number: string, outTradeNo: string]>;
}

/** Writes down what goes to and comes from one PSP. */
export function wireRecorder(options: RecorderOptions): WireRecorder {
  const { log, paySp, clock } = options;
  return {
    step: (outTradeNo, event) => log.addStep({ at: clock.now(), paySp, outTradeNo, event: { ...event } }),
    async request(request, answer) {
      const at = clock.now();
      const began = performance.now();
      const reply = await answer();
      const tookMs = performance.now() - began;
      // What pages of a browser ask for is nobody's business with the PSP.
      if (!isPage(request)) log.add(keptRequest(options, request, reply, { at, tookMs }));
      return reply;
    },
    async notice(notice, carry) {
      const { id, outTradeNo, method, url, signed } = notice;
      const mask = options.mask();
      const common = { kind: 'notice', paySp, outTradeNo, method, url: mask(url), noticeId: id } as const;
      const at = clock.now();
      const began = performance.now();
      const took = () => ({ at, tookMs: Math.round(performance.now() - began) });
      const message = { ...shown(notice.headers, notice.body, mask), signed: signed.map(mask) };
      try {
        const reply = await carry();
        const answer = { status: reply.status, ...shown(reply.headers ?? {}, reply.body, mask) };
        const requestId = reply.headers?.['x-cloudbase-request-id'];
        const known = requestId === undefined ? {} : { requestId };
        log.add({ ...common, ...message, ...took(), ending: 'answered', answer, ...known });
        return reply;
      } catch (error) {
        log.add({ ...common, ...message, ...took(), ending: 'unreachable' });
        throw error;
      }
    },
  };
}

const isPage = ({ headers }: WebRequest): boolean =>
  headers['sec-fetch-mode'] === 'navigate' || (headers.accept ?? '').includes('text/html');

function keptRequest(
  { paySp, mask: maskNow, numbers }: RecorderOptions,
  request: WebRequest,
  reply: WebReply,
  { at, tookMs }: { readonly at: number; readonly tookMs: number },
): Kept {
  const mask = maskNow();
  const sent = shown(request.headers, request.body, mask);
  const came = cameBack(reply, mask);
  return {
    kind: 'request',
    paySp,
    outTradeNo: numberIn(`${request.url} ${sent.body} ${came.answer?.body ?? ''}`, numbers()),
    at,
    tookMs: Math.round(tookMs + came.delayMs),
    method: request.method,
    url: mask(request.url),
    ...sent,
    ending: came.ending,
    ...(came.answer && { answer: came.answer }),
  };
}

function cameBack(
  reply: WebReply,
  mask: Mask,
): Pick<Kept, 'ending' | 'answer'> & { readonly delayMs: number } {
  if ('hang' in reply) return { ending: 'silent', delayMs: 0 };
  const { status, headers = {}, body = '', cutAt, delayMs = 0 } = reply;
  const answer = { status, ...shown(headers, Buffer.from(body).subarray(0, cutAt), mask) };
  return { ending: cutAt === undefined ? 'answered' : 'cut', answer, delayMs };
}

function shown(headers: Readonly<Record<string, string>>, body: string | Buffer, mask: Mask): WireMessage {
  const bytes = Buffer.from(body);
  return { headers: maskedHeaders(headers, mask), body: shownText(bytes, mask), bytes: bytes.length };
}

function shownText(bytes: Buffer, mask: Mask): string {
  try {
    const text = mask(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return text.length > shownBody ? `${text.slice(0, shownBody)} …` : text;
  } catch {
    return `(${bytes.length} bytes)`;
  }
}

/** The payment that a text speaks of: the longest number counts, for one may begin like another. */
function numberIn(text: string, numbers: Iterable<readonly [string, string]>): string {
  let found = ['', ''] as readonly [string, string];
  for (const each of numbers) if (each[0].length > found[0].length && text.includes(each[0])) found = each;
  return found[1];
}
