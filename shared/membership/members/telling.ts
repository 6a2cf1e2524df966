/**
 * When WeChat is told what a member has, and what may be believed of its answers: pure steps of one member's record, each
 * written on the condition that nobody else wrote in between.
 */
import { isHeld } from '../../kernel/lease';
import type { Member, MemberCard, Telling, Told } from './member';

/** Longer than one telling takes, looking before it included. */
export const LEASE_MS = 45_000;
/** A telling whose answer was lost may still arrive at WeChat for so long; what arrives last wins there. */
export const SETTLE_MS = 120_000;
const PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 6 * 3_600_000;

/** The latest of the moments that there are. */
export const latest = (...moments: readonly (number | undefined)[]): number | undefined =>
  moments.reduce((a, b) => (a === undefined || (b !== undefined && b > a) ? b : a), undefined);

/** The member with a card of which nothing is known that it shows; it is looked at from `dueAt` on. */
export function withCard(member: Member, card: MemberCard, dueAt: number): Member {
  return { ...member, card, told: {}, dueAt, mustLook: true };
}

/** A member about whom there is something to tell, at once; undefined where that is written already or there is no card. */
export function madeDue(member: Member, now: number): Member | undefined {
  const isDue = member.dueAt !== undefined && member.dueAt <= now;
  if (member.card === undefined || member.joinedTo !== undefined || isDue) return undefined;
  return { ...member, dueAt: now };
}

/** Until when something may still arrive that was sent under the member's lease; undefined where there is none. */
export function doubtOf({ leaseUntil }: Pick<Member, 'leaseUntil'>, now: number): number | undefined {
  if (leaseUntil === 0) return undefined;
  return (isHeld(leaseUntil, now) ? leaseUntil : Math.min(leaseUntil, now)) + SETTLE_MS;
}

/** The member with one process's lease on the telling; undefined where it is not due or another process has one. */
export function claimed(member: Member, now: number): Member | undefined {
  if (member.joinedTo !== undefined || isHeld(member.leaseUntil, now)) return undefined;
  if (member.dueAt === undefined || member.dueAt > now) return undefined;
  const leaseUntil = now + LEASE_MS;
  // A lease that nobody gave back is of a process that died, perhaps after it had sent something.
  const doubtUntil = latest(member.doubtUntil, doubtOf(member, now));
  return { ...member, leaseUntil, dueAt: leaseUntil, doubtUntil };
}

/** What one process found out under its lease. */
export interface Finding {
  readonly told: Told;
  /** The card as it was read at WeChat, where it was. */
  readonly card?: Member['card'];
  /** When what was told had been sent; undefined: nothing was. Milliseconds. */
  readonly sentAt?: number;
  /** Another entry has been made meanwhile. */
  readonly isOutdated: boolean;
}

/** The member after WeChat confirmed. Undefined where the lease was lost: somebody else knows better. */
export function confirmed(newest: Member, own: Member, finding: Finding, now: number): Member | undefined {
  if (!isStillOwn(newest, own)) return undefined;
  // Another card came meanwhile, and nothing of what was told is on it.
  if (newest.card?.code !== own.card?.code) {
    return { ...newest, ...released(newest, own, now), told: {}, tries: 0 };
  }
  const doubtUntil = doubtAfter(newest, finding);
  return {
    ...newest,
    ...released(newest, own, finding.isOutdated ? now : doubtUntil),
    told: finding.told,
    // An event that came meanwhile is newer than what was read.
    card: newest.card?.since === own.card?.since ? (finding.card ?? newest.card) : newest.card,
    tries: 0,
    doubtUntil,
  };
}

/** Only what is sent when nothing older can arrive any more is certainly the last word. */
function doubtAfter({ doubtUntil }: Member, { sentAt = 0 }: Finding): number | undefined {
  return doubtUntil !== undefined && sentAt < doubtUntil ? doubtUntil : undefined;
}

/** The member after a try that brought no confirmation. `mayArrive`: what was sent may still arrive. Undefined as above. */
export function failedTo(
  newest: Member,
  own: Member,
  { mayArrive, told }: { readonly mayArrive: boolean; readonly told?: Told },
  now: number,
): Member | undefined {
  if (!isStillOwn(newest, own)) return undefined;
  const pause = Math.min(PAUSE_MS * 2 ** Math.min(newest.tries, 20), LONGEST_PAUSE_MS);
  return {
    ...newest,
    ...released(newest, own, now + pause),
    told: told !== undefined && newest.card?.code === own.card?.code ? told : newest.told,
    mustLook: own.mustLook || newest.mustLook,
    tries: newest.tries + 1,
    doubtUntil: latest(newest.doubtUntil, mayArrive ? now + SETTLE_MS : undefined),
  };
}

const isStillOwn = (newest: Member, own: Member): boolean =>
  newest.leaseUntil === own.leaseUntil && newest.joinedTo === undefined;

/** The lease given back. Who made the member due again meanwhile saw more than this process did. */
function released(
  newest: Member,
  own: Member,
  dueAt: number | undefined,
): Pick<Telling, 'leaseUntil' | 'dueAt' | 'mustLook'> {
  const isMarked = newest.dueAt !== own.dueAt;
  return {
    leaseUntil: 0,
    dueAt: isMarked ? newest.dueAt : dueAt,
    mustLook: isMarked && newest.mustLook,
  };
}
