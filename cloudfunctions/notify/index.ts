/**
 * Function `notify`: PSPs and WeChat knock here over HTTP or by a call of the platform; a timer looks after what they did not
 * report.
 */
import {
  answerPush,
  calledKnock,
  calledResult,
  isCalledByPerson,
  isHttpEvent,
  isTimerEvent,
  knockOf,
  pushBy,
  resultOf,
  runTimers,
  shopFor,
  takeNotification,
} from '../../shared/roots/notify';

export async function main(event: unknown, context: unknown): Promise<unknown> {
  if (!isHttpEvent(event) && isCalledByPerson())
    return { errcode: 403, errmsg: 'only the platform may call' };
  if (pushBy(event)) return answerPush(event);
  const shop = shopFor(context);
  if (isTimerEvent(event)) return { errcode: 0, ...(await runTimers(shop)) };
  if (!isHttpEvent(event)) return calledResult(await takeNotification(shop, calledKnock(event)));
  const knock = knockOf(event);
  return 'refused' in knock ? knock.refused : resultOf(await takeNotification(shop, knock));
}
