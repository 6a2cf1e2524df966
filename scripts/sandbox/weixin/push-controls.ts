/** Control events that push: any event or message, forged ones, repetitions, and the check of the address. */
import * as v from 'valibot';
import { randomDigits } from '../numbers';
import { ControlError } from '../sandbox';
import { type App, appNamed, miniProgram, pushFormats, pushModes } from './apps';
import { app, controlEvent, type ControlEvents } from './control';
import type { WeixinKit } from './kit';
import { demoPerson, openidOf } from './people';
import type { PushMessage } from './push-format';
import { forgeries, type Forgery } from './push-request';
import type { HeldPush, Pushes } from './pushes';

const forged = v.exactOptional(
  v.union([v.picklist(forgeries), v.boolean()], `must be true or one of ${forgeries.join(', ')}`),
);
/** The fields of the message stand under `message`, or beside the options. */
const pushBody = v.objectWithRest(
  {
    event: v.literal('push'),
    app: v.exactOptional(app),
    mode: v.exactOptional(v.picklist(pushModes)),
    format: v.exactOptional(v.picklist(pushFormats)),
    duplicate: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100))),
    forged,
    age_s: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0))),
    message: v.optional(v.record(v.string(), v.unknown()), {}),
  },
  v.unknown(),
);
const checkBody = v.strictObject({ event: v.literal('url_check'), app: v.exactOptional(app), forged });

/** `heard` is told of every message that really is WeChat's. */
export const pushEvents = (
  pushes: Pushes,
  kit: WeixinKit,
  heard: (app: App, message: PushMessage) => void,
): ControlEvents => ({
  push: controlEvent(pushBody, async ({ event: _event, app: to = miniProgram, message, ...options }) => {
    const { age_s: ageS, mode, format, forged: how, duplicate, ...fields } = options;
    const full = completed(to, { ...fields, ...message }, kit);
    const forgery = forgeryOf(how);
    const as = { ...(mode && { mode }), ...(format && { format }) };
    if (forgery !== undefined || ageS !== undefined) {
      if (forgery === 'tampered' && (mode ?? to.push.mode) === 'plain')
        throw new ControlError(400, 'forged: a body in clear carries no signature that would notice');
      return pushes.forge(to, full, { ...as, forged: forgery, ageS });
    }
    heard(to, full);
    return pushWords(await pushes.send(to, full, { ...as, copies: duplicate }));
  }),
  replay: controlEvent(v.strictObject({ event: v.literal('replay') }), async () => {
    const answer = await pushes.replay();
    if (!answer) throw new ControlError(409, 'replay: no push has left yet');
    return answer;
  }),
  url_check: controlEvent(checkBody, ({ app: to = miniProgram, forged: how }) =>
    pushes.checkUrl(to, forgeryOf(how)),
  ),
});

const forgeryOf = (given: Forgery | boolean | undefined): Forgery | undefined =>
  typeof given === 'boolean' ? (given ? 'signature' : undefined) : given;

/** Who sends where nobody was named; and messages have numbers. */
function completed(to: App, message: PushMessage, { dice }: WeixinKit): PushMessage {
  if (message.Event === undefined && message.MsgType === undefined)
    throw new ControlError(400, 'message: needs Event or MsgType, and the fields of that event');
  const number = message.Event === undefined ? { MsgId: `2${randomDigits(dice, 17)}` } : {};
  return { FromUserName: openidOf(demoPerson, to.kind), ...number, ...message };
}

export const pushWords = ({ appid, name, state, attempts, reply, nextAt, message }: HeldPush) => ({
  app: appNamed(appid)?.kind,
  name,
  state,
  attempts,
  ...(nextAt !== undefined && { next_at: nextAt }),
  ...(reply !== undefined && { reply }),
  message,
});
