/**
 * Delivers notices to the merchant and keeps every attempt for view: first delivery, the PSP's ladder
 * of retries until one is acknowledged, copies, delays and drops on request.
 */
import * as v from 'valibot';
import type { LocalClock } from '../local-cloud/clock';
import type { Dice } from './dice';
import { uuid } from './numbers';
import type { NoticeView, SandboxDeps } from './sandbox';
import { whileSigning } from './signing';
import type { StateFile } from './state-file';
import type { NoticeReply, WireRecorder } from './wire-log';

const notice = v.object({
  id: v.string(),
  /** What happened, in the PSP's words. */
  name: v.string(),
  outTradeNo: v.string(),
  url: v.string(),
  body: v.string(),
  /** What the signature inside of it is made over. */
  signed: v.exactOptional(v.array(v.string())),
  signedBy: v.exactOptional(v.picklist(['certificate', 'public_key'])),
  state: v.picklist(['pending', 'delivered', 'given up', 'dropped']),
  attempts: v.array(v.object({ at: v.number(), outcome: v.string() })),
  copies: v.number(),
  /** Attempts so far; copies that left together count once. */
  rounds: v.number(),
  nextAt: v.exactOptional(v.number()),
});
export type Notice = v.InferOutput<typeof notice>;

/** How a notice leaves. */
export interface Delivery {
  readonly drop?: boolean | undefined;
  readonly copies?: number | undefined;
  readonly delayMs?: number | undefined;
  readonly signedBy?: 'certificate' | 'public_key' | undefined;
}

/** The PSP's habits of notifying. */
export interface NoticeHabits {
  /** Pauses between one attempt and the next, milliseconds. */
  readonly retryAfterMs: readonly number[];
  /** Headers of one attempt, made anew each time: signatures carry the moment of sending (milliseconds). */
  headers(body: string, sentAt: number, signedBy?: 'certificate' | 'public_key'): Record<string, string>;
  acknowledged(reply: { status: number; body: string }): boolean;
  /** For notices that come by GET: the address of one attempt, which says it all and is signed as of `sentAt`. */
  address?(url: string, sentAt: number): string;
  /** For notices whose body carries the moment of sending: that of one attempt, stamped and signed as of `sentAt`. */
  body?(kept: string, sentAt: number): string;
  /** For a PSP that calls the merchant's function instead of posting; the notice's `url` is then the function's name. */
  call?(name: string, body: string): Promise<NoticeReply>;
}

/** What notices leave with. */
interface NoticeKit extends Pick<SandboxDeps, 'post'> {
  readonly clock: LocalClock;
  readonly dice: Dice;
  readonly file: StateFile;
  readonly wire?: WireRecorder;
}

export interface NoticeContent {
  readonly name: string;
  readonly outTradeNo: string;
  readonly url: string;
  readonly body: string;
  /** What the signature inside of it is made over. */
  readonly signed?: string[];
}

/** A notice as it left, byte for byte. */
export interface LeftNotice {
  readonly content: NoticeContent;
  readonly headers: Record<string, string>;
}

/** A notice as it leaves at a moment. */
export const asOf = <T extends NoticeContent>(habits: NoticeHabits, kept: T, sentAt: number): T => ({
  ...kept,
  url: habits.address?.(kept.url, sentAt) ?? kept.url,
  body: habits.body?.(kept.body, sentAt) ?? kept.body,
});

/** For a PSP that publishes neither pauses nor a number of retries. */
export const chosenLadder = [0.25, 0.5, 3, 10, 30, 60, 120, 360].map((minutes) => minutes * 60_000);

/** How many ended notices are kept for view. */
const remembered = 500;

export class Notifier {
  private notices: Notice[];
  private readonly timers = new Map<string, () => void>();
  private readonly underWay = new Set<Promise<unknown>>();
  private readonly method: 'GET' | 'POST';
  /** The newest notice of each payment, the newest of all last. */
  private readonly newest = new Map<string, LeftNotice>();
  private readonly left = new Map<string, LeftNotice>();

  constructor(
    private readonly kit: NoticeKit,
    private readonly habits: NoticeHabits,
  ) {
    this.method = habits.address ? 'GET' : 'POST';
    this.notices = kit.file.read('notices', v.array(notice), []);
    kit.file.keep(() => ({ notices: this.notices }));
    for (const each of this.notices)
      if (each.state === 'pending') this.schedule(each, each.nextAt ?? kit.clock.now());
  }

  /** Sends a notice now or later, and again until it is acknowledged or the ladder ends. */
  send(content: NoticeContent, delivery: Delivery = {}): void {
    const sent: Notice = {
      ...content,
      id: uuid(this.kit.dice),
      ...(delivery.signedBy && { signedBy: delivery.signedBy }),
      state: delivery.drop ? 'dropped' : 'pending',
      attempts: [],
      copies: delivery.copies ?? 1,
      rounds: 0,
    };
    this.remember(sent);
    if (sent.state === 'dropped') return;
    if (delivery.delayMs) this.schedule(sent, this.kit.clock.now() + delivery.delayMs);
    else void this.track(this.attempt(sent));
  }

  /** Sends something once, outside the ladder, and tells what the merchant answered. */
  async probe(
    content: NoticeContent,
    headers: Record<string, string>,
  ): Promise<{ outcome: string; status?: number; body?: string }> {
    const at = this.kit.clock.now();
    const id = uuid(this.kit.dice);
    this.left.set(id, { content, headers });
    const { acknowledged, ...answer } = await this.track(this.deliver(id, content, headers));
    const state = acknowledged ? 'delivered' : 'given up';
    const attempts = [{ at, outcome: answer.outcome }];
    this.remember({ ...content, id, state, attempts, copies: 1, rounds: 1 });
    return answer;
  }

  /** The newest notice of its own that left, of one payment or of all, byte for byte; never a probe, which may be a forgery. */
  lastSent(outTradeNo?: string): LeftNotice | undefined {
    return outTradeNo === undefined ? [...this.newest.values()].at(-1) : this.newest.get(outTradeNo);
  }

  /** The notice with this id as it left last, a probe too. */
  sent(id: string): LeftNotice | undefined {
    return this.left.get(id);
  }

  view(): NoticeView[] {
    return this.notices.map((each) => ({
      id: each.id,
      name: each.name,
      out_trade_no: each.outTradeNo,
      url: each.url,
      state: each.state,
      attempts: each.attempts,
      ...(each.nextAt !== undefined && { next_at: each.nextAt }),
    }));
  }

  async idle(): Promise<void> {
    while (this.underWay.size > 0) await Promise.all(this.underWay);
  }

  clear(): void {
    for (const cancel of this.timers.values()) cancel();
    this.timers.clear();
    this.notices = [];
    this.newest.clear();
    this.left.clear();
    this.kit.file.changed();
  }

  private remember(sent: Notice): void {
    this.notices.push(sent);
    const ended = this.notices.filter((each) => each.state !== 'pending');
    const oldest = ended.length > remembered ? ended[0] : undefined;
    if (oldest) {
      this.notices.splice(this.notices.indexOf(oldest), 1);
      this.left.delete(oldest.id);
    }
    this.kit.file.changed();
  }

  private schedule(waiting: Notice, at: number): void {
    waiting.nextAt = at;
    this.timers.set(
      waiting.id,
      this.kit.clock.at(at, () => void this.track(this.attempt(waiting))),
    );
    this.kit.file.changed();
  }

  private async attempt(sent: Notice): Promise<void> {
    this.timers.delete(sent.id);
    delete sent.nextAt;
    const at = this.kit.clock.now();
    const { value, signed } = whileSigning(() => asOf(this.habits, sent, at));
    const leaves = signed.length > 0 ? { ...value, signed: [...signed] } : value;
    const copies = await Promise.all(Array.from({ length: sent.copies }, () => this.deliverTrue(leaves, at)));
    if (!this.notices.includes(sent)) return;
    sent.attempts.push(...copies.map(({ outcome }) => ({ at, outcome })));
    sent.copies = 1;
    sent.rounds += 1;
    if (copies.some(({ acknowledged }) => acknowledged)) sent.state = 'delivered';
    else this.retry(sent, at);
    this.kit.file.changed();
  }

  private retry(sent: Notice, at: number): void {
    const pause = this.habits.retryAfterMs[sent.rounds - 1];
    if (pause === undefined) sent.state = 'given up';
    else this.schedule(sent, at + pause);
  }

  private deliverTrue(notice: Notice, at: number) {
    const { value: headers, signed } = whileSigning(() =>
      this.habits.headers(notice.body, at, notice.signedBy),
    );
    const content = signed.length > 0 ? { ...notice, signed: [...signed] } : notice;
    const left = { content, headers };
    if (this.canLeave(content)) {
      this.rememberNewest(left);
      this.left.set(notice.id, left);
    }
    return this.deliver(notice.id, content, headers);
  }

  private rememberNewest(left: LeftNotice): void {
    const { outTradeNo } = left.content;
    this.newest.delete(outTradeNo);
    this.newest.set(outTradeNo, left);
    const [oldest] = this.newest.keys();
    if (oldest !== undefined && this.newest.size > remembered) this.newest.delete(oldest);
  }

  private canLeave({ url }: NoticeContent): boolean {
    return this.habits.call !== undefined || isLoopback(url);
  }

  private async deliver(
    id: string,
    content: NoticeContent,
    headers: Record<string, string>,
  ): Promise<{ outcome: string; acknowledged: boolean; status?: number; body?: string }> {
    if (!this.canLeave(content))
      return { outcome: 'not sent: notify_url is not on this machine', acknowledged: false };
    try {
      const { status, body } = await this.recorded(id, content, headers);
      const acknowledged = this.habits.acknowledged({ status, body });
      const outcome = `${acknowledged ? 'acknowledged' : 'not acknowledged'}: ${status} ${body.slice(0, 200)}`;
      return { outcome: outcome.trim(), acknowledged, status, body };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { outcome: `no answer: ${reason}`, acknowledged: false };
    }
  }

  private recorded(
    id: string,
    content: NoticeContent,
    headers: Record<string, string>,
  ): Promise<NoticeReply> {
    const carry = () => this.carry(content, headers);
    const { wire } = this.kit;
    if (!wire) return carry();
    const { outTradeNo, url, body, signed = [] } = content;
    const method = this.habits.call ? 'CALL' : this.method;
    return wire.notice({ id, outTradeNo, method, url, headers, body, signed }, carry);
  }

  private carry({ url, body }: NoticeContent, headers: Record<string, string>): Promise<NoticeReply> {
    return this.habits.call?.(url, body) ?? this.kit.post(url, headers, body, this.method);
  }

  private track<T>(work: Promise<T>): Promise<T> {
    const done = work.then(
      () => undefined,
      () => undefined,
    );
    this.underWay.add(done);
    void done.then(() => this.underWay.delete(done));
    return work;
  }
}

/** A sandbox is a toy bank: its notices never leave this machine. */
export function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
