/**
 * WeChat knocks at `/notify/wechat/<appid>`: the check of an address, or a push. What is not verified changes and stores nothing; what is
 * gets its answer in time, and anything but `success` or a reply makes WeChat come again.
 */
import { plainResult, readHttpEvent, type HttpEvent, type HttpResult } from '../../kernel/http-event';
import type { WechatConfigs } from '../open-api/wechat';
import type { Push } from '../wechat-config';
import { answerInTime, timesFrom } from './answer-time';
import { applyPush, hashedId, pushId, type PushRoom, type Verdict } from './apply-push';
import {
  openPush,
  readPush,
  readUrlCheck,
  type OpenedPush,
  type ReceivedPush,
  type Refusal,
  type Refused,
} from './open-push';
import type { Format } from './push-body';
import { replyBody, replyFields, SUCCESS } from './push-reply';
import { isSignedBy } from './push-signature';
import { isFirstUse, isRemembered } from './taken-pushes';

export interface PushDoor extends PushRoom {
  readonly configs: WechatConfigs;
}

const STATUS_OF: Readonly<Record<Verdict, number>> = {
  applied: 200,
  duplicate: 200,
  failed: 500,
  late: 503,
  busy: 503,
};

const CONTENT_TYPE: Readonly<Record<Format, string>> = {
  xml: 'text/xml; charset=utf-8',
  json: 'application/json; charset=utf-8',
};

/** What came, to which app, and when. */
interface Knock {
  readonly appid: string;
  readonly event: HttpEvent;
  readonly startedAt: number;
}

const methods: Readonly<Record<string, (door: PushDoor, knock: Knock) => Promise<HttpResult>>> = {
  GET: checkUrl,
  POST: take,
};

/** The answer to an HTTP event whose path begins with `wechat`. Rejects only with programming errors. */
export async function takePush(door: PushDoor, raw: Readonly<Record<string, unknown>>): Promise<HttpResult> {
  const startedAt = door.clock.now();
  const event = readHttpEvent(raw, 'notify');
  if ('refused' in event) return event.refused;
  const [, appid = '', ...rest] = event.path;
  if (rest.length > 0 || !/^wx[0-9a-z]{8,30}$/i.test(appid)) return plainResult(404, 'no such path');
  const answer = methods[event.method];
  if (!answer) return plainResult(405, 'GET checks the address, POST pushes');
  return answerInTime({ ...door, startedAt, again: plainResult }, answer(door, { appid, event, startedAt }));
}

function refuse({ log }: PushDoor, appid: string, refused: Refusal): HttpResult {
  log('push_refused', { appid, why: refused });
  return plainResult(refused === 'malformed' ? 400 : 401, refused);
}

async function checkUrl(door: PushDoor, { appid, event }: Knock): Promise<HttpResult> {
  const check = readUrlCheck(event);
  if ('refused' in check) return refuse(door, appid, check.refused);
  const push = await findPush(door.configs, appid);
  if (!push) return refuse(door, appid, 'unknown_app');
  if (!isSignedBy(push.token, check.signature, check.signed)) return refuse(door, appid, 'bad_signature');
  return plainResult(200, check.echostr);
}

/** How this app's pushes are verified. One document names most apps; an app of a shared environment has its own. */
export async function findPush(configs: WechatConfigs, appid: string): Promise<Push | undefined> {
  const found = (await configs.find(undefined))?.push(appid);
  return found ?? (await configs.find(appid))?.push(appid);
}

async function take(door: PushDoor, { appid, event, startedAt }: Knock): Promise<HttpResult> {
  const received = readPush(event);
  if ('refused' in received) return refuse(door, appid, received.refused);
  const push = await findPush(door.configs, appid);
  if (!push) return refuse(door, appid, 'unknown_app');
  const opened = await openOnce(door, push, received);
  if ('refused' in opened) return refuse(door, appid, opened.refused);
  const { message, format } = opened;
  const { verdict, reply } = await applyPush(door, message, push.token, timesFrom(startedAt));
  if (STATUS_OF[verdict] !== 200) return plainResult(STATUS_OF[verdict], verdict);
  const now = Math.floor(door.clock.now() / 1000);
  const fields = replyFields(message, reply, now);
  if (!fields) return plainResult(200, SUCCESS);
  const body = replyBody(push, fields, { format, now, random: door.random });
  return { statusCode: 200, headers: { 'content-type': CONTENT_TYPE[format] }, body };
}

/** A push that is WeChat's, and that we can tell from its own repetitions. */
async function openOnce(door: PushDoor, push: Push, received: ReceivedPush): Promise<OpenedPush | Refused> {
  const opened = openPush(push, received);
  if ('refused' in opened) return opened;
  const { timestamp, nonce } = received.signed;
  if (!isRemembered(timestamp, door.clock.now())) return { refused: 'stale' };
  if (push.mode !== 'plain') return opened;
  const { appid } = push;
  const signatureId = hashedId(appid, ['signature', timestamp, nonce]);
  const isFirst = await isFirstUse(door, signatureId, { id: pushId(opened.message), appid });
  return isFirst ? opened : { refused: 'reused_signature' };
}
