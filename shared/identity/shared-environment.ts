/**
 * Who may come in from another mini-program. Which apps an environment is shared with the platform decides, by the list that its owner
 * keeps in the developer tools; before every call of one of them it asks the owner's function `cloudbase_auth` (WeChat documentation of
 * environment sharing, read 2026-11).
 */
import type { Identity } from '../kernel/ports';

/** The answer that the platform knows: `errCode` 0 lets the call pass, and security rules find `auth` as `auth.custom`. */
export type SharedAnswer =
  | { readonly errCode: 0; readonly errMsg: ''; readonly auth: string }
  | { readonly errCode: 1; readonly errMsg: string };

/** Lets in whom the platform names with person and app; what each may then do is decided by each function. */
export function answerShared({ openid, fromAppid }: Pick<Identity, 'openid' | 'fromAppid'>): SharedAnswer {
  if (fromAppid === '' || openid === '')
    return { errCode: 1, errMsg: 'only for mini-programs that this environment is shared with' };
  return { errCode: 0, errMsg: '', auth: JSON.stringify({ app: fromAppid }) };
}
