// The control routes: start over, move the clock, fire a timer. Nothing of the cloud itself uses them.
import { isDoc, type Doc } from './database/document';
import { readPermission, type Permissions } from './client/permissions';
import type { LocalClock } from './clock';
import { FunctionError } from './functions/function-error';
import type { TimerTriggers } from './functions/timer-triggers';
import { messageOf } from './service-error';
import { json, type Mount, type WebReply, type WebRequest } from './web';

export interface ControlOptions {
  readonly clock: LocalClock;
  readonly timers: TimerTriggers;
  readonly permissions: Permissions;
  readonly reset: () => Promise<void>;
}

export function controlMounts({ clock, timers, permissions, reset }: ControlOptions): Mount[] {
  const time = (): WebReply => json({ now: clock.now(), offset_ms: clock.offsetMs() });
  return [
    {
      prefix: '/control/reset',
      handle: async (request) => {
        if (request.method !== 'POST') return refuse('POST without a body starts over', 405);
        await reset();
        return json({ ok: true });
      },
    },
    {
      prefix: '/control/clock',
      handle: (request) => {
        if (request.method === 'GET') return time();
        const advance = bodyOf(request)?.advance_ms;
        if (typeof advance !== 'number' || !Number.isFinite(advance) || advance < 0) {
          return refuse('POST {"advance_ms": <milliseconds, 0 or more>} moves the clock, GET reads it');
        }
        clock.advance(advance);
        return time();
      },
    },
    { prefix: '/control/permission', handle: (request) => setPermission(permissions, request) },
    { prefix: '/control/timer', handle: (request) => fireTimer(timers, request) },
  ];
}

function setPermission(permissions: Permissions, request: WebRequest): WebReply {
  const body = bodyOf(request);
  if (typeof body?.collection !== 'string')
    return refuse(
      'POST {"collection": "<name>", "permission": "PRIVATE" or a rule} says what mini-programs may do',
    );
  try {
    permissions.set(body.collection, readPermission(body.permission));
    return json({ ok: true });
  } catch (error) {
    return refuse(messageOf(error));
  }
}

async function fireTimer(timers: TimerTriggers, request: WebRequest): Promise<WebReply> {
  const body = bodyOf(request);
  const trigger = body?.trigger;
  if (typeof body?.function !== 'string' || (trigger !== undefined && typeof trigger !== 'string')) {
    return refuse(
      'POST {"function": "<name>", "trigger": "<name, the first one if left out>"} fires a timer trigger',
    );
  }
  try {
    const { result, requestId } = await timers.fire(body.function, trigger);
    return json({ result, requestID: requestId });
  } catch (error) {
    return error instanceof FunctionError
      ? json({ code: error.code, error: error.message, requestID: error.requestId }, 500)
      : refuse(messageOf(error));
  }
}

function bodyOf(request: WebRequest): Doc | undefined {
  try {
    const body = JSON.parse(request.body.toString('utf8')) as unknown;
    return request.method === 'POST' && isDoc(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

function refuse(error: string, status = 400): WebReply {
  return json({ error }, status);
}
