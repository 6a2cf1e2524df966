/** Delivers pushes to the address of the app, again until one is acknowledged, and keeps every attempt for view. */
import * as v from 'valibot';
import { uuid } from '../numbers';
import { type App, appNamed, miniProgram, pushFormats, pushModes, type PushSettings } from './apps';
import { secondsOf, type WeixinKit } from './kit';
import { type PushMessage, textOf } from './push-format';
import { ladderOf } from './push-ladders';
import {
  type Forgery,
  judge,
  type Push,
  type PushRequest,
  requestOf,
  urlCheck,
  type Verdict,
} from './push-request';
import type { Table } from './table';

const heldPush = v.object({
  id: v.string(),
  appid: v.string(),
  mode: v.picklist(pushModes),
  format: v.picklist(pushFormats),
  /** Event or message type. */
  name: v.string(),
  message: v.record(v.string(), v.unknown()),
  state: v.picklist(['pending', 'delivered', 'given up']),
  attempts: v.array(v.object({ at: v.number(), outcome: v.string() })),
  /** Attempts so far; copies that left together count once. */
  rounds: v.number(),
  nextAt: v.exactOptional(v.number()),
  reply: v.exactOptional(v.string()),
});
export type HeldPush = v.InferOutput<typeof heldPush>;

export interface PushOptions extends Partial<Pick<PushSettings, 'mode' | 'format'>> {
  /** So many copies leave at once. */
  readonly copies?: number | undefined;
}

/** How many ended pushes are kept for view. */
const remembered = 500;

export class Pushes {
  private readonly held: Table<HeldPush>;
  private readonly underWay = new Set<Promise<unknown>>();
  private last: PushRequest | undefined;

  constructor(private readonly kit: WeixinKit) {
    this.held = kit.tables.open('pushes', heldPush, ({ id }) => id);
    for (const each of this.held.all())
      if (each.state === 'pending') this.plan(each, each.nextAt ?? kit.clock.now());
  }

  /** Pushes an event or a message, and again as its ladder says. The answer is fulfilled when nothing more happens at once. */
  async send(app: App, message: PushMessage, options: PushOptions = {}): Promise<HeldPush> {
    const full = this.completed(app, message);
    const push: HeldPush = {
      id: uuid(this.kit.dice),
      appid: app.appid,
      mode: options.mode ?? app.push.mode,
      format: options.format ?? app.push.format,
      name: textOf(full.Event ?? full.MsgType),
      message: full,
      state: 'pending',
      attempts: [],
      rounds: 0,
    };
    this.remember(push);
    return this.track(this.deliver(push, options.copies ?? 1));
  }

  /** Something that does not come from WeChat, once. */
  async forge(app: App, message: PushMessage, options: PushOptions & Pick<Push, 'forged' | 'ageS'>) {
    const { mode = app.push.mode, format = app.push.format, forged, ageS } = options;
    const settings = { ...app.push, mode, format };
    const push = { app, settings, message: this.completed(app, message), forged, ageS };
    return this.probe(requestOf(push, this.address(app), this.kit.dice, this.kit.clock.now()), 'POST');
  }

  /** The last request once more, byte for byte. Undefined: none has left yet. */
  async replay() {
    return this.last && this.probe(this.last, 'POST');
  }

  /** The check that the console makes of an address. */
  async checkUrl(app: App, forged?: Forgery) {
    const push = { app, settings: app.push, message: {}, forged };
    const asked = urlCheck(push, this.address(app), this.kit.dice, this.kit.clock.now());
    const { status, body } = await this.probe(asked, 'GET');
    return { status, body, passed: status === 200 && body === asked.echostr };
  }

  /** What is under way is not tried again, and there is nothing to replay. */
  clear(): void {
    this.held.clear();
    this.last = undefined;
  }

  all(): HeldPush[] {
    return this.held.all();
  }

  async idle(): Promise<void> {
    while (this.underWay.size > 0) await Promise.all(this.underWay);
  }

  private completed(app: App, message: PushMessage): PushMessage {
    const kind = message.Event === undefined ? 'text' : 'event';
    return {
      ToUserName: app.originalId,
      FromUserName: '',
      CreateTime: secondsOf(this.kit.clock.now()),
      MsgType: kind,
      ...message,
    };
  }

  private async deliver(push: HeldPush, copies: number): Promise<HeldPush> {
    let current = push;
    let count = copies;
    for (;;) {
      current = await this.attempt(current, count);
      count = 1;
      if (current.state !== 'pending' || current.nextAt !== undefined) return current;
    }
  }

  /** One attempt. Afterwards the push is delivered, given up, planned for later, or pending for at once. */
  private async attempt({ nextAt: _, ...push }: HeldPush, copies: number): Promise<HeldPush> {
    const at = this.kit.clock.now();
    const verdicts = await Promise.all(Array.from({ length: copies }, () => this.carry(push, at)));
    const reply = verdicts.find((each) => each.reply !== undefined)?.reply;
    const tried: HeldPush = {
      ...push,
      attempts: [...push.attempts, ...verdicts.map(({ outcome }) => ({ at, outcome }))],
      rounds: push.rounds + 1,
      ...(reply !== undefined && { reply }),
    };
    const ended = verdicts.some(({ acknowledged }) => acknowledged) ? 'delivered' : undefined;
    const wasAnswered = verdicts.some(({ outcome }) => !outcome.startsWith('no answer'));
    return this.concluded(tried, ended, ladderOf(push.name, wasAnswered)[push.rounds]);
  }

  private concluded(tried: HeldPush, ended: 'delivered' | undefined, pause: number | undefined): HeldPush {
    // After a reset nobody waits for it any more.
    if (!this.held.get(tried.id)) return { ...tried, state: 'given up' };
    if (ended) return this.held.put({ ...tried, state: ended });
    if (pause === undefined) return this.held.put({ ...tried, state: 'given up' });
    if (pause === 0) return this.held.put(tried);
    const nextAt = this.kit.clock.now() + pause;
    const planned = this.held.put({ ...tried, nextAt });
    this.plan(planned, nextAt);
    return planned;
  }

  private plan(push: HeldPush, at: number): void {
    this.kit.timers.set(`push ${push.id}`, at, () => void this.track(this.deliver(push, 1)));
  }

  private async carry(held: HeldPush, at: number): Promise<Verdict> {
    const app = appNamed(held.appid) ?? miniProgram;
    const settings = { ...app.push, mode: held.mode, format: held.format };
    const push = { app, settings, message: held.message };
    const request = requestOf(push, this.address(app), this.kit.dice, at);
    this.last = request;
    try {
      return judge(push, await this.kit.post(request.url, request.headers, request.body));
    } catch (error) {
      return {
        acknowledged: false,
        outcome: `no answer: ${error instanceof Error ? error.message : String(error)}`,
      };
    }
  }

  private probe({ url, headers, body }: PushRequest, method: 'GET' | 'POST') {
    return this.track(this.kit.post(url, headers, body, method));
  }

  private address = ({ appid }: App): string => `${this.kit.origin()}/notify/wechat/${appid}`;

  private remember(push: HeldPush): void {
    this.held.put(push);
    const ended = this.held.all().filter(({ state }) => state !== 'pending');
    const oldest = ended.length > remembered ? ended[0] : undefined;
    if (oldest) this.held.remove(oldest.id);
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
