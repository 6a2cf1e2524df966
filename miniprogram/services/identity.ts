// Function `faceVerify`, and the face check of the WeChat app. What the app says is only a hint for the screen's wording:
// whether somebody is verified, the back end alone decides.
import { ApiError } from './api-error';
import { call, read } from './cloud';
import { isNumber, one } from './form';
import { keepPlain, keptPlain } from './kept';

/** What the person typed. It is sent to the back end and kept nowhere. */
export interface IdCard {
  readonly name: string;
  readonly number: string;
}

export type FaceState = 'pending' | 'verified' | 'failed' | 'cancelled' | 'expired';

/** A verification as the back end sees it. */
export interface FaceResult {
  readonly verified: boolean;
  readonly state: FaceState;
  /** What to do now, as a stable word; its sentence is `advice_<word>` in i18n/. */
  readonly advice?: string;
}

/** A verification that has begun: `verify_id` for version 2 of WeChat's check, `user_id_key` for version 1. */
export interface FaceStart {
  readonly out_seq_no: string;
  readonly verify_id?: string;
  readonly user_id_key?: string;
}

/** How the app's check ended: `isFinished` where the person went through it; version 1 gives a handle for the back end. */
export interface FaceCheck {
  readonly isFinished: boolean;
  readonly handle?: string;
}

/** Version 1, which the published typings leave out (developers.weixin.qq.com, 微信人脸核身, read 2026-11). */
interface FirstVersion {
  startFacialRecognitionVerify(option: {
    readonly userIdKey: string;
    readonly success: (result: { readonly verifyResult: string }) => void;
    readonly fail: () => void;
  }): void;
}

const storageKey = 'identity';

/** Begins a verification; this phone remembers its number, so that its result can be asked for later. */
export async function startVerification({ name, number }: IdCard, purpose: string): Promise<FaceStart> {
  const start = await call<FaceStart>('faceVerify', {
    action: 'start',
    name,
    id_card_number: number,
    purpose,
  });
  keepPlain(storageKey, start.out_seq_no);
  return start;
}

/** How a verification stands. `handle` is what version 1 of the app's check gave. */
export const verificationResult = (out_seq_no: string, handle?: string) =>
  read<FaceResult>('faceVerify', {
    action: 'result',
    out_seq_no,
    ...(handle === undefined ? {} : { verify_result: handle }),
  });

/** The number of the last verification that was begun on this phone. */
export const lastVerification = (): string | undefined => one(isNumber)(keptPlain(storageKey));

/** Whether this phone can recognise faces. It answers by callbacks only. */
export function canCheckFace(): Promise<boolean> {
  return new Promise((resolve) => {
    wx.checkIsSupportFacialRecognition({ success: () => resolve(true), fail: () => resolve(false) });
  });
}

/** Runs WeChat's check on this phone; version 2 answers by callbacks only. */
export function checkFace({ verify_id, user_id_key }: FaceStart): Promise<FaceCheck> {
  return new Promise((resolve, reject) => {
    const fail = () => resolve({ isFinished: false });
    if (verify_id) {
      wx.requestFacialVerify({ verifyId: verify_id, success: () => resolve({ isFinished: true }), fail });
    } else if (user_id_key) {
      (wx as WechatMiniprogram.Wx & FirstVersion).startFacialRecognitionVerify({
        userIdKey: user_id_key,
        success: ({ verifyResult }) => resolve({ isFinished: true, handle: verifyResult }),
        fail,
      });
    } else {
      reject(new ApiError('BAD_ANSWER', 'faceVerify.start answered neither verify_id nor user_id_key.'));
    }
  });
}
