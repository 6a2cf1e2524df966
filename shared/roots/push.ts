/**
 * What function `notify` is composed of where WeChat pushes. A file of its own, loaded when the first push comes: a notice of a PSP
 * does not pay for it.
 */
import { cloudCards } from '../adapters/cloud-cards';
import { cloudFaceAttempts, cloudFaceSessions } from '../adapters/cloud-face-sessions';
import { cloudPushes } from '../adapters/cloud-pushes';
import { onFaceEvent } from '../identity/face/face-event';
import { isHttpEvent } from '../kernel/http-event';
import { onCardManagementEvent } from '../membership/cards/card-events';
import { onMessage } from '../on-message';
import { noteShipping } from '../payments/flows/note-shipping';
import type { PushHandlers, PushMessage } from '../wechat/message-push/push-message';
import { runPushTimer } from '../wechat/message-push/run-push-timer';
import { takeCalledPush } from '../wechat/message-push/take-called-push';
import { takePush, type PushDoor } from '../wechat/message-push/take-push';
import { isShippingReminder, shippingNews } from '../wechat/shipping/shipping-event';
import { shopFor } from './shop';
import { wechat } from './wechat';

const faces = { sessions: cloudFaceSessions, attempts: cloudFaceAttempts };

/** Whose business which events are. Each area gets ports that end before `deadline`. */
const handlersUntil = (deadline: number): PushHandlers => ({
  face: [({ fields }) => onFaceEvent({ ...faces, wechat: { ...wechat, deadline } }, fields)],
  card: [(event) => onCardManagementEvent({ records: cloudCards }, event)],
  shipping: [(event) => onShippingEvent(event, deadline)],
  merchant: onMessage,
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

/** Goes on with pushes that are not done. */
export const continuePushes = (deadline: number): Promise<void> => runPushTimer(door, deadline);
