/** What came of telling WeChat of a session, and of asking about one. */
import type { Outcome } from '../../kernel/exchange';
import type { App } from '../../wechat/wechat-config';
import type { Wechat } from '../../wechat/open-api/wechat';
import type { Certificate } from './certificate';
import type { Kept } from './kept';
import { refusalOf } from './refusals';
import type { FaceSession } from './session';
import type { Verdict } from './verdicts';

/** A session that WeChat took: what the phone needs, how long it lives there, and what is kept to ask about it. */
export interface Begun {
  /** `verify_id` or `user_id_key`. */
  readonly key: string;
  readonly lifeMs: number;
}

/** Who is verified under which number. */
export interface Beginning {
  readonly outSeqNo: string;
  readonly openid: string;
  readonly certificate: Certificate;
}

/**
 * `told`: WeChat decided, or says that it has not yet. `foreign`: what the phone brought belongs to something else.
 * `silent`: nothing is known. `refused`: WeChat does not answer this app, whatever the session is.
 */
export type Heard =
  | { readonly is: 'told'; readonly verdict: Verdict; readonly code: number }
  | { readonly is: 'foreign'; readonly code?: number }
  | { readonly is: 'silent' }
  | { readonly is: 'refused'; readonly outcome: Refused; readonly code: number };

export type Refused = Extract<Outcome<never>, { is: 'refused' }>;

/** One version of WeChat's interface. */
export interface Interface<K extends Kept> {
  begin(wechat: Wechat, app: App, who: Beginning): Promise<Outcome<Begun>>;
  /** What is to be kept of a session that WeChat took. */
  keep(certificate: Certificate, begun: Begun): K;
  /** Undefined: there is nothing to ask with yet. */
  question(wechat: Wechat, app: App, session: FaceSession, kept: K): (() => Promise<Heard>) | undefined;
}

const DEFAULT_LIFE_SECONDS = 3600;

/** What both versions answer to the first call. `expires_in`: seconds, an hour unless told. */
export function begunIn(key: unknown, life: unknown): Begun | undefined {
  if (typeof key !== 'string' || key === '' || key.length > 512) return undefined;
  const seconds = Number(life ?? DEFAULT_LIFE_SECONDS);
  const isLife = seconds > 0 && seconds <= 86_400;
  return { key, lifeMs: (isLife ? seconds : DEFAULT_LIFE_SECONDS) * 1000 };
}

/** An answer without a result. */
export function heardIn(outcome: Exclude<Outcome<unknown>, { is: 'ok' }>): Heard {
  if (outcome.is !== 'refused' || outcome.code === undefined) return { is: 'silent' };
  const { code } = outcome;
  const group = refusalOf(code);
  return group ? { is: 'told', verdict: group, code } : { is: 'refused', outcome, code };
}
