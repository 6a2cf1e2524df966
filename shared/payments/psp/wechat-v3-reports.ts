/**
 * What the bodies of WeChat Pay v3 say about a payment or a refund, in our words. Queries and notices use one form.
 * Sources: see wechat-v3.ts.
 */
import { objectAt, own, textAt, wordAt, type JsonObject } from '../../kernel/json';
import type { Money } from '../../kernel/money';
import { present } from '../../kernel/present';
import type { PaymentReport, RefundReport, Report } from '../order/facts';
import { minorAmount } from './amounts';
import { misfitIn } from './misfit';
import type { V3Account } from './wechat-v3-account';
import { sellerOf, siteOf } from './wechat-v3-variants';
import { tradeState } from './wechat-words';

/** An amount of a message. Overseas every amount must name its currency; a currency that is no text is none of ours. */
function amountIn(body: JsonObject, name: string, { config }: V3Account): Money | undefined {
  const amount = objectAt(body, 'amount');
  const value = amount[name];
  const currency = 'currency' in amount ? textAt(amount, 'currency') : siteOf(config).currency;
  return typeof value === 'number' ? minorAmount(value, currency) : undefined;
}

function instant(body: JsonObject, name: string): number | undefined {
  const value = Date.parse(textAt(body, name) ?? '');
  return Number.isNaN(value) ? undefined : value;
}

/** A transaction as the query and the notice both describe it; undefined when a paid one lacks its amount. */
export function paymentReport(body: JsonObject, account: V3Account): PaymentReport | undefined {
  const attemptNo = wordAt(body, 'out_trade_no');
  const word = textAt(body, 'trade_state') ?? '';
  const state = tradeState(word);
  const amount = amountIn(body, 'total', account);
  if (attemptNo === undefined || (state.status === 'paid' && !amount)) return undefined;
  const { numbers, apps, appidNames } = sellerOf(account.config);
  const transactionId = wordAt(body, siteOf(account.config).names.transaction);
  const [appid] = appidNames.flatMap((name) => wordAt(body, name) ?? []);
  const misfit = misfitIn(body, { always: { ...numbers, ...apps.always }, ifNamed: apps.ifNamed });
  return {
    kind: 'payment',
    attemptNo,
    ...state,
    theirs: `${word} ${textAt(body, 'trade_state_desc') ?? ''}`.trim(),
    ...present({ amount, transactionId, spTradeNo: transactionId, appid }),
    ...present({ paidAt: instant(body, 'success_time'), misfit }),
  };
}

/** A refund; a notice must name its merchant, an answer need not, but neither may name another. */
export function refundReport(
  body: JsonObject,
  account: V3Account,
  theirs: string,
  must: 'always' | 'ifNamed' = 'ifNamed',
): RefundReport | undefined {
  const outRefundNo = wordAt(body, 'out_refund_no');
  if (outRefundNo === undefined) return undefined;
  const { refundStatus, names } = siteOf(account.config);
  const { numbers, apps } = sellerOf(account.config);
  const named = { ...apps.ifNamed, ...apps.always };
  const misfit = misfitIn(
    body,
    must === 'always' ? { always: numbers, ifNamed: named } : { ifNamed: { ...numbers, ...named } },
  );
  return {
    kind: 'refund',
    outRefundNo,
    status: own(refundStatus, theirs) ?? 'processing',
    theirs,
    ...present({ amount: amountIn(body, 'refund', account), attemptNo: wordAt(body, 'out_trade_no') }),
    ...present({ spRefundNo: wordAt(body, names.refund), refundedAt: instant(body, 'success_time') }),
    ...present({ misfit }),
  };
}

/** What a notice is about, where nothing else of it is published: reason enough to ask. */
export function hint(body: JsonObject, account: V3Account): readonly Report[] {
  const [attemptNo, outRefundNo] = [wordAt(body, 'out_trade_no'), wordAt(body, 'out_refund_no')];
  const { numbers, apps } = sellerOf(account.config);
  // Whether it names its merchant is not published either; one that names another is not for us.
  const isNamed = Object.keys(numbers).some((name) => name in body);
  const named = { ...apps.ifNamed, ...apps.always };
  const misfit = misfitIn(body, { always: isNamed ? numbers : {}, ifNamed: named });
  const said = { theirs: 'a hint', hint: true, ...present({ misfit }) } as const;
  if (outRefundNo !== undefined) return [{ ...said, kind: 'refund', outRefundNo, status: 'processing' }];
  return attemptNo === undefined ? [] : [{ ...said, kind: 'payment', attemptNo, status: 'pending' }];
}
