// What the sandboxes hold: a heading per PSP, then its payments with the buttons that decide what becomes of them.
import { fromMajor } from '../../../shared/kernel/money';
import type { ConsoleState, SandboxNotice, SandboxPayment, SandboxState } from '../console-data';
import { button, el, field, select, type Child } from './dom';
import { say, type TextKey } from './language';
import { control, fieldsOf, fieldText } from './local-port';
import { tell } from './message';
import { foldable } from './row-list';
import { amountText, badge, clockTime, namedNumber, number, plainNumber, timeOf } from './shown';

/** A heading, or a payment below it. */
export type SandboxItem =
  | { readonly paySp: string; readonly held: number; readonly faults: SandboxState['faults'] }
  | { readonly paySp: string; readonly probes: readonly string[]; readonly payment: SandboxPayment };

/** The rows of the sandboxes in which something has happened; of one order's payments where its numbers are given. */
export function sandboxItems({ sandboxes }: ConsoleState, numbers?: readonly string[]): SandboxItem[] {
  if (numbers) return itemsOf(sandboxes, numbers);
  return sandboxes
    .filter(({ payments, faults }) => payments.length + faults.length > 0)
    .flatMap(({ paySp, payments, faults, probes }) => [
      { paySp, held: payments.length, faults },
      ...payments.map((payment) => ({ paySp, probes, payment })),
    ]);
}

const itemsOf = (sandboxes: readonly SandboxState[], numbers: readonly string[]): SandboxItem[] =>
  sandboxes.flatMap(({ paySp, payments, probes }) =>
    payments
      .filter(({ out_trade_no }) => numbers.includes(out_trade_no))
      .map((payment) => ({ paySp, probes, payment })),
  );

export function sandboxKey(item: SandboxItem): string {
  return 'payment' in item ? `${item.paySp} ${item.payment.trade_no}` : item.paySp;
}

export function sandboxRow(item: SandboxItem): HTMLElement {
  return 'payment' in item ? paymentRow(item) : headingOf(item);
}

function headingOf({ paySp, held, faults }: Extract<SandboxItem, { readonly held: number }>): HTMLElement {
  return el(
    'div',
    'heading line',
    el('strong', 'mono', paySp),
    held === 0 && el('span', 'muted', say('holdsNothing')),
    ...faults.map((fault) => faultChip(paySp, fault)),
  );
}

/** A fault that is to come, and the button that takes it back. */
function faultChip(paySp: string, fault: SandboxState['faults'][number]): HTMLElement {
  const { operation, kind, times } = fault;
  const name = `${operation}: ${kind} × ${times}`;
  const away = button('×', () =>
    control('fault/remove', { pay_sp: paySp, operation, kind, times }, () => say('faultRemoved', { name })),
  );
  away.setAttribute('aria-label', say('removeFault', { name }));
  return el('span', 'chip bad removable', name, away);
}

function paymentRow(item: Extract<SandboxItem, { readonly payment: SandboxPayment }>): HTMLElement {
  const { paySp, payment } = item;
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
      el('span', 'line numbers', plainNumber('out_trade_no', payment.out_trade_no)),
    ),
    el(
      'div',
      'unfolded',
      actionsFor(item),
      el(
        'div',
        'line numbers',
        namedNumber('out_trade_no', payment.out_trade_no),
        namedNumber('trade_no', payment.trade_no),
        namedNumber('transaction_id', payment.transaction_id),
      ),
      part('refunds', refunds.map(refundLine)),
      part(
        'sent',
        notices.map((notice) => noticeLines(paySp, notice)),
      ),
    ),
  );
}

const deliveries: readonly (readonly [name: TextKey, options: Readonly<Record<string, unknown>>])[] = [
  ['deliver_normal', {}],
  ['deliver_lost', { drop_notify: true }],
  ['deliver_twice', { duplicate: 2 }],
  ['deliver_late', { delay_ms: 60_000 }],
];

type PaymentItem = Extract<SandboxItem, { readonly payment: SandboxPayment }>;

function actionsFor({ paySp, probes, payment }: PaymentItem): HTMLElement {
  const { trade_no, out_trade_no, state, refunds } = payment;
  const delivery = select(
    'delivery',
    say('delivery'),
    deliveries.map(([name]) => [name, say(name)]),
  );
  const press = (event: string, more: Readonly<Record<string, unknown>> = {}): Promise<void> => {
    const [, options] = deliveries.find(([each]) => each === delivery.value) ?? ['', {}];
    const body = { pay_sp: paySp, trade_no, event, ...options, ...more };
    const name = say(`event_${event}` as TextKey);
    return control('sandbox', body, (answer) => saidOf(answer, name, out_trade_no));
  };
  const about = (event: string, more: Readonly<Record<string, unknown>> = {}): HTMLElement => {
    return button(say(`event_${event}` as TextKey), () => press(event, more));
  };
  const waiting = refunds.filter((refund) => refund.state === 'processing' || refund.state === 'failed');
  const settling = waiting.flatMap(({ out_refund_no, state: stands }) => [
    about('refund_ok', { out_refund_no }),
    stands === 'processing' && about('refund_fail', { out_refund_no }),
  ]);
  const paying: Child[] = state === 'open' ? [about('pay'), about('fail'), about('close')] : [];
  if (['closed', 'expired', 'failed', 'declined'].includes(state)) paying.push(about('pay'));
  if (paying.length > 0) paying.push(otherAmount(payment, (amount) => press('pay', { amount })));
  const gone: Child[] = state === 'paid' ? [about('backoffice_refund')] : [];
  const changes = [...paying, ...settling, ...gone];
  return el(
    'div',
    'actions',
    changes.length > 0 && el('div', 'line', delivery, ...changes),
    el(
      'div',
      'line',
      el('span', 'muted', say('probes')),
      ...probes.map((each) => about(each)),
      about('replay'),
    ),
  );
}

/** Pays another amount than was asked for. */
function otherAmount({ amount }: SandboxPayment, pay: (minor: number) => Promise<void>): HTMLElement {
  const written = field('other', say('otherAmount', { currency: amount.currency }), 'short');
  written.inputMode = 'decimal';
  const press = button(say('payOther'), () => {
    const text = written.value.trim();
    try {
      return pay(fromMajor(text, amount.currency).value);
    } catch {
      written.focus();
      tell(say('badAmount', { text, currency: amount.currency }), 'bad');
      return undefined;
    }
  });
  return el('span', 'line', written, press);
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

function noticeLines(
  paySp: string,
  { id, name, state, attempts, next_at: next }: SandboxNotice,
): HTMLElement {
  const replay = say('replayThis');
  return el(
    'div',
    'sent',
    el(
      'div',
      'line',
      badge(state),
      el('span', 'mono', name),
      next !== undefined && el('span', 'muted', say('nextTry', { time: clockTime(next) })),
      attempts.length > 0 &&
        button(replay, () =>
          control('sandbox', { pay_sp: paySp, event: 'replay', notice_id: id }, (answer) =>
            say('probeSaid', { event: replay, outcome: fieldText(fieldsOf(answer['result']), 'outcome') }),
          ),
        ),
    ),
    ...attempts.map(({ at, outcome }) => el('div', 'line', timeOf(at), el('span', 'mono', outcome))),
  );
}
