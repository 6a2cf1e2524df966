/** A function called with `wx.cloud.callFunction`: routes by action, knows the caller, and never throws. */
import { PayError } from '../domain/errors';
import type { Identity, Log } from '../ports';
import type { Caller, Shop } from '../usecases/shop';

type Result = Readonly<Record<string, unknown>>;

/** One action. `open` may be called by anyone; `signedIn` only by a person whom the platform names. */
export type Action =
  | { readonly for: 'anyone'; run(shop: Shop, event: unknown): Promise<Result> }
  | { readonly for: 'signedIn'; run(shop: Shop, event: unknown, caller: Caller): Promise<Result> };

export interface Door {
  readonly shop: Shop;
  readonly identity: () => Promise<Identity>;
}

/** Runs the action that `event.action` names and answers `{ errcode: 0, … }` or `{ errcode, errmsg }`. */
export async function callable(
  door: Door,
  actions: Readonly<Record<string, Action>>,
  event: unknown,
): Promise<Result> {
  try {
    const action = actionIn(actions, event);
    if (action.for === 'anyone') return { errcode: 0, ...(await action.run(door.shop, event)) };
    const caller = callerOf(await door.identity());
    return { errcode: 0, ...(await action.run(door.shop, event, caller)) };
  } catch (error) {
    return failure(error, door.shop.log);
  }
}

function actionIn(actions: Readonly<Record<string, Action>>, event: unknown): Action {
  const name = typeof event === 'object' && event !== null && 'action' in event ? event.action : undefined;
  const action = typeof name === 'string' && Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action) return action;
  throw new PayError('UNKNOWN_ACTION', `action must be one of: ${Object.keys(actions).join(', ')}`);
}

function callerOf({ openid, appid, unionid, fromAppid }: Identity): Caller {
  if (openid === '')
    throw new PayError('NOT_SIGNED_IN', 'the platform names no caller; call from a mini-program');
  return {
    openid,
    appid,
    ...(unionid === '' ? {} : { unionid }),
    ...(fromAppid === '' ? {} : { fromAppid }),
  };
}

/** The error as a result. What is not ours to explain is logged by its kind and answered without its text. */
function failure(error: unknown, log: Log): Result {
  if (error instanceof PayError) {
    return { errcode: error.errcode, errmsg: `${error.code}: ${error.message}`, ...error.fields };
  }
  log('internal_error', {
    what: error instanceof Error ? `${error.name}: ${error.message}` : 'a value was thrown',
  });
  const internal = new PayError('INTERNAL', 'something went wrong on our side and was logged. Try again');
  return { errcode: internal.errcode, errmsg: `${internal.code}: ${internal.message}` };
}
