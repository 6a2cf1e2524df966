/** What function `notify` is composed of. What is no payment has a file of its own, which is loaded when it is needed. */
import { consoleLog } from '../adapters/system';
import { runTimer, type TimerRun } from '../payments/flows/run-timer';
import type { Shop } from '../payments/flows/shop';

export { isCalledByPerson } from '../adapters/platform';
export { isHttpEvent } from '../kernel/http-event';
export { takeNotification } from '../payments/flows/notices/take-notification';
export { calledKnock, calledResult, isTimerEvent, knockOf, resultOf } from '../payments/webhook';
export { pushBy } from '../wechat/message-push/is-push';
export { shopFor } from './shop';

export async function answerPush(event: unknown): Promise<unknown> {
  return (await import('./beside-payments')).answerPush(event);
}

/** When payments take longer than this, the others no longer wait for them, milliseconds. */
const TURN_MS = 3000;

/** One run of the timer: first the payments, then what else is due, of which some came from them, at last the books. */
export async function runTimers(shop: Shop): Promise<TimerRun> {
  const payments = runTimer(shop);
  await Promise.race([payments.catch(() => undefined), shop.clock.sleep(TURN_MS)]);
  try {
    await (await import('./beside-payments')).runBesidePayments(shop.deadline);
  } catch (error) {
    consoleLog('timer_failed', { why: error instanceof Error ? error.message : 'a value was thrown' });
  }
  const run = await payments;
  await reconcile(shop);
  await tellPeople(shop);
  return run;
}

/** With less time left people are told by the next run. */
const TELLING_MS = 5000;

/** At last: people can wait for it. */
async function tellPeople(shop: Shop): Promise<void> {
  for (const what of ['tellDailyDigest', 'raiseAlarms'] as const) {
    if (shop.deadline - shop.clock.now() < TELLING_MS) return;
    try {
      await (await import('./daily-digest'))[what](shop);
    } catch (error) {
      consoleLog('timer_failed', {
        what,
        why: error instanceof Error ? error.message : 'a value was thrown',
      });
    }
  }
}

/** What must be left of the function's time when a comparison ends. */
const WRITING_MS = 1500;

/** Only when the payments are through: they never wait for it, and it has what time they leave. */
async function reconcile(shop: Shop): Promise<void> {
  try {
    const until = shop.deadline - WRITING_MS;
    await (await import('./reconciliation')).reconcileUntil(shop, until);
  } catch (error) {
    consoleLog('timer_failed', {
      what: 'reconciliation',
      why: error instanceof Error ? error.message : 'a value was thrown',
    });
  }
}
