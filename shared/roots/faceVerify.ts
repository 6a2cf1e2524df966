/** What function `faceVerify` is composed of. */
import { identity } from '../adapters/platform';
import { consoleLog } from '../adapters/system';
import type { FaceVerification } from '../identity/face/ports';
import type { Door } from '../kernel/callable';
import { faceVerificationOver } from './face-verification';
import { wechatFor } from './wechat';

export { faceActions } from '../identity/face/door';
export { callable } from '../kernel/callable';

/** The door for one call, by the platform's context of it. */
export const doorFor = (context: unknown): Door<FaceVerification> => ({
  identity,
  log: consoleLog,
  room: faceVerificationOver(wechatFor(context)),
});
