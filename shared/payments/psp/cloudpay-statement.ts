/**
 * The trade bill of cloudPay: the file of WeChat Pay v2, in `data` of the answer, as bytes where gzip was asked for and as text
 * otherwise (source of wx-server-sdk 4.0.2, read 2026-11). The parameters are those of v2's downloadbill: that cloudPay has
 * others is not published. A no comes in the words of v2, as XML in the place of the file or as fields of the answer.
 *
 * The whole file passes through the memory of the function, and the platform bounds its size: a shop with bills of megabytes
 * reconciles from a file.
 */
import type { Outcome } from '../../kernel/exchange';
import type { HttpReply } from '../../kernel/http';
import { objectAt, readJsonObject, textAt, type JsonObject } from '../../kernel/json';
import { readXml } from '../../codecs/xml';
import { BUSY, UNREADABLE } from './answers';
import { call, type fields } from './cloudpay-account';
import type { FileStatement, NoFile, StatementQuestion } from './statement';
import { billStatement } from './wechat-bill';
import { billRefusal } from './wechat-v2-statement';

/** What is asked for, in the SDK’s words. */
const billDataOf = ({ day }: StatementQuestion) => ({
  billDate: day.replaceAll('-', ''),
  billType: 'ALL',
  tarType: 'GZIP',
});

/** The file in an answer, or why there is none. */
function billIn(reply: HttpReply): Outcome<NoFile | Buffer> {
  if (reply.status !== 200) return BUSY;
  const body = readJsonObject(reply.body);
  if (!body) return UNREADABLE;
  if (textAt(body, 'returnCode') === 'FAIL') return saidNo(body);
  const file = fileIn(body);
  if (!file) return UNREADABLE;
  // No bill is as short as a no, and none begins like one.
  const words = file.length < 4096 ? readXml(file.toString('utf8'), 'xml') : undefined;
  if (!words) return { is: 'ok', value: file };
  return billRefusal(words.error_code ?? '', words.return_msg ?? '');
}

function fileIn(body: JsonObject): Buffer | undefined {
  const text = textAt(body, 'data');
  const base64 = textAt(objectAt(body, 'data'), 'base64');
  if (base64 !== undefined) return Buffer.from(base64, 'base64');
  return text === undefined ? undefined : Buffer.from(text, 'utf8');
}

const saidNo = (body: JsonObject): Outcome<NoFile> =>
  billRefusal(textAt(body, 'errorCode') ?? '', textAt(body, 'returnMsg') ?? '');

export const cloudpayStatement = {
  request: (question, account, env) => call('downloadBill', billDataOf(question), account, env),
  reply: billIn,
  // Provider and app are the platform's own; the merchant must be ours.
  lines: ({ bytes, day, account }) =>
    billStatement({ bytes }, { owner: { subMchid: account.config.sub_mch_id }, day, currencies: ['CNY'] }),
} satisfies FileStatement<typeof fields>;
