/** Messages to people for the merchant's own hooks. A file of its own, loaded when the first is sent. */
import { messagesOf, type Messages } from '../wechat/messages';
import { wechat } from './wechat';

/** Messages of the apps that `appid` is configured with, until `deadline`. */
export const messagesUntil = (appid: string, deadline: number): Messages =>
  messagesOf({ ...wechat, deadline }, appid);
