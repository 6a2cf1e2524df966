/**
 * Delivers notices to the merchant and keeps every attempt for view: first delivery, the PSP's ladder
 * of retries until one is acknowledged, copies, delays and drops on request.
 */
import * as v from 'valibot';
import type { LocalClock } from '../local-cloud/clock';
import type { Dice } from './dice';
import { uuid } from './numbers';
import type { NoticeView, SandboxDeps } from './sandbox';
import type { StateFile } from './state-file';

const notice = v.object({
  id: v.string(),
  /** What happened, in the PSP's words. */
  name: v.string(),
  outTradeNo: v.string(),
  url: v.string(),
  body: v.string(),
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
  call?(name: string, body: string): Promise<{ status: number; body: string }>;
}

/** What notices leave with. */
interface NoticeKit extends Pick<SandboxDeps, 'post'> {
  readonly clock: LocalClock;
  readonly dice: Dice;
  readonly file: StateFile;
}

export interface NoticeContent {
  readonly name: string;
  readonly outTradeNo: string;
  readonly url: string;
  readonly body: string;
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
  private last: { content: NoticeContent; headers: Record<string, string> } | undefined;

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
    const { acknowledged, ...answer } = await this.track(this.deliver(content, headers));
    const state = acknowledged ? 'delivered' : 'given up';
    const attempts = [{ at, outcome: answer.outcome }];
    this.remember({ ...content, id: uuid(this.kit.dice), state, attempts, copies: 1, rounds: 1 });
    return answer;
  }

  /** The newest notice of its own that left, byte for byte; never a probe, which may be a forgery. */
  lastSent(): { readonly content: NoticeContent; readonly headers: Record<string, string> } | undefined {
    return this.last;
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
    this.last = undefined;
    this.kit.file.changed();
  }

  private remember(sent: Notice): void {
    this.notices.push(sent);
    const ended = this.notices.filter((each) => each.state !== 'pending');
    const oldest = ended.length > remembered ? ended[0] : undefined;
    if (oldest) this.notices.splice(this.notices.indexOf(oldest), 1);
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
    const leaves = asOf(this.habits, sent, at);
    const copies = await Promise.all(
      Array.from({ length: sent.copies }, () => this.deliverTrue(leaves, at, sent.signedBy)),
    );
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

  private deliverTrue(content: NoticeContent, at: number, signedBy: Notice['signedBy']) {
    const headers = this.habits.headers(content.body, at, signedBy);
    if (this.canLeave(content)) this.last = { content, headers };
    return this.deliver(content, headers);
  }

  private canLeave({ url }: NoticeContent): boolean {
    return this.habits.call !== undefined || isLoopback(url);
  }

  private async deliver(
    content: NoticeContent,
    headers: Record<string, string>,
  ): Promise<{ outcome: string; acknowledged: boolean; status?: number; body?: string }> {
    if (!this.canLeave(content))
      return { outcome: 'not sent: notify_url is not on this machine', acknowledged: false };
    try {
      const { status, body } = await this.carry(content, headers);
      const acknowledged = this.habits.acknowledged({ status, body });
      const outcome = `${acknowledged ? 'acknowledged' : 'not acknowledged'}: ${status} ${body.slice(0, 200)}`;
      return { outcome: outcome.trim(), acknowledged, status, body };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { outcome: `no answer: ${reason}`, acknowledged: false };
    }
  }

  private carry(
    { url, body }: NoticeContent,
    headers: Record<string, string>,
  ): Promise<{ status: number; body: string }> {
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
