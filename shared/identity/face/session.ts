/**
 * One verification of one person, from its beginning to its only end, and when the timer looks after it. Everything here is
 * pure; each change is written on the condition that nobody wrote in between. Times in milliseconds.
 */
import type { Caller } from '../../kernel/ports';
import { present } from '../../kernel/present';
import type { Versioned } from '../../kernel/versioned';
import type { Advice } from './advice';
import type { FaceState, FaceVersion, Verdict } from './verdicts';

export interface FaceSession extends Versioned {
  /** Our number, random, unique for all time at WeChat. */
  readonly outSeqNo: string;
  /** Whose it is, as the platform said. */
  readonly appid: string;
  readonly openid: string;
  /** The calling app in a shared environment: it selects the configuration. */
  readonly fromAppid?: string;
  readonly faceVersion: FaceVersion;
  readonly purpose: string;
  readonly state: FaceState;
  readonly advice: Advice;
  /** The last code of WeChat about it. */
  readonly lastCode?: number;
  /** What a question to WeChat needs, sealed; empty before WeChat took it and after its end. */
  readonly sealed: string;
  /** How often WeChat was asked, and when last. */
  readonly asks: number;
  readonly askedAt: number;
  /** When the timer has something to do for it; undefined once it has ended. */
  readonly dueAt?: number;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly endedAt?: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** A session that WeChat did not take by then was left by a process that died: no function runs as long. */
const BEGIN_MS = 5 * MINUTE;
/** For so long after its end at WeChat a result that came in time may still be asked for. */
const GRACE_MS = 5 * MINUTE;
/** The last look while WeChat still answers for it; the timer comes every minute. */
const LAST_LOOK_MS = 90 * SECOND;
/** WeChat is asked about a session at most this often. */
export const ASK_EVERY_MS = 2 * SECOND;

/** What became of a session that was lost on our side. */
export const LOST: Verdict = { state: 'failed', advice: 'start_again' };
export const EXPIRED: Verdict = { state: 'expired', advice: 'expired' };

export interface Opening {
  readonly outSeqNo: string;
  readonly caller: Caller;
  readonly faceVersion: FaceVersion;
  readonly purpose: string;
}

/** A session that WeChat is about to be told of. */
export function opened({ outSeqNo, caller, faceVersion, purpose }: Opening, now: number): FaceSession {
  const { appid, openid, fromAppid } = caller;
  return {
    outSeqNo,
    version: 1,
    appid,
    openid,
    ...present({ fromAppid }),
    faceVersion,
    purpose,
    state: 'pending',
    advice: 'continue',
    sealed: '',
    asks: 0,
    askedAt: 0,
    createdAt: now,
    expiresAt: now + BEGIN_MS,
    dueAt: now + BEGIN_MS,
  };
}

export const isOver = ({ state }: FaceSession): boolean => state !== 'pending';
const isBegun = ({ sealed }: FaceSession): boolean => sealed !== '';

/** The session that WeChat took; undefined when it has ended meanwhile, and stays so. */
export function begun(
  session: FaceSession,
  sealed: string,
  { now, expiresAt }: { readonly now: number; readonly expiresAt: number },
): FaceSession | undefined {
  if (isOver(session) || isBegun(session)) return undefined;
  const running = { ...session, sealed, expiresAt };
  // Version 1 can be asked about only with what the phone brings.
  return { ...running, dueAt: session.faceVersion === 1 ? expiresAt : nextLook(running, now) };
}

/** The session at its end, without what is needed to ask about it; undefined when it had one: an end stays. */
export function ended(
  session: FaceSession,
  { state, advice }: Verdict,
  { now, code }: { readonly now: number; readonly code?: number | undefined },
): FaceSession | undefined {
  if (isOver(session)) return undefined;
  const { dueAt: _due, ...rest } = session;
  return { ...rest, ...present({ lastCode: code }), state, advice, sealed: '', endedAt: now };
}

/** Whether nobody needs to ask any more. */
export function isPastAsking(session: FaceSession, now: number): boolean {
  return now >= session.expiresAt + (isBegun(session) ? GRACE_MS : 0);
}

export const isExpired = ({ expiresAt }: FaceSession, now: number): boolean => now >= expiresAt;

/** When the timer looks next: after half its age, once more shortly before WeChat forgets it, then every minute. */
export function nextLook(
  { createdAt, expiresAt }: Pick<FaceSession, 'createdAt' | 'expiresAt'>,
  now: number,
): number {
  const spaced = now + Math.min(Math.max((now - createdAt) / 2, 2 * MINUTE), 15 * MINUTE);
  const last = expiresAt - LAST_LOOK_MS;
  return now < last ? Math.min(spaced, last) : Math.max(expiresAt, now + MINUTE);
}
