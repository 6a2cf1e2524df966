/**
 * Who follows the official account, who wrote or opened a conversation lately, and which messages somebody agreed to: what
 * decides whether a message may be sent. Source: WeChat documentation, customer service and subscribe messages, read 2026-11.
 */
import * as v from 'valibot';
import type { App } from './apps';
import { hourMs, type WeixinKit } from './kit';
import { personIn } from './people';
import { type PushMessage, textOf } from './push-format';
import { Refusal } from './refusal';
import type { Table } from './table';

const contact = v.object({
  openid: v.string(),
  follows: v.boolean(),
  /** Milliseconds. */
  wroteAt: v.exactOptional(v.number()),
  /** Customer service messages since then. */
  answers: v.number(),
});
type Contact = v.InferOutput<typeof contact>;

const consent = v.object({ key: v.string(), left: v.number() });

const windowMs = 48 * hourMs;
const answersPerWindow = 5;
/** What opens a conversation beside a written message. */
const opening = ['user_enter_tempsession', 'CLICK', 'SCAN', 'subscribe'];

export class Contacts {
  private readonly held: Table<Contact>;
  private readonly consents: Table<v.InferOutput<typeof consent>>;

  constructor(private readonly kit: WeixinKit) {
    this.held = kit.tables.open('contacts', contact, ({ openid }) => openid);
    this.consents = kit.tables.open('consents', consent, ({ key }) => key);
  }

  /** A message or event that really came from a person. */
  heard(app: App, message: PushMessage): void {
    const openid = textOf(message.FromUserName);
    if (personIn(openid, app.kind) === undefined) return;
    const event = textOf(message.Event);
    const before = this.of(openid);
    const follows = event === 'subscribe' || (before.follows && event !== 'unsubscribe');
    const isOpening = event === '' || opening.includes(event);
    const now = this.kit.clock.now();
    this.held.put({ ...before, follows, ...(isOpening && { wroteAt: now, answers: 0 }) });
  }

  follows(openid: string): boolean {
    return this.of(openid).follows;
  }

  /** Counts an answer of the customer service; refuses outside the 48 hours, and the sixth. */
  takeAnswer(openid: string): void {
    const found = this.of(openid);
    if (found.wroteAt === undefined || this.kit.clock.now() - found.wroteAt >= windowMs)
      throw new Refusal(45015);
    if (found.answers >= answersPerWindow) throw new Refusal(45047);
    this.held.put({ ...found, answers: found.answers + 1 });
  }

  /** The person accepts a prompt: one message of that template. */
  agree(openid: string, template: string): number {
    const key = `${openid} ${template}`;
    return this.consents.put({ key, left: (this.consents.get(key)?.left ?? 0) + 1 }).left;
  }

  /** Uses one consent up. */
  takeConsent(openid: string, template: string): void {
    const found = this.consents.get(`${openid} ${template}`);
    if (!found || found.left < 1) throw new Refusal(43101);
    this.consents.put({ ...found, left: found.left - 1 });
  }

  private of(openid: string): Contact {
    return this.held.get(openid) ?? { openid, follows: false, answers: 0 };
  }
}
