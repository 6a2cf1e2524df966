/** Face verification in the cloud: which adapter fills which port. */
import { cloudFaceAttempts, cloudFaceSessions } from '../adapters/cloud-face-sessions';
import type { FaceVerification } from '../identity/face/ports';
import type { Wechat } from '../wechat/open-api/wechat';

/** Face verification for one call, which ends when `wechat` says. */
export const faceVerificationOver = (wechat: Wechat): FaceVerification => ({
  wechat,
  sessions: cloudFaceSessions,
  attempts: cloudFaceAttempts,
});
