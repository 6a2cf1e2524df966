/**
 * People and their three names: the openid in the mini-program `o<name>`, the one in the official account `oOA_<name>`, and the
 * unionid `u<name>`. Everybody who has such a name exists.
 */
import type { AppKind } from './apps';

export const demoPerson = 'DemoCustomer0001';

/** Who sends an event that nobody's doing brought about. */
export const systemOpenid = 'oOA_SystemAccountOfWeChat';

const patterns: Readonly<Record<AppKind, RegExp>> = {
  mini_program: /^o(?!OA_)([0-9A-Za-z_-]{1,60})$/,
  official_account: /^oOA_([0-9A-Za-z_-]{1,60})$/,
};

export const openidOf = (person: string, kind: AppKind): string =>
  kind === 'mini_program' ? `o${person}` : `oOA_${person}`;

export const unionidOf = (person: string): string => `u${person}`;

/** The person behind an openid of the app; undefined where it is another's, or no openid. */
export const personIn = (openid: string, kind: AppKind): string | undefined =>
  patterns[kind].exec(openid)?.[1];

/** The person behind an openid of either app. */
export const personBehind = (openid: string): string | undefined =>
  personIn(openid, 'mini_program') ?? personIn(openid, 'official_account');
