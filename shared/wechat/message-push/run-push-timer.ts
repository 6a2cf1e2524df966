/**
 * The timer's part: messages that nobody could apply while WeChat still repeated them are tried again, at growing pauses, and what
 * nobody can send again is forgotten. Bounded in number and time.
 */
import { applyClaimed, logVerdict, unsealMessage } from './apply-push';
import { findPush, type PushDoor } from './take-push';
import { abandon, KEPT_MS, reclaim, type Lease, type TakenPush } from './taken-pushes';

/** Messages of one run, and how long one of them may take. */
const AT_MOST = 20;
const EACH_MS = 6000;
/** No message is begun with less. */
const LEAST_MS = 2500;
const FORGET_AT_ONCE = 100;

/** One run until `deadline`. Never rejects because of one message; rejects when the database does. */
export async function runPushTimer(door: PushDoor, deadline: number): Promise<void> {
  const hasTime = (): boolean => door.clock.now() + LEAST_MS < deadline;
  if (!hasTime()) return;
  const due = await door.pushes.due(door.clock.now(), AT_MOST);
  for (const push of due) if (hasTime()) await retryLogged(door, push, deadline);
  if (hasTime()) await door.pushes.removeReceivedBefore(door.clock.now() - KEPT_MS, FORGET_AT_ONCE);
}

async function retryLogged(door: PushDoor, push: TakenPush, runEnds: number): Promise<void> {
  try {
    await retry(door, push, runEnds);
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : 'a value was thrown';
    door.log('push_failed', { appid: push.appid, what: push.what, why });
  }
}

async function retry(door: PushDoor, push: TakenPush, runEnds: number): Promise<void> {
  const startedAt = door.clock.now();
  const deadline = Math.min(runEnds, startedAt + EACH_MS);
  const lease: Lease = { ...door, deadline, leaseMs: EACH_MS };
  const claimed = await reclaim(lease, push);
  if (!claimed) return;
  const settings = await findPush(door.configs, claimed.appid);
  const message = settings && unsealMessage(claimed, settings.token);
  if (message) {
    const { verdict } = await applyClaimed(door, message, claimed, lease);
    logVerdict(door, message, verdict, startedAt);
  } else {
    // Sealed under a token that is not in force any more: only WeChat could bring it again.
    await abandon(lease, claimed);
  }
}
