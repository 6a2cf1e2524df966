/** Function `notify`: PSPs knock here over HTTP; a timer looks after what no notice reported. */
import { isHttpEvent, knockOf, resultOf } from '../../shared/entry/webhook';
import { door } from '../../shared/runtime';
import { pollUnfinished } from '../../shared/usecases/poll';
import { takeNotification } from '../../shared/usecases/take-notification';

export async function main(event: unknown): Promise<unknown> {
  if (!isHttpEvent(event)) return { errcode: 0, ...(await pollUnfinished(door.shop)) };
  const knock = knockOf(event);
  return 'refused' in knock ? knock.refused : resultOf(await takeNotification(door.shop, knock));
}
