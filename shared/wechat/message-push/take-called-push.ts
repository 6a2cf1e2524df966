/**
 * An event that the console of the mini-program routes to the function itself instead of an address: JSON, without signature or
 * encryption, for the platform vouches for it (WeChat documentation, "receive messages by cloud functions", read 2026-11).
 */
import { MAX_BODY_BYTES } from '../../kernel/http-event';
import { readJsonObject, textAt } from '../../kernel/json';
import { answerInTime, timesFrom } from './answer-time';
import { applyPush } from './apply-push';
import { fieldsOf } from './push-body';
import { pushMessage, type PushMessage } from './push-message';
import { replyFields, SUCCESS } from './push-reply';
import { findPush, type PushDoor } from './take-push';

/** The function's result for such an event. Who may call has been seen to. Rejects only with programming errors. */
export async function takeCalledPush(door: PushDoor, event: unknown): Promise<unknown> {
  const startedAt = door.clock.now();
  const again = (errcode: number, errmsg: string): unknown => ({ errcode, errmsg });
  return answerInTime({ ...door, startedAt, again }, take(door, event, startedAt));
}

async function take(door: PushDoor, event: unknown, startedAt: number): Promise<unknown> {
  const text = JSON.stringify(event);
  const raw = Buffer.byteLength(text, 'utf8') > MAX_BODY_BYTES ? undefined : readJsonObject(text);
  if (!raw) return { errcode: 400, errmsg: 'malformed' };
  const message = await messageOf(door, raw);
  const push = await findPush(door.configs, message.appid);
  const { verdict, reply } = await applyPush(door, message, push?.token, timesFrom(startedAt));
  if (verdict !== 'applied' && verdict !== 'duplicate')
    return { errcode: verdict === 'failed' ? 500 : 503, errmsg: verdict };
  return replyFields(message, reply, Math.floor(door.clock.now() / 1000)) ?? SUCCESS;
}

/** The app stands where the original id of the account usually does, or in the platform's note about the caller. */
async function messageOf(
  { configs }: PushDoor,
  { userInfo, ...fields }: Readonly<Record<string, unknown>>,
): Promise<PushMessage> {
  const named = [textAt(fields, 'ToUserName'), appIdIn(userInfo)].find((one) =>
    /^wx[0-9a-z]{8,30}$/i.test(one ?? ''),
  );
  return pushMessage(named ?? (await configs.find(undefined))?.appids.miniProgram ?? '', fieldsOf(fields));
}

function appIdIn(note: unknown): string | undefined {
  const appId: unknown = typeof note === 'object' && note !== null ? Reflect.get(note, 'appId') : undefined;
  return typeof appId === 'string' ? appId : undefined;
}
