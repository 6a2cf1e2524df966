/**
 * The trade bill of WeChat Pay v2: one request, and the file comes as its answer, unsigned and without a hash. A no comes as XML
 * with status 200: what is there tells, not the status. Source: pay.weixin.qq.com/doc/v2/merchant, download of bills, and the
 * older wiki's page 9_6 with its error codes, read 2026-11.
 */
import type { Outcome } from '../../kernel/exchange';
import type { HttpReply } from '../../kernel/http';
import type { Params } from '../../codecs/sorted-params';
import { readXml } from '../../codecs/xml';
import { BUSY, isBusy, undocumented, UNREADABLE } from './answers';
import type { FileStatement, FundMove, NoFile } from './statement';
import { billStatement } from './wechat-bill';
import { fundMoves } from './wechat-funds';
import { currenciesOf } from './wechat-fields';
import { FUNDS_PATH, request, seller, type directFields, type V2Account } from './wechat-v2-account';
import { WRONG_REQUEST } from './wechat-v2-refusals';

/** The published error codes of these calls: no bill of that day; it is not made yet. */
const NO_BILL = '20002';
const IN_THE_MAKING = '20100';
const NO_BILL_WORDS = /^no[ _]bill[ _]exist$/i;
const MAKING_WORDS = /bill[ _]creating/i;

/** What v2 answers instead of a file, also through cloudPay. */
export function billRefusal(code: string, words: string): Outcome<NoFile> {
  const theirs = `${code} ${words}`.trim();
  const said = [code, words.trim()];
  if (code === NO_BILL || said.some((one) => NO_BILL_WORDS.test(one)))
    return { is: 'ok', value: { no: 'trade' } };
  if (code === IN_THE_MAKING || said.some((one) => MAKING_WORDS.test(one)))
    return { is: 'ok', value: { no: 'file yet', why: theirs } };
  return WRONG_REQUEST.test(words) ? { is: 'refused', why: 'other', theirs } : undocumented(theirs);
}

function answer(reply: HttpReply): Outcome<NoFile> {
  if (isBusy(reply)) return BUSY;
  const body: Params = (reply.status === 200 ? readXml(reply.body, 'xml') : undefined) ?? {};
  if (body.return_code !== 'FAIL') return UNREADABLE;
  return billRefusal(body.error_code ?? '', body.return_msg ?? '');
}

export const v2Statement = {
  request({ day }, account, env) {
    const { appid } = account.config;
    if (appid === undefined) return undefined;
    const params = {
      ...seller(account, appid),
      bill_date: day.replaceAll('-', ''),
      bill_type: 'ALL',
      tar_type: 'GZIP',
    };
    return request(account, env, '/pay/downloadbill', params);
  },
  reply: answer,
  lines: ({ bytes, day, account }) =>
    billStatement({ bytes }, { owner: ownerOf(account), day, currencies: currenciesOf(account.config) }),
} satisfies FileStatement<typeof directFields>;

/**
 * What moved on the merchant's basic account: with the certificate, and with the SHA-1 of the text in the answer's head.
 * Source: pay.weixin.qq.com/doc/v2/merchant/4011939779, read 2026-11.
 */
export const v2Funds = {
  request({ day }, account, env) {
    const { appid } = account.config;
    if (appid === undefined) return undefined;
    const asked = { bill_date: day.replaceAll('-', ''), account_type: 'Basic', tar_type: 'GZIP' };
    return request(account, env, FUNDS_PATH, { ...seller(account, appid), ...asked });
  },
  reply: answer,
  announced: ({ digest }) => /^SHA=([0-9a-f]{40})$/i.exec(digest?.trim() ?? '')?.[1],
  lines: ({ bytes, sha1 }) => fundMoves({ bytes, ...(sha1 === undefined ? {} : { sha1 }) }),
} satisfies FileStatement<typeof directFields, FundMove>;

const ownerOf = ({ config }: V2Account) => ({
  mchid: config.mchid,
  subMchid: config.sub_mchid ?? '',
  appid: config.appid,
});
