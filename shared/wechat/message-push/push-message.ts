/** A message or event that WeChat pushed, opened: verified, decrypted, and the same whether it came as XML or as JSON. */

/** Numbers are kept as their digits, for ids go beyond what a double holds; booleans are `true` and `false`. */
export type PushValue = string | readonly PushValue[] | PushFields;

export interface PushFields {
  readonly [name: string]: PushValue;
}

export interface PushMessage {
  /** The app that it was pushed to: the mini-program or the official account. */
  readonly appid: string;
  readonly toUser: string;
  /** The person's openid under `appid`; events of the platform come from a system account. */
  readonly fromUser: string;
  /** Unix seconds; 0 where WeChat does not say. */
  readonly createTime: number;
  /** `event`, or the kind of a person's message: `text`, `image` … */
  readonly msgType: string;
  /** WeChat's name of the event. */
  readonly event?: string;
  /** Of persons' messages. */
  readonly msgId?: string;
  /** Everything that came, under WeChat's names. */
  readonly fields: PushFields;
  /** The text of a field, or of a field inside others; undefined when it is missing, empty or no text. */
  readonly field: (...path: readonly string[]) => string | undefined;
}

/** What the person is told in answer: a text, or the fields of another kind of reply (`MsgType` and its own). */
export type PassiveReply = string | Readonly<Record<string, unknown>>;

/**
 * Handles an event for an area. An event may come more than once and in any order, so a handler looks at what is, and counts
 * nothing. What it throws makes WeChat push the event again. Its ports end before WeChat's five seconds do.
 */
export type EventHandler = (event: PushMessage) => Promise<void>;

/** Handles what no area does: the merchant's own. */
export type MessageHandler = (message: PushMessage) => Promise<PassiveReply | undefined>;

/** Who handles which kind; every handler of a kind gets each of its events. Made by a root. */
export interface PushHandlers {
  readonly face: readonly EventHandler[];
  readonly card: readonly EventHandler[];
  readonly shipping: readonly EventHandler[];
  readonly merchant: MessageHandler;
}

/** Reads texts and lists of texts out of what came; `fields` as `PushFields` above. */
export function pushMessage(appid: string, fields: PushFields): PushMessage {
  const field = (...path: readonly string[]): string | undefined => {
    let at: PushValue | undefined = fields;
    for (const name of path) at = isFields(at) && Object.hasOwn(at, name) ? at[name] : undefined;
    return typeof at === 'string' && at !== '' ? at : undefined;
  };
  const event = field('Event');
  const msgId = field('MsgId');
  return {
    appid,
    toUser: field('ToUserName') ?? '',
    fromUser: field('FromUserName') ?? '',
    createTime: secondsIn(field('CreateTime')),
    msgType: field('MsgType') ?? (event === undefined ? '' : 'event'),
    ...(event === undefined ? {} : { event }),
    ...(msgId === undefined ? {} : { msgId }),
    fields,
    field,
  };
}

const isFields = (value: PushValue | undefined): value is PushFields =>
  typeof value === 'object' && !Array.isArray(value);

const secondsIn = (digits = ''): number => (/^\d{1,12}$/.test(digits) ? Number(digits) : 0);
