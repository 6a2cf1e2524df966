/** Who calls, as the platform says it (`getWXContext`); nothing of it comes from the payload. */
import type { Identity } from '../kernel/ports';
import { cloud } from './cloud';

const NOBODY: Identity = { openid: '', appid: '', unionid: '', fromAppid: '' };

/** Sources that bring no person; a warm instance may still carry the identity of an earlier call. */
const IMPERSONAL = new Set(['wx_trigger', 'wx_http', 'wx_paycallback']);

/** The caller. In a shared environment the person of the calling app comes first. */
export async function identity(): Promise<Identity> {
  const context = (await cloud()).getWXContext();
  const word = (name: string): string => {
    const value = context[name];
    // The platform turns ids of digits alone into numbers.
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  if (IMPERSONAL.has(word('SOURCE').split(',')[0] ?? '')) return NOBODY;
  const isShared = word('FROM_OPENID') !== '';
  return {
    openid: isShared ? word('FROM_OPENID') : word('OPENID'),
    appid: isShared ? word('FROM_APPID') : word('APPID'),
    unionid: isShared ? word('FROM_UNIONID') : word('UNIONID'),
    fromAppid: isShared ? word('FROM_APPID') : '',
  };
}

/** Sources of calls that a person made, directly or (a chain, comma separated) through a function. */
const PERSONAL = new Set(['wx_client', 'wx_devtools']);

/** Whether a mini-program or the developer tools made this call, and not the platform. To be read before any await. */
export function isCalledByPerson(): boolean {
  return PERSONAL.has(process.env.TCB_SOURCE?.split(',')[0] ?? '');
}

/** What the platform gives a function that says nothing else, and what it needs for itself to hand the answer over. */
const TIME_LIMIT_MS = 20_000;
const HANDING_OVER_MS = 800;

/** How long a call may take, milliseconds, by the context that the platform hands the function. */
export function timeLimitOf(context: unknown): number {
  const raw: unknown =
    typeof context === 'object' && context !== null ? Reflect.get(context, 'time_limit_in_ms') : undefined;
  const limit = Number(raw);
  return (Number.isFinite(limit) && limit > HANDING_OVER_MS ? limit : TIME_LIMIT_MS) - HANDING_OVER_MS;
}
