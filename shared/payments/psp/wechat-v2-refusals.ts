/**
 * The definite refusals of WeChat Pay v2, by call: the error tables of pay.weixin.qq.com/doc/v2 and of the older wiki's
 * unified order, query, close, refund and refund query pages, read 2026-11. SYSTEMERROR, BIZERR_NEED_RETRY,
 * FREQUENCY_LIMITED, BANKERROR and USERPAYING stand in those tables too, as trouble and not as a no.
 */
import type { Refusal } from '../../kernel/exchange';
import { all, type Refusals } from './answers';

const ANYWHERE = all(
  'NOAUTH APPID_NOT_EXIST MCHID_NOT_EXIST APPID_MCHID_NOT_MATCH LACK_PARAMS PARAM_ERROR SIGNERROR XML_FORMAT_ERROR REQUIRE_POST_METHOD POST_DATA_EMPTY NOT_UTF8 INVALID_REQUEST INVALID_TRANSACTIONID CERT_ERROR',
  'other',
);
const NO_ORDER: Refusals = { ORDERNOTEXIST: 'not_found' };
const ENDED: Refusals = { ORDERPAID: 'already_paid', ORDERCLOSED: 'closed' };

export const V2_REFUSALS = {
  pay: { ...ANYWHERE, ...ENDED, OUT_TRADE_NO_USED: 'number_taken', NOTENOUGH: 'other' },
  query: { ...ANYWHERE, ...NO_ORDER },
  close: { ...ANYWHERE, ...NO_ORDER, ...ENDED },
  refund: {
    ...ANYWHERE,
    ...NO_ORDER,
    ...all('NOTENOUGH TRADE_OVERDUE USER_ACCOUNT_ABNORMAL TRADE_ERROR ERROR', 'other'),
  },
  queryRefund: { ...ANYWHERE, ...NO_ORDER, REFUNDNOTEXIST: 'not_found' },
} as const satisfies Readonly<Record<string, Refusals>>;

/** The tables' own words for a request that is wrong in itself; on the layer of communication they come without a code. */
export const WRONG_REQUEST =
  /签名(错误|失败)|参数格式校验错误|参数错误|缺少参数|缺少必要的请求参数|(appid|mch_?id|商户号).{0,30}不(存在|匹配)|XML格式错误|post(方法|数据为空)|编码格式错误|证书(校验)?错误|(无|没有).{0,4}接口权限|权限未开通/i;

/** The tables' own words for every definite no, for cloudPay, whose SDK loses the code. First match wins. */
export const V2_WORDS: readonly (readonly [words: RegExp, why: Refusal])[] = [
  [WRONG_REQUEST, 'other'],
  [
    /(订单|交易订单|退款|退款单|退款订单|记录)(号)?不存在|退款订单查询失败|order ?not ?exist|refund ?not ?exist/i,
    'not_found',
  ],
  [/(已|重复)支付|order ?paid/i, 'already_paid'],
  [/订单号重复|out_trade_no_used/i, 'number_taken'],
  [/(订单|交易)已关闭|order ?closed/i, 'closed'],
  [/余额不足|超过退款期限|[帐账][户号]注销|无效transaction_?id/i, 'other'],
];
