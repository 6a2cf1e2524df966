/** Answers of WeChat Pay v2: three layers of status, the first of them unsigned. Sources: see wechat-v2.ts. */
import { signWithKeyAppended, type Params } from '../../codecs/sorted-params';
import { readXml } from '../../codecs/xml';
import type { Outcome } from '../../kernel/exchange';
import type { HttpReply } from '../../kernel/http';
import { equalInConstantTime } from '../../kernel/secret';
import {
  BUSY,
  isBusy,
  saidNo,
  understood,
  undocumented,
  UNREADABLE,
  UNVERIFIED,
  type Refusals,
} from './answers';
import type { V2Account } from './wechat-v2-account';
import { WRONG_REQUEST } from './wechat-v2-refusals';

/** Opens an answer: nothing in it is believed before its signature fits, except a no that comes unsigned. */
export function opened<T>(
  reply: HttpReply,
  account: V2Account,
  published: Refusals,
  read: (body: Params) => T | undefined,
): Outcome<T> {
  if (isBusy(reply)) return BUSY;
  const body = reply.status === 200 ? readXml(reply.body, 'xml') : undefined;
  if (body?.return_code === 'FAIL') return unsignedNo(body.return_msg ?? '');
  if (body?.return_code !== 'SUCCESS') return UNREADABLE;
  return isSigned(body, account) ? concluded(body, published, read) : UNVERIFIED;
}

function concluded<T>(body: Params, published: Refusals, read: (body: Params) => T | undefined): Outcome<T> {
  if (body.result_code === 'FAIL') return signedNo(body, published);
  return body.result_code === 'SUCCESS' ? understood(() => read(body)) : UNREADABLE;
}

function signedNo(
  { err_code: code = 'no code', err_code_des: words = '' }: Params,
  published: Refusals,
): Outcome<never> {
  // Merchants see this code and text where the documents say OUT_TRADE_NO_USED.
  const isTaken = code === 'INVALID_REQUEST' && words.includes('商户订单号重复');
  return saidNo(code, words, isTaken ? { [code]: 'number_taken' } : published);
}

/** A no on the layer of communication has no code and no signature, only words. */
function unsignedNo(words: string): Outcome<never> {
  const theirs = `return_code FAIL ${words}`.trim();
  return WRONG_REQUEST.test(words) ? { is: 'refused', why: 'other', theirs } : undocumented(theirs);
}

/**
 * Whether a message is signed with the weaker MD5 where the account signs with HMAC-SHA256. Notices come from anywhere, and two
 * messages of one MD5 can be made; answers come over TLS from whom we asked.
 */
export const isWeaklySigned = ({ sign }: Params, { config }: V2Account): boolean =>
  config.sign_type === 'HMAC-SHA256' && sign?.length !== 64;

/** Whether a message is signed with the account's key; 64 characters are HMAC-SHA256, 32 are MD5. */
export function isSigned(message: Params, { config }: V2Account): boolean {
  const sign = message.sign ?? '';
  const type = sign.length === 64 ? 'HMAC-SHA256' : 'MD5';
  return equalInConstantTime(signWithKeyAppended(message, config.key, type), sign);
}
