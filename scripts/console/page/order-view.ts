// One order, whole: where it stands, what an operator can do, what its buyer sees, and everything that happened.
import { fromMajor, type Money } from '../../../shared/kernel/money';
import type { AttemptView, ConsoleState, OrderDetail, OrderView } from '../console-data';
import { button, el, field, type Child } from './dom';
import { say, language } from './language';
import { refundAsOperator } from './local-port';
import { tell } from './message';
import { summaryParts, troubles } from './order-list';
import { runPart } from './run-part';
import { foldable } from './row-list';
import { stateDiagram } from './state-diagram';
import { amountText, badge, namedNumber, number, timeOf } from './shown';
import { timelineOf } from './timeline';

/** An order with what can be done about it. */
export interface WholeOrder {
  readonly detail: OrderDetail;
  readonly operator: ConsoleState['operator'];
}

export function orderView({ detail, operator }: WholeOrder): HTMLElement {
  const { order } = detail;
  if ('problem' in order) {
    return el(
      'div',
      'unfolded',
      el('div', 'line', badge('broken'), number('_id', order.outTradeNo)),
      el('p', 'trouble', order.problem),
    );
  }
  return el(
    'div',
    'unfolded',
    el('div', 'line', ...summaryParts(order)),
    ...troubles(order),
    stateDiagram(order),
    order.refundable.value > 0 && refundForm(order, operator),
    part('timeline', timelineOf(order, detail)),
    part('facts', factsOf(order)),
    part('attempts', ...order.attempts.map(attemptLine)),
    order.refunds.length > 0 && part('refunds', ...order.refunds.map(refundLine)),
    runPart(detail.steps, order),
    screenPart(order),
  );
}

/** What the buyer's mini-program shows of it, live. Made when it is asked for: a phone is not for nothing. */
function screenPart({ outTradeNo, openid }: OrderView): HTMLElement {
  const fold = foldable('screen', el('summary', '', say('screen')));
  fold.addEventListener('toggle', () => {
    if (!fold.open || fold.querySelector('iframe')) return;
    const phone = el('iframe', 'screen');
    const person = new URLSearchParams({ openid, lang: language() === 'zh' ? 'zh_CN' : 'en' });
    const page = new URLSearchParams({ out_trade_no: outTradeNo });
    phone.title = say('screen');
    // A phone remembers whose it was last; a look at this one must not change that.
    const before = localStorage.getItem('preview:openid');
    phone.addEventListener('load', () => {
      if (before === null) localStorage.removeItem('preview:openid');
      else localStorage.setItem('preview:openid', before);
    });
    phone.src = `/phone/?${person.toString()}#/pages/order/order?${page.toString()}`;
    fold.append(phone);
  });
  return el('section', 'part', fold);
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
    fact('out_trade_no', number('out_trade_no', order.outTradeNo)),
    order.transactionId !== undefined &&
      fact('transaction_id', number('transaction_id', order.transactionId)),
    fact(say('buyer'), number('openid', order.openid)),
    fact(say('created'), timeOf(order.createdAt)),
    order.paidAt !== undefined && fact(say('paidAt'), timeOf(order.paidAt)),
    order.expiresAt !== undefined && fact(say('expires'), timeOf(order.expiresAt)),
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
    namedNumber('sp_trade_no', attempt.spTradeNo),
    attempt.link !== undefined && webLink(attempt.link),
  );
}

/** Only web addresses become links: a document may say anything. */
function webLink(url: string): HTMLElement {
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
    const fee = wish === refundable ? undefined : wish.value;
    const isDone = await refundAsOperator(operator, outTradeNo, fee);
    // An empty field means everything: what was refused stays, to be corrected.
    if (isDone) amount.value = '';
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
