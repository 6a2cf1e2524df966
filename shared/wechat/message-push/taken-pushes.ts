/**
 * What was pushed already, so that each message is applied once however often it comes. A message is `received` while somebody works on
 * it and `done` when it was applied; who dies in between leaves a lease that ends, and the next delivery or the timer goes on.
 */
import { isHeld } from '../../kernel/lease';
import { change, type Documents, type Versioned } from '../../kernel/versioned';
import type { Clock, Log } from '../../kernel/ports';

/** Times in milliseconds. */
export interface TakenPush extends Versioned {
  /** `<appid>:<hash of what tells the message from others>` */
  readonly id: string;
  readonly appid: string;
  /** The event's name, or the kind of message. */
  readonly what: string;
  readonly state: 'received' | 'done';
  readonly receivedAt: number;
  readonly attempts: number;
  /** Until then one process works on it and no other does; 0: nobody does. */
  readonly leaseUntil: number;
  /** When the timer goes on with it; undefined: it does not. */
  readonly dueAt: number | undefined;
  /** The message, sealed, until it is done; empty where there is no secret to seal it with. */
  readonly sealed: string;
  /** Of a signature that covers no body: the one message that it may come with. */
  readonly signed?: string | undefined;
}

export interface TakenPushes extends Documents<TakenPush> {
  /** Messages whose `dueAt` is over, the longest due first. */
  due(now: number, limit: number): Promise<readonly TakenPush[]>;
  /** Removes at most `limit` that were received before; says how many. */
  removeReceivedBefore(moment: number, limit: number): Promise<number>;
}

/** A push is recognised as a repetition for so long; an older one is not taken any more. */
export const MEMORY_MS = 7 * 24 * 3_600_000;
/** A push may be signed as of a moment that our clock has not reached yet. */
const AHEAD_MS = 24 * 3_600_000;
/** Until whoever could come again is too old to be taken. */
export const KEPT_MS = MEMORY_MS + AHEAD_MS;

/** Whether a push of this timestamp (Unix seconds) can still be told from a repetition. */
export function isRemembered(timestamp: string, now: number): boolean {
  const ageMs = now - Number(timestamp) * 1000;
  return ageMs <= MEMORY_MS && ageMs >= -AHEAD_MS;
}

const MINUTE_MS = 60_000;
/** How long the timer waits after each attempt; then it gives up. */
const PAUSES_MS = [1, 5, 30, 120, 360, 720].map((minutes) => minutes * MINUTE_MS);

export interface Lease {
  readonly clock: Clock;
  readonly log: Log;
  readonly pushes: TakenPushes;
  /** How long whoever claims may work. */
  readonly leaseMs: number;
  /** The moment when the caller must stop waiting for others. */
  readonly deadline: number;
}

/** The claimed message, `done` when it was applied already, `busy` when somebody else works on it for too long. */
export type Claim = TakenPush | 'done' | 'busy';

const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 250;
/** Less than this is no time to work in. */
const LEAST_MS = 500;

/** Claims a message: as new, or from somebody whose lease is over. Deliveries side by side wait for the one that works. */
export async function claim(
  lease: Lease,
  fresh: Pick<TakenPush, 'id' | 'appid' | 'what' | 'sealed'>,
): Promise<Claim> {
  const { pushes, clock, deadline } = lease;
  const first = { ...fresh, ...working(lease, fresh.sealed, 1), version: 1, receivedAt: clock.now() };
  if (await pushes.insert(first)) return first;
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
    const known = await pushes.get(fresh.id);
    const leftMs = deadline - clock.now();
    if (known?.state === 'done') return 'done';
    if (!known || leftMs <= 0) return 'busy';
    const claimed = leftMs < LEAST_MS ? undefined : await reclaim(lease, { ...known, sealed: fresh.sealed });
    if (claimed) return claimed;
    await clock.sleep(Math.min(waitMs, leftMs));
  }
}

/** The message with this process's lease on it; undefined while another process has one. */
export async function reclaim(lease: Lease, known: TakenPush): Promise<TakenPush | undefined> {
  if (isHeld(known.leaseUntil, lease.clock.now())) return undefined;
  const claimed = {
    ...known,
    ...working(lease, known.sealed, known.attempts + 1),
    version: (known.version ?? 0) + 1,
  };
  return (await lease.pushes.replace(claimed, known.version)) ? claimed : undefined;
}

function working(
  { clock, leaseMs }: Lease,
  sealed: string,
  attempts: number,
): Pick<TakenPush, 'state' | 'attempts' | 'leaseUntil' | 'dueAt'> {
  const leaseUntil = clock.now() + leaseMs;
  // WeChat's own repetitions come first.
  const dueAt = sealed === '' ? undefined : nextTry(leaseUntil, attempts);
  return { state: 'received', attempts, leaseUntil, dueAt };
}

const nextTry = (now: number, attempts: number): number | undefined => {
  const pauseMs = PAUSES_MS[attempts - 1];
  return pauseMs === undefined ? undefined : now + pauseMs;
};

/** Notes that a message was applied, whoever works on it meanwhile: it is. */
export async function finish(pushes: TakenPushes, claimed: TakenPush): Promise<void> {
  await change(pushes, claimed, (newest): TakenPush | undefined =>
    newest.state === 'done'
      ? undefined
      : { ...newest, state: 'done', leaseUntil: 0, dueAt: undefined, sealed: '' },
  );
}

/** Gives a message back that could not be applied, for the next delivery or the timer. */
export async function giveBack(lease: Lease, claimed: TakenPush): Promise<void> {
  const dueAt = claimed.sealed === '' ? undefined : nextTry(lease.clock.now(), claimed.attempts);
  if (dueAt === undefined) await abandon(lease, claimed);
  else await release(lease, claimed, { dueAt });
}

/** The same, but the timer comes no more: the log says so, for a person. */
export async function abandon(lease: Lease, claimed: TakenPush): Promise<void> {
  const { appid, what, attempts } = claimed;
  lease.log('push_given_up', { appid, what, attempts });
  await release(lease, claimed, { dueAt: undefined, sealed: '' });
}

async function release(
  { pushes }: Lease,
  claimed: TakenPush,
  end: Partial<Pick<TakenPush, 'dueAt' | 'sealed'>>,
): Promise<void> {
  await change(pushes, claimed, (newest) =>
    newest.version === claimed.version ? { ...newest, ...end, leaseUntil: 0 } : undefined,
  );
}

/**
 * Whether a signature that covers no body is used for the message that it first came with. WeChat signs nothing else in plain
 * mode: a signature that was overheard must not carry another message.
 */
export async function isFirstUse(
  { pushes, clock }: Pick<Lease, 'pushes' | 'clock'>,
  signatureId: string,
  message: Pick<TakenPush, 'id' | 'appid'>,
): Promise<boolean> {
  const use: TakenPush = {
    id: signatureId,
    appid: message.appid,
    what: 'signature',
    state: 'done',
    version: 1,
    receivedAt: clock.now(),
    attempts: 0,
    leaseUntil: 0,
    dueAt: undefined,
    sealed: '',
    signed: message.id,
  };
  return (await pushes.insert(use)) || (await pushes.get(signatureId))?.signed === message.id;
}
