/** What face verification needs of the world. */
import type { Documents, Versioned } from '../../kernel/versioned';
import type { Wechat } from '../../wechat/open-api/wechat';
import type { FaceSession } from './session';

/** A session that the timer has something to do for. */
export interface DueSession {
  readonly outSeqNo: string;
  readonly openid: string;
}

export interface FaceSessions extends Documents<FaceSession> {
  /** Those whose moment has come, the longest due first, also such as cannot be read. */
  due(now: number, limit: number): Promise<readonly DueSession[]>;
  /** Puts off one that is still due. */
  postpone(outSeqNo: string, at: { readonly now: number; readonly until: number }): Promise<void>;
}

export interface FaceVerification {
  readonly wechat: Wechat;
  readonly sessions: FaceSessions;
  readonly attempts: Documents<Attempts>;
}

export interface Attempt {
  readonly outSeqNo: string;
  /** Milliseconds. */
  readonly at: number;
}

/** The attempts of one person or certificate in the last day. */
export interface Attempts extends Versioned {
  /** `person:<appid>:<openid>` or `certificate:<appid>:<keyed hash of the number>` */
  readonly id: string;
  readonly taken: readonly Attempt[];
}
