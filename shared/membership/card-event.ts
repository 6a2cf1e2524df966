/** What WeChat pushes about cards, as far as members and cards look at it: verified and opened, texts under WeChat's own names. */
import type { PushMessage } from '../wechat/message-push/push-message';

/** Pushed to the official account `appid`, about the holder `fromUser` there; `createTime` in Unix seconds. */
export type CardEvent = Pick<PushMessage, 'appid' | 'fromUser' | 'createTime' | 'event' | 'field'>;
