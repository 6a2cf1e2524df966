/** Whether function `notify` was woken by a push of WeChat, told from its event alone, so that nothing else need be loaded to know. */
import { isHttpEvent, pathOf } from '../../kernel/http-event';

/** `http`: at `/notify/wechat/…`. `call`: by the platform, as the console routes it. */
export type PushBy = 'http' | 'call';

export function pushBy(event: unknown): PushBy | undefined {
  if (isHttpEvent(event)) return pathOf(event, 'notify')[0] === 'wechat' ? 'http' : undefined;
  const isCalled =
    typeof event === 'object' && event !== null && typeof Reflect.get(event, 'MsgType') === 'string';
  return isCalled ? 'call' : undefined;
}
