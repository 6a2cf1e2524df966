/**
 * What function `notify` does beside payments: it takes what WeChat pushes, and its timer looks after faces, members and pushes. A
 * file of its own, loaded when the first push or the timer comes: a notice of a PSP does not pay for it.
 */
import { cloudCards } from '../adapters/cloud-cards';
import { cloudMembers } from '../adapters/cloud-members';
import { cloudPushes } from '../adapters/cloud-pushes';
import { isHttpEvent } from '../kernel/http-event';
import { onMessage } from '../on-message';
import { finishFaceSessions } from '../identity/face/finish';
import { onFaceEvent } from '../identity/face/face-event';
import { onCardManagementEvent } from '../membership/cards/card-events';
import { onCardEvent } from '../membership/members/card-events';
import { syncMembers } from '../membership/members/sync';
import { noteShipping } from '../payments/flows/people/note-shipping';
import type { PushHandlers, PushMessage } from '../wechat/message-push/push-message';
import { runPushTimer } from '../wechat/message-push/run-push-timer';
import { takeCalledPush } from '../wechat/message-push/take-called-push';
import { takePush, type PushDoor } from '../wechat/message-push/take-push';
import { isShippingReminder, shippingNews } from '../wechat/shipping/shipping-event';
import type { Wechat } from '../wechat/open-api/wechat';
import { faceVerificationOver } from './face-verification';
import { shopFor } from './shop';
import { wechat } from './wechat';

const until = (deadline: number): Wechat => ({ ...wechat, deadline });

/** Whose business which events are. Each area gets ports that end before `deadline`. */
const handlersUntil = (deadline: number): PushHandlers => ({
  face: [({ fields }) => onFaceEvent(faceVerificationOver(until(deadline)), fields)],
  card: [
    (event) => onCardManagementEvent({ records: cloudCards }, event),
    (event) => onCardEvent({ wechat: until(deadline), members: cloudMembers }, event),
  ],
  shipping: [(event) => onShippingEvent(event, deadline)],
  merchant: (message) =>
    onMessage(message, async () => (await import('./messages')).messagesUntil(message.appid, deadline)),
});

/** News of a payment go to its order; what an operator should hear of goes to the log. */
async function onShippingEvent({ appid, event = '', field }: PushMessage, deadline: number): Promise<void> {
  if (isShippingReminder(event)) wechat.log('shipping_reminder', { appid, what: event });
  const news = shippingNews(event, field);
  if (news) await noteShipping({ ...shopFor(undefined), deadline }, appid, news);
}

const { clock, random, log, configs } = wechat;
const door: PushDoor = { clock, random, log, configs, pushes: cloudPushes, handlersUntil };

/** The answer to a push over HTTP or by a call of the platform. */
export const answerPush = (event: unknown): Promise<unknown> =>
  isHttpEvent(event) ? takePush(door, event) : takeCalledPush(door, event);

/** Sessions and members that one run of the timer looks at. */
const FACES = 40;
const MEMBERS = 100;

/** The timer's work beside payments, until `deadline`. What goes wrong in one of them is logged, and no trouble of the others. */
export async function runBesidePayments(deadline: number): Promise<void> {
  const room = until(deadline);
  await Promise.all([
    logged('pushes', runPushTimer(door, deadline)),
    logged('faces', finishFaceSessions(faceVerificationOver(room), FACES)),
    logged('members', syncMembers({ wechat: room, members: cloudMembers }, MEMBERS)),
  ]);
}

async function logged(what: string, work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    log('timer_failed', { what, why: error instanceof Error ? error.message : 'a value was thrown' });
  }
}
