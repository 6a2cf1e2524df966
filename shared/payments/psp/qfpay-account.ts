/** The account at QFPay: its configuration, its signed questions and what their answers come to. Sources: see qfpay.ts. */
import { canonical, signSha256KeyAppended, type Params } from '../../codecs/sorted-params';
import type { Outcome } from '../../kernel/exchange';
import type { HttpReply, HttpRequest } from '../../kernel/http';
import {
  FieldError,
  listOf,
  oneOf,
  optional,
  required,
  secretText,
  text,
  type Reader,
} from '../../kernel/fields';
import { readJsonObject, wordAt, type JsonObject } from '../../kernel/json';
import { present } from '../../kernel/present';
import { all, BUSY, isBusy, saidNo, UNREADABLE, type Refusals } from './answers';
import type { Account } from './operation';

/**
 * Those of the currencies page. IDR is left out: nowhere does it say whether its `txamt` counts rupiah or hundredths.
 * Nor does it of JPY, for which the account says it.
 */
export const CURRENCIES = 'AED AUD CAD CNY EUR HKD JPY MMK MYR SGD THB USD'.split(' ');

/** `pay_type` of a payment in a mini-program. */
export const MINI_PROGRAM = '800213';

const currencyList: Reader<readonly string[]> = {
  secret: false,
  read(raw) {
    const list = listOf(oneOf(...CURRENCIES)).read(raw);
    if (list.length === 0) throw new FieldError('must name at least one currency');
    return list;
  },
};

const OFFSET = /^[+-](?:0\d|1[0-4]):[0-5]\d$/;

export const fields = {
  app_code: required(text(), 'app code (`X-QF-APPCODE` on the wire)'),
  client_key: required(secretText(), 'client key of the app code'),
  currencies: required(currencyList, 'list of the currencies that this account takes, as `["HKD"]`'),
  utc_offset: required(
    text(OFFSET, 'must be like +08:00'),
    'UTC offset of QFPay’s times (`txdtm`, `start_time`), such as `+08:00`; it publishes none',
  ),
  mchid: optional(
    text(),
    'merchant ID, where QFPay issued one: then every request must carry it, and otherwise none may',
  ),
  jpy_decimals: optional(
    oneOf('0', '2'),
    'required with JPY: `0` where `txamt` counts yen, `2` where it counts hundredths of a yen',
  ),
};

export type QfpayAccount = Account<typeof fields>;
export type QfpayConfig = QfpayAccount['config'];

export const problemsOf = ({ currencies, jpy_decimals }: QfpayConfig): readonly string[] =>
  currencies.includes('JPY') && jpy_decimals === undefined
    ? ['jpy_decimals is missing: QFPay does not publish how JPY amounts are written, ask it']
    : [];

/** A signed form. SHA-256 is what the signature page recommends; without its header QFPay expects MD5. */
export function post(account: QfpayAccount, path: string, params: Params): HttpRequest {
  const { app_code, client_key, mchid } = account.config;
  const signed: Params = { ...params, ...present({ mchid }) };
  return {
    method: 'POST',
    url: account.endpoint + path,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
      'x-qf-appcode': app_code,
      'x-qf-sign': signSha256KeyAppended(canonical(signed), client_key).toUpperCase(),
      'x-qf-signtype': 'SHA256',
    },
    body: new URLSearchParams(signed).toString(),
  };
}

/** "Transaction successful": of a request, of a payment, of a refund. */
export const DONE = '0000';

/** "Being processed", "waiting for the network", "the bank is busy" and the like: what became of it is to be asked. */
const UNCLEAR = '1100 1143 1145 1147 1204 1205 1252 1254 1261 1295 1296 1297 1298'.split(' ');

/** The request itself was wrong, or this merchant may not. */
const ANYWHERE = all('1103 1104 1105 1106 1107 1108 1203 1212 1241 1242 1243 1250 1251 1294', 'other');

/** The published codes that are a definite no, by call. */
export const REFUSALS = {
  pay: {
    ...ANYWHERE,
    ...all('1202 2005', 'other'),
    ...all('1142 1181 1263 1264', 'closed'),
    ...all('1125 1260 1262', 'already_paid'),
    ...all('1102 2011', 'number_taken'),
  },
  query: { ...ANYWHERE, ...all('1136 1268', 'not_found') },
  // 1265, 1269: no refunds from 23:30 to 00:30, or today's turnover does not cover it.
  // 1102, 2011 (the number repeats), 1125 and 1262 (refunded) may be about this very refund: they are no no.
  refund: {
    ...ANYWHERE,
    ...all('1150 1155 1270 1271 1272', 'other'),
    ...all('1136 1268', 'not_found'),
    ...all('1265 1269', 'later'),
  },
} as const satisfies Readonly<Record<string, Refusals>>;

/** Opens an answer. `respcd` speaks of the call; that of a row in the list of a query speaks of the transaction. */
export function opened(reply: HttpReply, published: Refusals): Outcome<JsonObject> {
  if (isBusy(reply)) return BUSY;
  const body = readJsonObject(reply.body);
  const code = body && wordAt(body, 'respcd');
  if (!body || code === undefined) return UNREADABLE;
  const words = wordAt(body, 'resperr') ?? wordAt(body, 'respmsg') ?? '';
  if (UNCLEAR.includes(code)) return { ...BUSY, theirs: `${code} ${words}`.trim() };
  if (code !== DONE) return saidNo(code, words, published);
  return reply.status < 300 ? { is: 'ok', value: body } : UNREADABLE;
}
