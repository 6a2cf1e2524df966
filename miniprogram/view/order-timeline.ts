// What has happened to an order, step by step, in the words of the screens.
import { text, textIfAny } from '../i18n/language';
import { formatMoney } from '../money/money';
import type { Order, Refund, RefundState } from '../services/pay';
import { isPayable } from './order-view';
import { timeText } from './time-text';

/** One step; `status` is the component library's word. */
export interface Step {
  readonly id: string;
  readonly title: string;
  /** When, and what else there is to say; one line each. */
  readonly lines: readonly string[];
  /** All of it, for who cannot see it. */
  readonly said: string;
  readonly status: 'finish' | 'process' | 'error' | 'default';
}

/** The steps so far, the oldest first. */
export const timeline = (order: Order): readonly Step[] => [
  step('created', text('step_created'), 'finish', order.created_at),
  ...unpaid(order),
  ...paid(order),
  ...shipped(order),
  ...[...(order.refunds ?? [])].sort((one, other) => begun(one) - begun(other)).map(refundStep),
];

function unpaid(order: Order): readonly Step[] {
  if (order.state === 'closed') return [step('closed', text('step_closed'), 'default')];
  if (!isPayable(order)) return [];
  return [
    order.decline
      ? step('declined', text('step_declined'), 'error')
      : step('paying', text('step_paying'), 'process'),
  ];
}

const paid = ({ state, paid_at }: Order): readonly Step[] =>
  state === 'paid' ? [step('paid', text('step_paid'), 'finish', paid_at)] : [];

/** Only what WeChat's shipping management says; that our side has not told it yet is nothing to the buyer. */
function shipped({ shipping }: Order): readonly Step[] {
  const title = textIfAny(`step_${shipping?.state ?? ''}`);
  return shipping && title && ['uploaded', 'confirmed'].includes(shipping.state)
    ? [step('shipping', title, 'finish')]
    : [];
}

const statusOf: Readonly<Record<RefundState, Step['status']>> = {
  requested: 'process',
  processing: 'process',
  succeeded: 'finish',
  failed: 'error',
  abnormal: 'error',
};

const begun = ({ created_at, refunded_at }: Refund): number => created_at ?? refunded_at ?? 0;

function refundStep(refund: Refund): Step {
  const amount = formatMoney({ value: refund.refund_fee, currency: refund.fee_type });
  const title = `${textIfAny(`refund_${refund.state}`) ?? text('refund_other')} ${amount}`;
  const said = [
    ...(refund.reason ? [text('refund_reason', { reason: refund.reason })] : []),
    text('refund_number', { number: refund.out_refund_no }),
  ];
  return step(
    refund.out_refund_no,
    title,
    statusOf[refund.state],
    refund.refunded_at ?? refund.created_at,
    ...said,
  );
}

function step(
  id: string,
  title: string,
  status: Step['status'],
  ...[at, ...said]: readonly [at?: number, ...said: string[]]
): Step {
  const lines = [...(at ? [timeText(at)] : []), ...said];
  return { id, title, status, lines, said: [title, ...lines].join(' ') };
}
