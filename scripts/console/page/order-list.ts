// The list of orders: what is looked for, the page of it, and a row per order that leads to the order. Its address says it all.
import { currentAttempt } from '../../../shared/payments/order/order';
import type { BrokenOrder, ConsoleState, OrderView } from '../console-data';
import { button, byId, el, field, hinted, select, type Child } from './dom';
import { language, say, word } from './language';
import { linkTo, placeNow } from './place';
import { RowList } from './row-list';
import { amountText, badge, moment, timeOf } from './shown';

type Row = OrderView | BrokenOrder;

/** After so long without a key the search begins, milliseconds. */
const typingPauseMs = 250;
const states = ['created', 'pending', 'paid', 'closed', 'waiting', 'refunded', 'late'] as const;

export class OrderList {
  private readonly rows: RowList<Row>;
  private typing: ReturnType<typeof setTimeout> | undefined;

  constructor(empty: () => Node) {
    this.rows = new RowList<Row>(byId('orders'), {
      key: ({ outTradeNo }) => outTradeNo,
      render: rowOf,
      empty: () => (isNarrowed() ? nothingFits() : empty()),
    });
  }

  /** The fields to look for something with, in the language of now and with what the address says. */
  drawSearch(paySps: readonly string[]): void {
    const { parameters } = placeNow();
    const words = field('q', say('searchOrders'), 'grow');
    words.type = 'search';
    const state = select('state', say('stateFilter'), [
      ['', say('allStates')],
      ...states.map((each) => [each, word(each)] as const),
    ]);
    const paySp = select('pay_sp', say('faultProvider'), [
      ['', say('allProviders')],
      ...paySps.map((each) => [each, each] as const),
    ]);
    for (const each of [words, state, paySp]) each.value = parameters.get(each.name) ?? '';
    const go = (): void => {
      clearTimeout(this.typing);
      const asked = { q: words.value.trim(), state: state.value, pay_sp: paySp.value };
      history.replaceState(null, '', linkTo('overview', '', asked));
      window.dispatchEvent(new HashChangeEvent('hashchange'));
    };
    words.addEventListener('input', () => {
      clearTimeout(this.typing);
      this.typing = setTimeout(go, typingPauseMs);
    });
    for (const each of [state, paySp]) each.addEventListener('input', go);
    byId('order-search').replaceChildren(words, state, paySp);
  }

  show({ orders }: ConsoleState): void {
    const { rows, total, page, pages } = orders;
    this.rows.show(rows, language());
    byId('orders-count').textContent = total === 0 ? '' : say('orderCount', { n: String(total) });
    const pager = byId('order-pages');
    pager.hidden = pages < 2;
    if (pages > 1) pager.replaceChildren(...pagerOf(page, pages));
  }
}

const isNarrowed = (): boolean =>
  ['q', 'state', 'pay_sp'].some((name) => (placeNow().parameters.get(name) ?? '') !== '');

function nothingFits(): Node {
  const all = el('a', '', say('showAll'));
  all.href = linkTo('overview');
  return el('span', '', say('noneFits'), ' ', all);
}

function pagerOf(page: number, pages: number): Child[] & Node[] {
  const to = (next: number): void => {
    const { parameters } = placeNow();
    const same = ['q', 'state', 'pay_sp'].map((name) => [name, parameters.get(name) ?? ''] as const);
    location.hash = linkTo('overview', '', { ...Object.fromEntries(same), page: String(next) });
  };
  const before = button(say('pageBefore'), () => to(page - 1));
  const after = button(say('pageAfter'), () => to(page + 1));
  before.disabled = page <= 1;
  after.disabled = page >= pages;
  return [before, el('span', 'muted', say('pageOf', { n: String(page), all: String(pages) })), after];
}

function rowOf(order: Row): HTMLElement {
  const link = el('a', 'row', ...('problem' in order ? brokenRow(order) : wholeRow(order)));
  link.href = linkTo('order', order.outTradeNo);
  return el('div', 'fold', link);
}

const brokenRow = ({ outTradeNo, problem }: BrokenOrder): Node[] => [
  el('span', 'line', badge('broken'), el('span', 'mono', outTradeNo)),
  el('span', 'line trouble', problem),
];

function wholeRow(order: OrderView): Child[] {
  const attempt = currentAttempt(order);
  return [
    el('span', 'line', ...summaryParts(order), el('span', 'push', timeOf(order.createdAt))),
    el(
      'span',
      'line numbers mono',
      el('span', '', order.outTradeNo),
      attempt?.spTradeNo !== undefined && el('span', 'muted', attempt.spTradeNo),
      order.transactionId !== undefined && el('span', 'muted', order.transactionId),
    ),
    ...troubles(order),
  ];
}

/** State, amount, what went back, whether it is late, and the way it is paid. */
export function summaryParts(order: OrderView): Child[] {
  const attempt = currentAttempt(order);
  return [
    badge(order.state),
    el('strong', 'amount', amountText(order.total)),
    order.refunded.value > 0 &&
      el('span', 'chip', say('refundedPart', { amount: amountText(order.refunded) })),
    order.late && hinted(el('span', 'chip bad', say('late')), say('lateHint')),
    attempt && el('span', 'muted', `${attempt.payMethod} · ${attempt.paySp}`),
  ];
}

/** What waits for a person, and why a payment was declined. */
export function troubles(order: OrderView): Child[] {
  return [
    ...order.attention.map(({ since, reason, of }) =>
      el('span', 'line trouble', say('attention', { time: moment(since), why: `${word(reason)} ${of}` })),
    ),
    order.decline !== undefined && el('span', 'line trouble', say('declined', { why: order.decline })),
  ];
}
