/** A message is applied: claimed, handed to whose business it is, and noted as done. Within its time, whatever a handler does. */
import { createHash } from 'node:crypto';
import { seal, unseal } from '../../codecs/sealed-text';
import { PayError } from '../../kernel/errors';
import { readJsonObject } from '../../kernel/json';
import type { Clock, Log, Random } from '../../kernel/ports';
import type { Secret } from '../../kernel/secret';
import { fieldsOf } from './push-body';
import { identityOf, kindOf } from './push-kinds';
import { pushMessage, type PassiveReply, type PushHandlers, type PushMessage } from './push-message';
import { claim, finish, giveBack, type Lease, type TakenPush, type TakenPushes } from './taken-pushes';

export interface PushRoom {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly pushes: TakenPushes;
  /** Who handles what; everything that they work with ends before `deadline`. */
  handlersUntil(deadline: number): PushHandlers;
}

/** `late`: the handlers did not end in time. `busy`: another process did not. `failed`: one of them threw. */
export type Verdict = 'applied' | 'duplicate' | 'failed' | 'late' | 'busy';

export interface Applied {
  readonly verdict: Verdict;
  readonly reply?: PassiveReply | undefined;
}

const isWord = (text: string): boolean => /^[\w.-]{1,64}$/.test(text);

/** The event's or message's name for logs and lists; a name that is no word is nobody's. */
export function nameOf({ event, msgType }: PushMessage): string {
  const name = event ?? msgType;
  return isWord(name) ? name : 'other';
}

/** Under which number a message is remembered. Openids and card codes in it are hashed. */
export function pushId(message: PushMessage): string {
  return hashedId(message.appid, identityOf(message));
}

/** A number for parts that are nobody's business. */
export function hashedId(appid: string, parts: readonly string[]): string {
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return `${appid}:${digest.slice(0, 40)}`;
}

/** Until when handlers may work, and until when another delivery of the same message leaves them alone. */
export interface Times {
  readonly deadline: number;
  readonly leaseMs: number;
}

/** Applies a message unless it was applied before. `secret` keeps it, sealed, until it is done. Rejects when the database does. */
export async function applyPush(
  room: PushRoom,
  message: PushMessage,
  secret: Secret | undefined,
  times: Times,
): Promise<Applied> {
  const startedAt = room.clock.now();
  const lease: Lease = { ...room, ...times };
  const id = pushId(message);
  const sealed = secret ? sealMessage(room, message, secret, id) : '';
  const claimed = await claim(lease, { id, appid: message.appid, what: nameOf(message), sealed });
  const applied =
    claimed === 'done' || claimed === 'busy'
      ? UNCLAIMED[claimed]
      : await applyClaimed(room, message, claimed, lease);
  logVerdict(room, message, applied.verdict, startedAt);
  return applied;
}

const UNCLAIMED = { done: { verdict: 'duplicate' }, busy: { verdict: 'busy' } } as const;

/** What came of a message, in one line. A late delivery is taken, but seen: `age_s`. */
export function logVerdict(
  { log, clock }: PushRoom,
  message: PushMessage,
  verdict: Verdict,
  startedAt: number,
): void {
  const now = clock.now();
  const { appid, createTime } = message;
  const ageS = createTime === 0 ? undefined : Math.round(now / 1000) - createTime;
  log('push', {
    appid,
    what: nameOf(message),
    kind: kindOf(message),
    verdict,
    age_s: ageS,
    ms: now - startedAt,
  });
}

/** Applies a message that this process has claimed. */
export async function applyClaimed(
  room: PushRoom,
  message: PushMessage,
  claimed: TakenPush,
  lease: Lease,
): Promise<Applied> {
  const work = handled(room, message, lease.deadline);
  const late = room.clock.sleep(Math.max(0, lease.deadline - room.clock.now())).then(() => 'late' as const);
  const first = await Promise.race([work, late]);
  if (first !== 'late') return noted(room, claimed, lease, first);
  // They may still be at work, so the lease stays; what they come to counts, if this process lives to see it.
  work.then((later) => noted(room, claimed, lease, later)).catch(() => undefined);
  return { verdict: 'late' };
}

type Handled = { readonly is: 'done'; readonly reply: PassiveReply | undefined } | { readonly is: 'failed' };

/** Notes what the handlers came to. */
async function noted(room: PushRoom, claimed: TakenPush, lease: Lease, one: Handled): Promise<Applied> {
  if (one.is === 'done') {
    await finish(room.pushes, claimed);
    return { verdict: 'applied', reply: one.reply };
  }
  await giveBack(lease, claimed);
  return { verdict: 'failed' };
}

async function handled(room: PushRoom, message: PushMessage, deadline: number): Promise<Handled> {
  try {
    return { is: 'done', reply: await handle(room.handlersUntil(deadline), message) };
  } catch (error) {
    // Others may quote what they were given, so only our own errors are written out.
    const why = error instanceof PayError ? `${error.code}: ${error.message}` : nameOfError(error);
    room.log('push_handler_failed', { appid: message.appid, what: nameOf(message), why });
    return { is: 'failed' };
  }
}

const nameOfError = (error: unknown): string => (error instanceof Error ? error.name : 'a value was thrown');

/** Every handler of its kind sees a message; one that throws holds up no other, but the message is not done. */
async function handle(handlers: PushHandlers, message: PushMessage): Promise<PassiveReply | undefined> {
  const kind = kindOf(message);
  if (kind === 'merchant') return handlers.merchant(message);
  const outcomes = await Promise.allSettled(handlers[kind].map(async (handler) => handler(message)));
  const broken = outcomes.find((one) => one.status === 'rejected');
  if (broken) throw broken.reason;
  return undefined;
}

const about = (id: string): string => `push ${id}`;

function sealMessage(room: PushRoom, { fields }: PushMessage, secret: Secret, id: string): string {
  return seal(JSON.stringify(fields), secret, about(id), room.random.hex(12));
}

/** The message in a kept one; undefined when the secret is another now. */
export function unsealMessage({ id, appid, sealed }: TakenPush, secret: Secret): PushMessage | undefined {
  const fields = readJsonObject(unseal(sealed, secret, about(id)) ?? '');
  return fields && pushMessage(appid, fieldsOf(fields));
}
