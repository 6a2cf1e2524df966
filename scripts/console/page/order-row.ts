// One order: its state, amount and three numbers on two lines; unfolded, everything that happened to it.
import { fromMajor, type Money } from '../../../shared/kernel/money';
import { currentAttempt } from '../../../shared/payments/order/order';
import type { AttemptView, BrokenOrder, ConsoleState, NoticeView, OrderView } from '../console-data';
import { button, el, field, hinted, type Child } from './dom';
import { say } from './language';
import { refundAsOperator } from './local-port';
import { tell } from './message';
import { noticeRow } from './notice-row';
import { foldable } from './row-list';
import { amountText, badge, moment, namedNumber, number, timeOf } from './shown';

/** An order with the notices that speak of it. */
export interface OrderItem {
  readonly order: OrderView | BrokenOrder;
  readonly notices: readonly NoticeView[];
  readonly operator: ConsoleState['operator'];
}

/** Every order with its notices, which may carry the number of an attempt. */
export function orderItems({ orders, notices, operator }: ConsoleState): OrderItem[] {
  return orders.rows.map((order) => {
    const attempts = 'attempts' in order ? order.attempts.map(({ no }) => no) : [];
    const numbers = [order.outTradeNo, ...attempts];
    return { order, operator, notices: notices.filter(({ outTradeNo }) => numbers.includes(outTradeNo)) };
  });
}

export function orderRow({ order, notices, operator }: OrderItem): HTMLElement {
  if ('problem' in order) return brokenRow(order);
  return foldable(
    'order',
    summaryOf(order),
    el(
      'div',
      'unfolded',
      order.refundable.value > 0 && refundForm(order, operator),
      part('facts', factsOf(order)),
      part(
        'journal',
        ...order.journal.map(({ at, event }) => el('div', 'line', timeOf(at), el('span', '', event))),
      ),
      part('attempts', ...order.attempts.map(attemptLine)),
      order.refunds.length > 0 && part('refunds', ...order.refunds.map(refundLine)),
      part('notices', ...notices.map(noticeRow)),
    ),
  );
}

function brokenRow({ outTradeNo, problem }: BrokenOrder): HTMLElement {
  return el(
    'div',
    'fold plain',
    el('div', 'line', badge('broken'), number('_id', outTradeNo)),
    el('p', 'trouble', problem),
  );
}

function summaryOf(order: OrderView): HTMLElement {
  const attempt = currentAttempt(order);
  return el(
    'summary',
    '',
    el(
      'span',
      'line',
      badge(order.state),
      el('strong', 'amount', amountText(order.total)),
      order.refunded.value > 0 &&
        el('span', 'chip', say('refundedPart', { amount: amountText(order.refunded) })),
      order.late && hinted(el('span', 'chip bad', say('late')), say('lateHint')),
      el('span', 'muted', attempt ? `${attempt.payMethod} · ${attempt.paySp}` : ''),
      el('span', 'push', timeOf(order.createdAt)),
    ),
    el(
      'span',
      'line numbers',
      namedNumber('out_trade_no', order.outTradeNo),
      namedNumber('sp_trade_no', attempt?.spTradeNo),
      namedNumber('transaction_id', order.transactionId),
    ),
    ...order.attention.map(({ since, reason, of }) =>
      el('span', 'line trouble', say('attention', { time: moment(since), why: `${reason} ${of}` })),
    ),
    order.decline !== undefined && el('span', 'line trouble', say('declined', { why: order.decline })),
  );
}

function part(title: Parameters<typeof say>[0], ...lines: readonly Child[]): HTMLElement {
  return el(
    'section',
    'part',
    el('h3', '', say(title)),
    ...(lines.length > 0 ? lines : [el('p', 'muted', say('noneYet'))]),
  );
}

function factsOf(order: OrderView): HTMLElement {
  const items = order.items.map(({ quantity, title }) => `${quantity} × ${title}`).join(', ');
  return el(
    'dl',
    'facts',
    items !== '' && fact(say('items'), items),
    fact(say('buyer'), el('span', 'mono', order.openid)),
    fact(say('created'), timeOf(order.createdAt)),
    order.paidAt !== undefined && fact(say('paidAt'), timeOf(order.paidAt)),
    fact(say('configuration'), el('span', 'mono', order.configId)),
    order.hook !== 'none' && fact(say('hook'), el('span', 'mono', order.hook)),
  );
}

function fact(name: string, value: Node | string): HTMLElement {
  return el('div', 'fact', el('dt', '', name), el('dd', '', value));
}

function attemptLine(attempt: AttemptView): HTMLElement {
  return el(
    'div',
    'line',
    timeOf(attempt.requestedAt),
    badge(attempt.state),
    number('out_trade_no', attempt.no),
    el('span', 'muted', `${attempt.payMethod} · ${attempt.paySp}`),
    attempt.spTradeNo !== undefined && number('sp_trade_no', attempt.spTradeNo),
    attempt.link !== undefined && linkTo(attempt.link),
  );
}

/** Only web addresses become links: a document may say anything. */
function linkTo(url: string): HTMLElement {
  if (!/^https?:\/\//.test(url)) return el('span', 'mono', url);
  const link = el('a', '', say('link'));
  link.href = url;
  link.target = '_blank';
  link.rel = 'noreferrer';
  return link;
}

function refundLine(refund: OrderView['refunds'][number]): HTMLElement {
  return el(
    'div',
    'line',
    timeOf(refund.requestedAt),
    badge(refund.state),
    el('strong', 'amount', amountText(refund.amount)),
    number('out_refund_no', refund.outRefundNo),
    refund.reason !== '' && el('span', 'muted', refund.reason),
  );
}

function refundForm({ outTradeNo, refundable }: OrderView, operator: ConsoleState['operator']): HTMLElement {
  const amount = field('refund', say('refundAmount', { amount: amountText(refundable) }), 'wide');
  amount.inputMode = 'decimal';
  const press = button(say('refund'), async () => {
    const wish = wishIn(amount.value.trim(), refundable);
    if (!wish) return;
    press.disabled = true;
    const fee = wish === refundable ? undefined : wish.value;
    await refundAsOperator(operator, outTradeNo, fee, amountText(wish));
    amount.value = '';
    press.disabled = false;
  });
  return el('div', 'line refund', el('span', '', say('refundTitle')), amount, press);
}

/** The amount in the field; all that is left when it is empty, undefined (and a message) when it is none. */
function wishIn(text: string, refundable: Money): Money | undefined {
  const { currency } = refundable;
  try {
    return text === '' ? refundable : fromMajor(text, currency);
  } catch {
    tell(say('badAmount', { text, currency }), 'bad');
    return undefined;
  }
}
