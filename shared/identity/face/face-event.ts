/**
 * The push event `face_identify` (version 1 only): WeChat says once, and within five seconds, that a check is over (WeChat
 * documentation, "face verification", an earlier reading). It is a hint: what it says is not believed, WeChat is asked.
 */
import * as v from 'valibot';
import { PayError } from '../../kernel/errors';
import { lookAtSession } from './look';
import type { FaceVerification } from './ports';

const faceEvent = v.object({
  Event: v.literal('face_identify'),
  openid: v.pipe(v.string(), v.nonEmpty()),
  out_seq_no: v.pipe(v.string(), v.regex(/^[0-9A-Za-z_-]{5,32}$/)),
  verify_result: v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,2048}$/)),
});

/** The push must be answered within five seconds; with the time for writing that is left after a question. */
const ANSWER_MS = 4500;

/**
 * Asks about the session that a verified push speaks of, once however often it comes: a session that has ended stays. What
 * is unknown, somebody else's or unreadable is ignored. Rejects when the database does.
 */
export async function onFaceEvent(outer: FaceVerification, event: unknown): Promise<void> {
  const parsed = v.safeParse(faceEvent, event);
  if (!parsed.success) return;
  const { openid, out_seq_no: outSeqNo, verify_result: value } = parsed.output;
  const { clock, deadline } = outer.wechat;
  const wechat = { ...outer.wechat, deadline: Math.min(deadline, clock.now() + ANSWER_MS) };
  const session = await outer.sessions.get(outSeqNo);
  if (session?.openid !== openid || session.faceVersion !== 1) return;
  try {
    await lookAtSession({ ...outer, wechat }, session, { value, isHint: true });
  } catch (error) {
    if (!(error instanceof PayError)) throw error;
    // The session goes on, and the timer asks again.
    wechat.log('face_event_failed', { out_seq_no: outSeqNo, what: error.code });
  }
}
