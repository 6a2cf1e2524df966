/** Begins a verification: an attempt is reserved, a session written, WeChat told, and only then the phone. */
import { keyedHash } from '../../codecs/keyed-hash';
import { PayError } from '../../kernel/errors';
import type { Outcome } from '../../kernel/exchange';
import type { Caller } from '../../kernel/ports';
import { change } from '../../kernel/versioned';
import { failed } from '../../wechat/open-api/call';
import type { Sections } from '../../wechat/wechat-config';
import { reserveAttempt, returnAttempt, type Reservation } from './attempts';
import type { Certificate } from './certificate';
import type { Begun } from './heard';
import { sealKept } from './kept';
import type { FaceVerification } from './ports';
import { advised, refusalOf } from './refusals';
import { begun, ended, LOST, opened, type FaceSession } from './session';
import type { FaceVersion } from './verdicts';
import { version1 } from './version-1';
import { version2 } from './version-2';

export interface Wish extends Certificate {
  readonly purpose: string;
}

export interface Started {
  readonly outSeqNo: string;
  readonly faceVersion: FaceVersion;
  /** What the phone needs: `verify_id` in version 2, `user_id_key` in version 1. */
  readonly key: string;
}

type FaceConfig = Pick<Sections, 'app' | 'face'>;
type Failure = Exclude<Outcome<never>, { is: 'ok' }>;

/**
 * Begins a verification for the caller.
 * @throws PayError TOO_MANY_ATTEMPTS, WECHAT_REFUSED, WECHAT_QUOTA, WECHAT_UNREACHABLE: nothing began, and no attempt was
 * used; WECHAT_UNKNOWN: it may have begun, but nobody can go on with it, and the attempt counts
 */
export async function startFace(
  ports: FaceVerification,
  { app, face }: FaceConfig,
  caller: Caller,
  { purpose, ...certificate }: Wish,
): Promise<Started> {
  const { clock, random } = ports.wechat;
  const now = clock.now();
  const outSeqNo = random.hex(16);
  const number = keyedHash(certificate.number, app.secret, 'certificate');
  const ids = [`person:${caller.appid}:${caller.openid}`, `certificate:${caller.appid}:${number}`];
  const attempt = { ids, outSeqNo, most: face.maxAttempts, now };
  await reserveAttempt(ports, attempt);
  const session = opened({ outSeqNo, caller, faceVersion: face.version, purpose }, now);
  await insert(ports, session, attempt);
  const api = face.version === 1 ? version1 : version2;
  const said = await api
    .begin(ports.wechat, app, { outSeqNo, openid: caller.openid, certificate })
    .catch((error: unknown) => unsent(ports, session, attempt, error));
  if (said.is !== 'ok') throw await failure(ports, session, attempt, said);
  const kept = sealKept(api.keep(certificate, said.value), session, app.secret, random);
  return handOut(ports, session, kept, said.value);
}

/** A number that is taken, or a database that is away: WeChat knows nothing of it yet. */
async function insert(ports: FaceVerification, session: FaceSession, attempt: Reservation): Promise<void> {
  try {
    if (await ports.sessions.insert(session)) return;
  } catch (error) {
    await returnAttempt(ports, attempt);
    throw error;
  }
  await returnAttempt(ports, attempt);
  throw new PayError('BUSY', 'the number of the session is taken. Try again');
}

/** Without an access token nothing was sent. What else was thrown says nothing about it, and the attempt counts. */
async function unsent(
  ports: FaceVerification,
  session: FaceSession,
  attempt: Reservation,
  error: unknown,
): Promise<never> {
  if (error instanceof PayError) {
    await end(ports, session, undefined);
    await returnAttempt(ports, attempt);
  }
  throw advised(error);
}

async function failure(
  ports: FaceVerification,
  session: FaceSession,
  attempt: Reservation,
  said: Failure,
): Promise<unknown> {
  const code = said.is === 'refused' ? said.code : undefined;
  await end(ports, session, code);
  if (said.is !== 'unknown') await returnAttempt(ports, attempt);
  const { code: kind, message } = failed(said, 'the face verification');
  const means = code === undefined ? undefined : refusalOf(code)?.means;
  return advised(new PayError(kind, means === undefined ? message : `${message} (${means})`), said);
}

async function end(ports: FaceVerification, session: FaceSession, code: number | undefined): Promise<void> {
  const now = ports.wechat.clock.now();
  await change(ports.sessions, session, (newest) => ended(newest, LOST, { now, code }));
}

/** The phone is told after the session was written, so that whatever it does can be asked about. */
async function handOut(
  ports: FaceVerification,
  session: FaceSession,
  kept: string,
  { key, lifeMs }: Begun,
): Promise<Started> {
  // Counted from before the call: WeChat began to count later.
  const times = { now: ports.wechat.clock.now(), expiresAt: session.createdAt + lifeMs };
  const { wrote } = await change(ports.sessions, session, (newest) => begun(newest, kept, times));
  if (wrote) return { outSeqNo: session.outSeqNo, faceVersion: session.faceVersion, key };
  throw new PayError('WECHAT_UNKNOWN', 'the face verification began too late. Start again', {
    advice: LOST.advice,
  });
}
