/**
 * The trade bill of WeChat Pay v3. In mainland China an address is handed out for five minutes, and fetched with a signature
 * over its path and query; the file itself is not signed, its SHA-1 is announced. Overseas the file comes at once, its SHA-1
 * in a header. Sources: pay.weixin.qq.com/doc/v3/merchant/4012556742 and the partner's page; overseas
 * pay.weixin.qq.com/wiki/doc/api_external (statement), read 2026-11.
 */
import type { Env, Outcome } from '../../kernel/exchange';
import type { HttpReply, HttpRequest } from '../../kernel/http';
import { textAt, type JsonObject } from '../../kernel/json';
import { openAnswer } from '../../wechat/api-v3/open';
import { saidNo, UNREADABLE } from './answers';
import type { Operation } from './operation';
import { ownAddress } from './own-address';
import type {
  FileStatement,
  FundMove,
  NoFile,
  StatementDay,
  StatementLink,
  StatementQuestion,
} from './statement';
import { billStatement } from './wechat-bill';
import { fundMoves } from './wechat-funds';
import { currenciesOf, WECHAT_PAY_HOSTS } from './wechat-fields';
import { request, type V3Account } from './wechat-v3-account';
import { type directFields } from './wechat-v3-fields';
import { V3_REFUSALS } from './wechat-v3-refusals';
import { sellerOf } from './wechat-v3-variants';

type Fields = typeof directFields;

/** The codes that say why there is no file. */
function noFile(code: string): NoFile | undefined {
  if (code === 'NO_STATEMENT_EXIST') return { no: 'trade' };
  return code === 'STATEMENT_CREATING' ? { no: 'file yet', why: code } : undefined;
}

/** An answer that is no file: signed, unless it says no. */
function opened<T>(
  reply: HttpReply,
  env: Env,
  read: (body: JsonObject) => T | undefined,
): Outcome<T | NoFile> {
  const said = openAnswer(reply, env);
  if ('unknown' in said) return said.unknown;
  if ('body' in said) {
    const value = read(said.body);
    return value === undefined ? UNREADABLE : { is: 'ok', value };
  }
  const { code, words } = said.error;
  const none = noFile(code);
  return none ? { is: 'ok', value: none } : saidNo(code, words, V3_REFUSALS.statement);
}

/** In mainland China. */
const link: Operation<Fields, StatementDay, StatementLink | NoFile> = {
  request(day, account, env) {
    const { sub_mchid } = sellerOf(account.config).inRefund;
    const asked = { bill_date: day, ...(sub_mchid === undefined ? {} : { sub_mchid }) };
    const query = new URLSearchParams({ ...asked, bill_type: 'ALL', tar_type: 'GZIP' }).toString();
    return request(account, env, { method: 'GET', path: `/v3/bill/tradebill?${query}` });
  },
  reply: (reply, _day, _account, env) => opened(reply, env, linkIn),
};

const fundsLink: Operation<Fields, StatementDay, StatementLink | NoFile> = {
  request(day, account, env) {
    const asked = { bill_date: day, account_type: 'BASIC', tar_type: 'GZIP' };
    const path = `/v3/bill/fundflowbill?${new URLSearchParams(asked).toString()}`;
    return request(account, env, { method: 'GET', path });
  },
  reply: (reply, _day, _account, env) => opened(reply, env, linkIn),
};

/** A file without its hash proves nothing: an answer without one is none. */
function linkIn(body: JsonObject): StatementLink | undefined {
  const [url, sha1] = [textAt(body, 'download_url'), textAt(body, 'hash_value')];
  const isSha1 = textAt(body, 'hash_type') === 'SHA1' && sha1 !== undefined && /^[0-9a-f]{40}$/i.test(sha1);
  return url !== undefined && isSha1 ? { url, sha1 } : undefined;
}

function overseasPath(day: StatementDay, { config }: V3Account): string {
  const query = new URLSearchParams({ date: day.replaceAll('-', ''), ...sellerOf(config).numbers });
  return `/v3/global/statements?${query.toString()}`;
}

/** No answer beside the file is published but a no. */
const noAnswer = (
  reply: HttpReply,
  _question: StatementQuestion,
  _account: V3Account,
  env: Env,
): Outcome<NoFile> => opened<never>(reply, env, () => undefined);

/** The file behind an address that was handed out; undefined where that is not WeChat Pay's own. */
function fileAt({ url: handedOut }: StatementLink, account: V3Account, env: Env): HttpRequest | undefined {
  const url = ownAddress(handedOut, account.endpoint, WECHAT_PAY_HOSTS);
  if (url === undefined) return undefined;
  const { origin } = new URL(url);
  return request({ ...account, endpoint: origin }, env, { method: 'GET', path: url.slice(origin.length) });
}

export const v3Statement = {
  link: ({ config }) => (config.site === 'global' ? undefined : link),
  request(question, account, env) {
    if (!question.link) {
      const asked = request(account, env, { method: 'GET', path: overseasPath(question.day, account) });
      return { ...asked, headers: { ...asked.headers, 'accept-encoding': 'gzip' } };
    }
    return fileAt(question.link, account, env);
  },
  reply: noAnswer,
  announced: (headers) => headers['wechatpay-statement-sha1'],
  lines: ({ bytes, day, account, sha1 }) =>
    billStatement(
      { bytes, ...(sha1 === undefined ? {} : { sha1 }) },
      { owner: ownerOf(account), day, currencies: currenciesOf(account.config) },
    ),
} satisfies FileStatement<Fields>;

/** What moved on the merchant's basic account. */
export const v3Funds = {
  link: () => fundsLink,
  request: ({ link: address }, account, env) => (address ? fileAt(address, account, env) : undefined),
  reply: noAnswer,
  lines: ({ bytes, sha1 }) => fundMoves({ bytes, ...(sha1 === undefined ? {} : { sha1 }) }),
} satisfies FileStatement<Fields, FundMove>;

/** A provider's bill names both merchants, and the provider's app. */
const ownerOf = ({ config }: V3Account) => ({
  mchid: config.mchid,
  subMchid: config.sub_mchid ?? '',
  appid: config.appid,
});
