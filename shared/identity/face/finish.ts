/**
 * Finishes verifications that nobody asks about any more: the phone was put away, the function died. WeChat forgets a session
 * after an hour, and with it what came of it, so the timer asks in time and ends what is over.
 */
import { PayError } from '../../kernel/errors';
import { sideBySide } from '../../kernel/side-by-side';
import { lookAtSession } from './look';
import type { DueSession, FaceVerification } from './ports';

/** No look begins after this, and the last one is over soon after. */
const RUN_MS = 5000;
const LAST_MS = 4500;
const AT_ONCE = 4;
/** More are read than are looked at, so that one person's many do not hide another's. */
const READ_FACTOR = 5;
const READ_MOST = 200;
/** What cannot be looked at is out of the way for so long. */
const PUT_OFF_MS = 5 * 60 * 1000;

export interface FaceRun {
  readonly looked: number;
  readonly failed: number;
  /** Due, but not looked at in this run. */
  readonly left: number;
}

/**
 * One run over at most `limit` sessions that are due. Never rejects because of one session; rejects when the database does
 * not say which are due.
 */
export async function finishFaceSessions(outer: FaceVerification, limit: number): Promise<FaceRun> {
  const { clock, deadline, log } = outer.wechat;
  const startedAt = clock.now();
  const end = Math.min(deadline, startedAt + RUN_MS + LAST_MS);
  const ports = { ...outer, wechat: { ...outer.wechat, deadline: end } };
  const due = await ports.sessions.due(startedAt, Math.min(limit * READ_FACTOR, READ_MOST));
  const counts = { looked: 0, failed: 0 };
  await sideBySide(inTurns(due).slice(0, limit), AT_ONCE, async ({ outSeqNo }) => {
    if (clock.now() >= end - LAST_MS) return;
    counts.looked += 1;
    if (!(await look(ports, outSeqNo))) counts.failed += 1;
  });
  const run = { ...counts, left: due.length - counts.looked };
  if (due.length > 0) log('face_timer', { ...run, ms: clock.now() - startedAt });
  return run;
}

async function look(ports: FaceVerification, outSeqNo: string): Promise<boolean> {
  try {
    const session = await ports.sessions.get(outSeqNo);
    if (session) await lookAtSession(ports, session);
    return true;
  } catch (error) {
    const what = error instanceof PayError ? error.code : 'INTERNAL';
    ports.wechat.log('face_timer_failed', { out_seq_no: outSeqNo, what });
    const now = ports.wechat.clock.now();
    // Best effort: what stays due is looked at again in the next run.
    await ports.sessions.postpone(outSeqNo, { now, until: now + PUT_OFF_MS }).catch(() => undefined);
    return false;
  }
}

/** Everybody's first before anybody's second. */
function inTurns(due: readonly DueSession[]): readonly DueSession[] {
  const seen = new Map<string, number>();
  const turns = due.map((one) => {
    const turn = seen.get(one.openid) ?? 0;
    seen.set(one.openid, turn + 1);
    return { one, turn };
  });
  return turns.sort((a, b) => a.turn - b.turn).map(({ one }) => one);
}
