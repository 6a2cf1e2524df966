/** When a push that was not acknowledged comes again. Pauses in milliseconds between one attempt and the next. */
import { noticeLadder } from '../wechat/words';
import { minuteMs, secondMs } from './kit';

/** WeChat documentation, "receive messages": no answer within 5 s, then three retries. */
const three = [0, 0, 0];

/**
 * WeChat documentation, card events, log of 2016-11: of claims, three more minutes apart after a bad answer, and ten within 24 h
 * when nobody answered. How far apart exactly is not published.
 */
const claimBadAnswer = [...three, ...Array<number>(3).fill(5 * minuteMs)];
const claimNoAnswer = [...three, ...Array<number>(10).fill(144 * minuteMs)];

/** WeChat documentation, WeChat Store, "message push": ten pushes within about 3.6 h. */
const store = [0, 0, 10 * secondMs, ...[1, 5, 30, 60, 60, 60].map((minutes) => minutes * minuteMs)];

/** The pauses for an event; `wasAnswered`: the last attempt got some answer. */
export function ladderOf(event: string, wasAnswered: boolean): readonly number[] {
  // One window of 5 s, never again.
  if (event === 'face_identify') return [];
  if (event === 'user_get_card') return wasAnswered ? claimBadAnswer : claimNoAnswer;
  if (event.startsWith('channels_ec_')) return store;
  // Up to 15 times with growing gaps, which are not published.
  if (event.startsWith('xpay_')) return noticeLadder;
  return three;
}
