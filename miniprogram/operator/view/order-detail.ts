// One order as an operator sees it: its numbers named rightly, its money, its payments and what goes back.
import { fill, wordIfAny, words } from '../i18n/words';
import { formatMoney } from '../../money/money';
import type { Attempt, OperatorOrder } from '../../services/operator';
import type { Refund } from '../../services/pay';
import { methodTitle } from '../../view/method-view';
import { addressText } from '../../view/order-facts';
import { isPayable, tagTheme } from '../../view/order-view';
import type { Tone } from '../../view/order-view';
import { timeText } from '../../view/time-text';
import { providerName } from './provider-name';

/** One labelled value. */
export interface Labelled {
  readonly label: string;
  readonly value: string;
}

const fact = (label: string, value: string | undefined): Labelled[] => (value ? [{ label, value }] : []);

/** Buyer, money and times in reading order; what is not known is left out. */
export function orderFacts(order: OperatorOrder): Labelled[] {
  const { order: t } = words();
  const money = (value: number) => formatMoney({ value, currency: order.fee_type });
  const time = (ms: number | undefined) => (ms ? timeText(ms) : undefined);
  return [
    ...fact(t.buyer, order.openid),
    ...fact(t.provider, order.pay_sp && providerName(order.pay_sp)),
    ...fact(t.method, order.pay_method && methodTitle(order.pay_method)),
    ...fact(t.created_at, time(order.created_at)),
    ...fact(t.expires_at, isPayable(order) ? time(order.expires_at) : undefined),
    ...fact(t.paid_at, time(order.paid_at)),
    ...fact(t.refunded, order.refunded_fee > 0 ? money(order.refunded_fee) : undefined),
    ...fact(t.refundable, order.state === 'paid' ? money(order.refundable_fee) : undefined),
    ...fact(t.decline, isPayable(order) ? order.decline : undefined),
    ...fact(t.shipping, shippingText(order)),
    ...fact(t.address, order.address && addressText(order.address)),
  ];
}

/** A refund or return with all that is known of it. */
export interface GoingBackRow {
  readonly id: string;
  readonly amount: string;
  readonly stateText: string;
  readonly theme: string;
  readonly lines: readonly string[];
  /** A person may say how it ended: it has not, or nobody knows. */
  readonly canResolve: boolean;
}

const tones: Readonly<Record<string, Tone>> = {
  requested: 'wait',
  processing: 'wait',
  succeeded: 'good',
  failed: 'bad',
  abnormal: 'bad',
};

export function goingBackRow(refund: Refund): GoingBackRow {
  const { order, refundState } = words();
  const { state, out_refund_no, refund_fee, fee_type, reason, created_at, refunded_at } = refund;
  const lines = [
    reason ? fill(order.reason, { reason }) : '',
    fill(order.no, { no: out_refund_no }),
    created_at ? fill(order.asked_at, { time: timeText(created_at) }) : '',
    refunded_at ? fill(order.went_back_at, { time: timeText(refunded_at) }) : '',
  ];
  return {
    id: out_refund_no,
    amount: formatMoney({ value: refund_fee, currency: fee_type }),
    stateText: wordIfAny(refundState, state) ?? state,
    theme: tagTheme[tones[state] ?? 'wait'],
    lines: lines.filter((line) => line !== ''),
    canResolve: state !== 'succeeded' && state !== 'failed',
  };
}

/** One try to have the order paid. */
export interface AttemptRow {
  readonly id: string;
  readonly title: string;
  readonly stateText: string;
  readonly theme: string;
  readonly lines: readonly string[];
}

const attemptTones: Readonly<Record<string, Tone>> = {
  paid: 'good',
  aside: 'bad',
  closed: 'quiet',
  declined: 'bad',
};

export function attemptRow({
  no,
  pay_sp,
  pay_method,
  state,
  requested_at,
  sp_trade_no,
}: Attempt): AttemptRow {
  const { order, attempt, inbox } = words();
  const name = providerName(pay_sp);
  return {
    id: no,
    title: `${name} · ${methodTitle(pay_method)}`,
    stateText: wordIfAny(attempt, state) ?? state,
    theme: tagTheme[attemptTones[state] ?? 'wait'],
    lines: [
      fill(order.no, { no }),
      ...(sp_trade_no ? [fill(inbox.number, { name, no: sp_trade_no })] : []),
      fill(order.asked_at, { time: timeText(requested_at) }),
    ],
  };
}

function shippingText({ shipping }: OperatorOrder): string | undefined {
  return shipping && (wordIfAny(words().shipping, shipping.state) ?? shipping.state);
}
