/**
 * What the messages of WeChat Pay v2 say about a payment or a refund, in our words. Queries and notices use one form,
 * but a notice has no trade_state. Sources: see wechat-v2.ts.
 */
import type { Params } from '../../codecs/sorted-params';
import { present } from '../../kernel/present';
import type { PaymentReport, RefundReport } from '../order/facts';
import { minorAmount } from './amounts';
import { misfitIn, settled } from './misfit';
import type { V2Account } from './wechat-v2-account';
import { beijingTime, v2RefundState, type TradeState } from './wechat-words';

/** Amounts are digits here; anything else is none. */
const digits = (text: string | undefined): string | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? text : undefined;

/** Whose message it is: the merchant or provider and its app; the sub-merchant, and its app where it is named. */
export function misfit(body: Params, { config }: V2Account): string | undefined {
  const { mchid: mch_id, appid, sub_mchid: sub_mch_id, sub_appid } = config;
  // A message to a merchant of its own that names a sub-merchant is another's, whoever the provider is.
  const stranger = sub_mch_id === undefined ? { sub_mch_id } : settled({ sub_appid });
  return misfitIn(body, { always: { mch_id, sub_mch_id, appid }, ifNamed: stranger });
}

/** A payment as the query and the notice describe it; undefined when a paid one lacks its amount. */
export function paymentReport(
  body: Params,
  account: V2Account,
  state: TradeState,
): PaymentReport | undefined {
  const { out_trade_no: attemptNo, transaction_id: transactionId } = body;
  const amount = minorAmount(digits(body.total_fee), body.fee_type ?? 'CNY');
  if (!attemptNo || (state.status === 'paid' && !amount)) return undefined;
  return {
    kind: 'payment',
    attemptNo,
    ...state,
    theirs: `${body.trade_state ?? body.result_code ?? ''} ${body.trade_state_desc ?? ''}`.trim(),
    ...present({ amount, transactionId, spTradeNo: transactionId, appid: payingApp(body) }),
    ...present({ paidAt: beijingTime(body.time_end), misfit: misfit(body, account) }),
  };
}

/** The app that was paid in; a provider's message names two apps, and not always the second. */
const payingApp = (body: Params): string | undefined =>
  body.sub_mch_id === undefined ? body.appid : body.sub_appid;

/** A refund whose fields end in `suffix`: empty, or `_0`, `_1` … in a query. */
export function refundReport(body: Params, account: V2Account, suffix = ''): RefundReport | undefined {
  const field = (name: string): string | undefined => body[`${name}${suffix}`];
  const outRefundNo = field('out_refund_no');
  const currency = field('refund_fee_type') ?? body.refund_fee_type ?? body.fee_type ?? 'CNY';
  const amount = minorAmount(digits(field('refund_fee')), currency);
  if (!outRefundNo) return undefined;
  const theirs = field('refund_status') ?? 'PROCESSING';
  return {
    kind: 'refund',
    outRefundNo,
    status: v2RefundState(theirs),
    theirs,
    ...present({ amount, attemptNo: body.out_trade_no, spRefundNo: field('refund_id') }),
    ...present({ refundedAt: beijingTime(field('refund_success_time') ?? body.success_time) }),
    ...present({ misfit: 'mch_id' in body ? misfit(body, account) : undefined }),
  };
}
