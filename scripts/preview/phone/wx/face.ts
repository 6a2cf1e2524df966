// Face verification in WeChat's app: 2.0 by a verify_id, version 1 by a user_id_key. What the app answers is no proof of
// anything; the shop's server asks WeChat's (developers.weixin.qq.com, wx.requestFacialVerify and the codes of
// queryVerifyInfo; wx.startFacialRecognitionVerify; read 2026-11).
import { WxFailure } from './calling';
import { post } from './local-port';
import type { Screen } from './overlay';
import { runSheet } from './sheet';
import type { Words } from './words';

/** What may happen before the camera, in the sandbox's words. */
type FaceOutcome =
  'pass' | 'cancel' | 'wrong_person' | 'wrong_number' | 'retake' | 'camera_denied' | 'timeout';

const simulated: readonly (readonly [FaceOutcome, keyof Words])[] = [
  ['wrong_person', 'faceOther'],
  ['wrong_number', 'faceNumber'],
  ['retake', 'facePhoto'],
  ['camera_denied', 'faceCamera'],
  ['timeout', 'faceTime'],
];

/** wx.requestFacialVerify (2.0). */
export async function requestFacialVerify(
  screen: Screen,
  { verifyId }: { verifyId?: unknown },
): Promise<object> {
  await verifyFace(screen, { verify_id: named('verifyId', verifyId) });
  return { errCode: 0 };
}

/** wx.startFacialRecognitionVerify (version 1); name and number on the phone itself are not in the preview. */
export async function startFacialRecognitionVerify(
  screen: Screen,
  { userIdKey }: { userIdKey?: unknown },
): Promise<object> {
  const { verifyResult } = await verifyFace(screen, { user_id_key: named('userIdKey', userIdKey) });
  return { errCode: 0, verifyResult };
}

/** wx.checkIsSupportFacialRecognition: yes, unless the phone's address says which code it fails with (`?face=10001`). */
export function checkFacialRecognition({ person }: Screen): object {
  if (person.faceTrouble === 0) return { errCode: 0 };
  throw new WxFailure('face recognition is not supported', { errCode: person.faceTrouble });
}

function named(parameter: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new WxFailure(`parameter error: parameter.${parameter} should be a String that is not empty`);
}

/** Anything but errCode 0 is a failure for the page. */
function verifyFace(screen: Screen, session: object): Promise<Record<string, unknown>> {
  const { words, person } = screen;
  return runSheet<FaceOutcome, Record<string, unknown>>(
    screen,
    {
      name: words.face,
      heading: words.faceHeading,
      text: words.faceText,
      figure: 'face',
      yes: { outcome: 'pass', text: words.facePass },
      no: { outcome: 'cancel', text: words.faceCancel },
      others: simulated.map(([outcome, key]) => ({ outcome, text: words[key] })),
    },
    async (outcome) => {
      const body = { openid: person.openid, ...session, outcome };
      const answer = await post('/sandbox/weixin/client/face', body, person);
      const { errCode } = answer;
      if (errCode === 0) return answer;
      throw new WxFailure(`errCode ${String(errCode)}`, { errCode });
    },
  );
}
