/** What function `notify` is composed of. What WeChat pushes has a file of its own, which is loaded when the first push comes. */
import { consoleLog } from '../adapters/system';

export { isCalledByPerson } from '../adapters/platform';
export { isHttpEvent } from '../kernel/http-event';
export { runTimer } from '../payments/flows/run-timer';
export { takeNotification } from '../payments/flows/take-notification';
export { calledKnock, calledResult, isTimerEvent, knockOf, resultOf } from '../payments/webhook';
export { pushBy } from '../wechat/message-push/is-push';
export { shopFor } from './shop';

export async function answerPush(event: unknown): Promise<unknown> {
  return (await import('./push')).answerPush(event);
}

/** Goes on with pushes that are not done, until `deadline`. What goes wrong there is logged, and no trouble of the payments. */
export async function continuePushes(deadline: number): Promise<void> {
  try {
    await (await import('./push')).continuePushes(deadline);
  } catch (error) {
    consoleLog('push_failed', { why: error instanceof Error ? error.message : 'a value was thrown' });
  }
}
