// What of an order waits for a person: what happened, what ends it, and the actions that do (docs/operators.md).
import { fill, words } from '../i18n/words';
import type { Words } from '../i18n/zh-cn';
import type { OperatorOrder } from '../../services/operator';
import { timeText } from '../../view/time-text';

/** What an operator can do about an order besides refunding it. */
export type ActName = 'asknow' | 'close' | 'retry' | 'seen_refunded_elsewhere' | 'seen_kept_aside';

/** What waits, in full words. */
export interface AttentionView {
  readonly title: string;
  readonly happened: string;
  readonly ends: string;
  readonly since: string;
  /** The number that it is about, where it is another than the order's. */
  readonly about: string;
  /** What ends it, the likeliest first. */
  readonly acts: readonly ActName[];
  /** It is ended in the inbox of kept-aside money. */
  readonly inInbox: boolean;
  /** The number of the refund or return whose end a person may say; empty where it is about none. */
  readonly refundNo: string;
}

interface Ways {
  readonly acts: readonly ActName[];
  readonly inInbox?: boolean;
  readonly ofRefund?: boolean;
}

type Reason = keyof Words['waits'];

const ways: Readonly<Record<Reason, Ways>> = {
  kept_aside: { acts: ['asknow', 'seen_kept_aside'], inInbox: true },
  return_failed: { acts: [], inInbox: true, ofRefund: true },
  refund_abnormal: { acts: ['asknow'], ofRefund: true },
  refund_unanswered: { acts: ['asknow'], ofRefund: true },
  refund_contradicted: { acts: [], ofRefund: true },
  refunded_elsewhere: { acts: ['seen_refunded_elsewhere'] },
  not_ended: { acts: ['asknow', 'close'] },
  not_told: { acts: ['retry'] },
  hook_failed: { acts: ['retry'] },
  other: { acts: ['asknow'] },
};

const reasonOf = (reason: string): Reason =>
  (Object.keys(ways) as Reason[]).find((known) => known === reason) ?? 'other';

/** In a few words, for a list; empty while nothing waits. */
export const waitsText = ({ attention }: OperatorOrder): string =>
  attention ? fill(words().orders.waits, { what: words().waits[reasonOf(attention.reason)] }) : '';

/** In full words; undefined while nothing waits. */
export function attentionView({ attention, out_trade_no }: OperatorOrder): AttentionView | undefined {
  if (!attention) return undefined;
  const { waits, happened, ends, order } = words();
  const reason = reasonOf(attention.reason);
  const { acts, inInbox = false, ofRefund = false } = ways[reason];
  const { of = '', since } = attention;
  return {
    title: waits[reason],
    happened: happened[reason],
    ends: ends[reason],
    since: fill(order.waits_since, { time: timeText(since) }),
    about: of === '' || of === out_trade_no ? '' : fill(order.about, { no: of }),
    acts,
    inInbox,
    refundNo: ofRefund ? of : '',
  };
}

/** What else can be done about an order in its state; what ends its attention comes first and once. */
export function actsFor(order: OperatorOrder): ActName[] {
  const first = attentionView(order)?.acts ?? [];
  const unpaid: readonly ActName[] = order.state === 'created' || order.state === 'pending' ? ['close'] : [];
  return [...new Set<ActName>([...first, 'asknow', ...unpaid, 'retry'])];
}
