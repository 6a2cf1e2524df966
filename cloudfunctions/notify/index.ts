/** Function `notify`: PSPs knock here over HTTP or by a call of the platform; a timer looks after what they did not report. */
import {
  calledKnock,
  calledResult,
  isHttpEvent,
  isTimerEvent,
  knockOf,
  resultOf,
} from '../../shared/entry/webhook';
import { door, isCalledByPerson } from '../../shared/runtime';
import { pollUnfinished } from '../../shared/usecases/poll';
import { takeNotification } from '../../shared/usecases/take-notification';

export async function main(event: unknown): Promise<unknown> {
  if (!isHttpEvent(event) && isCalledByPerson())
    return { errcode: 403, errmsg: 'only the platform may call' };
  if (isTimerEvent(event)) return { errcode: 0, ...(await pollUnfinished(door.shop)) };
  if (!isHttpEvent(event)) return calledResult(await takeNotification(door.shop, calledKnock(event)));
  const knock = knockOf(event);
  return 'refused' in knock ? knock.refused : resultOf(await takeNotification(door.shop, knock));
}
