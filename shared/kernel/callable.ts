/** A function called with `wx.cloud.callFunction`: routes by action, knows the caller, and never throws. */
import { PayError } from './errors';
import type { Caller, Identity, Log } from './ports';

/** Somebody of whom only the app is known. */
export type Visitor = Pick<Caller, 'fromAppid'>;

type Result = Readonly<Record<string, unknown>>;

/**
 * One action over `Room`, what its area works with. `visitor`: anyone, and it matters from which app. `signedIn`: only a person whom
 * the platform names. `operator`: only one whom the payment configuration names.
 */
export type Action<Room> =
  | { readonly for: 'anyone'; run(room: Room, event: unknown): Promise<Result> }
  | { readonly for: 'visitor'; run(room: Room, event: unknown, visitor: Visitor): Promise<Result> }
  | {
      readonly for: 'signedIn' | 'operator';
      run(room: Room, event: unknown, caller: Caller): Promise<Result>;
    };

export type Actions<Room> = Readonly<Record<string, Action<Room>>>;

export interface Door<Room> {
  readonly room: Room;
  readonly identity: () => Promise<Identity>;
  readonly log: Log;
  /** Whether a caller is an operator; where nobody says, nobody is one. */
  readonly isOperator?: (caller: Caller) => Promise<boolean>;
  /** What a caller is told of an error besides its code and message. */
  readonly explain?: (error: PayError, identity: Identity) => Promise<Result>;
}

/** Runs the action that `event.action` names and answers `{ errcode: 0, … }` or `{ errcode, errmsg }`. */
export async function callable<Room>(
  door: Door<Room>,
  actions: Actions<Room>,
  event: unknown,
): Promise<Result> {
  const { room, identity } = door;
  try {
    const action = actionIn(actions, event);
    if (action.for === 'anyone') return { errcode: 0, ...(await action.run(room, event)) };
    if (action.for === 'visitor')
      return { errcode: 0, ...(await action.run(room, event, visitorOf(await identity()))) };
    const caller = callerOf(await identity());
    if (action.for === 'operator' && !(await door.isOperator?.(caller))) {
      throw new PayError('FORBIDDEN', 'only operators may do this');
    }
    return { errcode: 0, ...(await action.run(room, event, caller)) };
  } catch (error) {
    return failure(error, door);
  }
}

function actionIn<Room>(actions: Actions<Room>, event: unknown): Action<Room> {
  const name = typeof event === 'object' && event !== null && 'action' in event ? event.action : undefined;
  const action = typeof name === 'string' && Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action) return action;
  throw new PayError('UNKNOWN_ACTION', `action must be one of: ${Object.keys(actions).join(', ')}`);
}

const visitorOf = ({ fromAppid }: Pick<Identity, 'fromAppid'>): Visitor =>
  fromAppid === '' ? {} : { fromAppid };

function callerOf({ openid, appid, unionid, fromAppid }: Identity): Caller {
  if (openid === '')
    throw new PayError('NOT_SIGNED_IN', 'the platform names no caller; call from a mini-program');
  return {
    openid,
    appid,
    ...(unionid === '' ? {} : { unionid }),
    ...visitorOf({ fromAppid }),
  };
}

/** The error as a result. What is not ours to explain is logged by its kind and answered without its text. */
async function failure<Room>(error: unknown, door: Door<Room>): Promise<Result> {
  if (error instanceof PayError) {
    const answer = { errcode: error.errcode, errmsg: `${error.code}: ${error.message}`, ...error.fields };
    return door.explain ? { ...answer, ...(await explained(error, door, door.explain)) } : answer;
  }
  const { errcode, code, message } = internal(error, door.log);
  return { errcode, errmsg: `${code}: ${message}` };
}

function internal(error: unknown, log: Log): PayError {
  log('internal_error', {
    what: error instanceof Error ? `${error.name}: ${error.message}` : 'a value was thrown',
  });
  return new PayError('INTERNAL', 'something went wrong on our side and was logged. Try again');
}

/** An explanation that fails leaves the answer as it is. */
async function explained<Room>(
  error: PayError,
  { identity, log }: Door<Room>,
  explain: NonNullable<Door<Room>['explain']>,
): Promise<Result> {
  try {
    return await explain(error, await identity());
  } catch (failed) {
    internal(failed, log);
    return {};
  }
}
