// What the sandboxes hold: a heading per PSP, then its payments with the buttons that decide what becomes of them.
import type { ConsoleState, SandboxNotice, SandboxPayment, SandboxState } from '../console-data';
import { button, el, select, type Child } from './dom';
import { say, type TextKey } from './language';
import { control, fieldsOf, fieldText } from './local-port';
import { foldable } from './row-list';
import { amountText, badge, clockTime, namedNumber, number, timeOf } from './shown';

/** A heading, or a payment below it. */
export type SandboxItem =
  | { readonly paySp: string; readonly held: number; readonly faults: SandboxState['faults'] }
  | { readonly paySp: string; readonly payment: SandboxPayment };

/** The rows of the sandboxes in which something has happened. */
export function sandboxItems({ sandboxes }: ConsoleState): SandboxItem[] {
  return sandboxes
    .filter(({ payments, faults }) => payments.length + faults.length > 0)
    .flatMap(({ paySp, payments, faults }) => [
      { paySp, held: payments.length, faults },
      ...payments.map((payment) => ({ paySp, payment })),
    ]);
}

export function sandboxKey(item: SandboxItem): string {
  return 'payment' in item ? `${item.paySp} ${item.payment.trade_no}` : item.paySp;
}

export function sandboxRow(item: SandboxItem): HTMLElement {
  return 'payment' in item ? paymentRow(item.paySp, item.payment) : headingOf(item);
}

function headingOf({ paySp, held, faults }: Extract<SandboxItem, { readonly held: number }>): HTMLElement {
  return el(
    'div',
    'heading line',
    el('strong', 'mono', paySp),
    held === 0 && el('span', 'muted', say('holdsNothing')),
    ...faults.map(({ operation, kind, times }) => el('span', 'chip bad', `${operation}: ${kind} × ${times}`)),
  );
}

function paymentRow(paySp: string, payment: SandboxPayment): HTMLElement {
  const { state, amount, paid, refunded, notices, refunds } = payment;
  const paidOther = paid && (paid.value !== amount.value || paid.currency !== amount.currency);
  return foldable(
    'payment',
    el(
      'summary',
      '',
      el(
        'span',
        'line',
        badge(state),
        el('strong', 'amount', amountText(amount)),
        paidOther && el('span', 'chip bad', say('paidOther', { amount: amountText(paid) })),
        refunded > 0 &&
          el('span', 'chip', say('refundedPart', { amount: amountText({ ...amount, value: refunded }) })),
        el('span', 'muted', payment.pay_method),
        el('span', 'push', timeOf(payment.created_at)),
      ),
      el('span', 'line numbers', namedNumber('out_trade_no', payment.out_trade_no)),
    ),
    el(
      'div',
      'unfolded',
      actionsFor(paySp, payment),
      el(
        'div',
        'line numbers',
        namedNumber('trade_no', payment.trade_no),
        namedNumber('transaction_id', payment.transaction_id),
      ),
      part('refunds', refunds.map(refundLine)),
      part('sent', notices.map(noticeLines)),
    ),
  );
}

const deliveries: readonly (readonly [name: TextKey, options: Readonly<Record<string, unknown>>])[] = [
  ['deliver_normal', {}],
  ['deliver_lost', { drop_notify: true }],
  ['deliver_twice', { duplicate: 2 }],
  ['deliver_late', { delay_ms: 60_000 }],
];

function actionsFor(paySp: string, payment: SandboxPayment): HTMLElement {
  const { trade_no, out_trade_no, state, refunds } = payment;
  const delivery = select(
    'delivery',
    say('delivery'),
    deliveries.map(([name]) => [name, say(name)]),
  );
  const about = (event: string, more: Readonly<Record<string, unknown>> = {}): HTMLElement => {
    const name = say(`event_${event}` as TextKey);
    return button(name, () => {
      const [, options] = deliveries.find(([each]) => each === delivery.value) ?? ['', {}];
      const body = { pay_sp: paySp, trade_no, event, ...options, ...more };
      return control('sandbox', body, (answer) => saidOf(answer, name, out_trade_no));
    });
  };
  const waiting = refunds.filter((refund) => refund.state === 'processing' || refund.state === 'failed');
  const settling = waiting.flatMap(({ out_refund_no, state: stands }) => [
    about('refund_ok', { out_refund_no }),
    stands === 'processing' && about('refund_fail', { out_refund_no }),
  ]);
  const paying: Child[] = state === 'open' ? [about('pay'), about('fail'), about('close')] : [];
  if (['closed', 'expired', 'failed', 'declined'].includes(state)) paying.push(about('pay'));
  const changes = [...paying, ...settling];
  return el(
    'div',
    'actions',
    changes.length > 0 && el('div', 'line', delivery, ...changes),
    el('div', 'line', el('span', 'muted', say('probes')), about('forge'), about('replay')),
  );
}

/** A probe tells how the merchant answered it, a change only that it happened. */
function saidOf(answer: Readonly<Record<string, unknown>>, event: string, outTradeNo: string): string {
  const outcome = fieldText(fieldsOf(answer['result']), 'outcome');
  return outcome === ''
    ? say('eventDone', { number: outTradeNo, event })
    : say('probeSaid', { event, outcome });
}

function part(title: TextKey, lines: readonly HTMLElement[]): HTMLElement | false {
  return lines.length > 0 && el('section', 'part', el('h3', '', say(title)), ...lines);
}

function refundLine(refund: SandboxPayment['refunds'][number]): HTMLElement {
  return el(
    'div',
    'line',
    badge(refund.state),
    el('strong', 'amount', amountText(refund.amount)),
    number('out_refund_no', refund.out_refund_no),
  );
}

function noticeLines({ name, state, attempts, next_at: next }: SandboxNotice): HTMLElement {
  return el(
    'div',
    'sent',
    el(
      'div',
      'line',
      badge(state),
      el('span', 'mono', name),
      next !== undefined && el('span', 'muted', say('nextTry', { time: clockTime(next) })),
    ),
    ...attempts.map(({ at, outcome }) => el('div', 'line', timeOf(at), el('span', 'mono', outcome))),
  );
}
