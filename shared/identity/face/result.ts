/** What came of a verification, for its owner. */
import { PayError } from '../../kernel/errors';
import type { Caller } from '../../kernel/ports';
import type { ResultWish } from './input';
import { lookAtSession } from './look';
import type { FaceVerification } from './ports';
import type { FaceSession } from './session';

/**
 * The caller's session after a look at it. `verifyResult`: what the phone got in version 1; a handle to ask with, no proof.
 * @throws PayError SESSION_NOT_FOUND also for sessions of other people; as `lookAtSession` does
 */
export async function faceResult(
  ports: FaceVerification,
  { openid, appid }: Caller,
  { outSeqNo, verifyResult }: ResultWish,
): Promise<FaceSession> {
  const session = await ports.sessions.get(outSeqNo);
  if (session?.openid !== openid || session.appid !== appid)
    throw new PayError('SESSION_NOT_FOUND', 'you have no face verification of this number. Start again');
  const handle = verifyResult === undefined ? undefined : { value: verifyResult, isHint: false };
  return lookAtSession(ports, session, handle);
}
