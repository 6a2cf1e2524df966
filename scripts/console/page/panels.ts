// The panels of the page: which of them belong to the place, and the words at their heads.
import type { ConsoleState, NoticeView, WireView } from '../console-data';
import { byId, el } from './dom';
import { language, say, type TextKey } from './language';
import { noticeRow } from './notice-row';
import { OrderList } from './order-list';
import { orderView, type WholeOrder } from './order-view';
import { personItems, personKey, personRow, type PersonItem } from './people-row';
import { placeNow, type Place } from './place';
import { RowList } from './row-list';
import { sandboxItems, sandboxKey, sandboxRow, type SandboxItem } from './sandbox-row';
import { waitingItems, waitingKey, waitingRow, type WaitingItem } from './waiting-row';
import { wireRow } from './wire-row';

const say_ = (key: TextKey) => (): Node => new Text(say(key));

export const orders = new OrderList(buyOnThePhone);
const order = new RowList<WholeOrder>(byId('order'), {
  key: ({ detail }) => detail.order.outTradeNo,
  render: orderView,
  empty: say_('noSuchOrder'),
});
const wire = new RowList<WireView>(byId('wire'), {
  key: ({ id }) => String(id),
  render: (exchange) => wireRow(exchange, placeNow().view === 'wire'),
  empty: say_('wireEmpty'),
});
const notices = new RowList<NoticeView>(byId('notices'), {
  key: ({ id }) => id,
  render: noticeRow,
  empty: say_('noticesEmpty'),
});
const sandboxes = new RowList<SandboxItem>(byId('sandboxes'), {
  key: sandboxKey,
  render: sandboxRow,
  empty: say_('sandboxesEmpty'),
});
const people = new RowList<PersonItem>(byId('people'), {
  key: personKey,
  render: personRow,
  empty: say_('noneYet'),
});
const waiting = new RowList<WaitingItem>(byId('waiting'), {
  key: waitingKey,
  render: waitingRow,
  empty: say_('noneYet'),
});

function buyOnThePhone(): Node {
  const [before = '', after = ''] = say('ordersEmpty', { link: '\n' }).split('\n');
  const link = el('a', '', '/');
  link.href = '/';
  link.target = 'crosspay-phone';
  return el('span', '', before, link, after);
}

/** Shows the panels of a place and hides the others; those that depend on the state follow with it. */
export function showPanels({ view }: Place): void {
  byId('main').dataset['view'] = view;
  for (const panel of document.querySelectorAll<HTMLElement>('[data-in]'))
    panel.hidden = !(panel.dataset['in'] ?? '').split(' ').includes(view);
}

/** Brings all panels of the place up to date. */
export function drawState(next: ConsoleState, { view, of }: Place): void {
  const persons = personItems(next.people);
  const open = waitingItems(next);
  const isOverview = view === 'overview';
  // A shop without members or open questions needs no room for them.
  byId('wechat').hidden = !isOverview || persons.length === 0;
  byId('person').hidden = !isOverview || open.length === 0;
  orders.show(next);
  people.show(persons, language());
  waiting.show(open, language());
  notices.show(next.notices, language());
  byId('waiting-count').textContent = String(open.length || '');
  byId('notices-count').textContent = String(next.notices.length || '');
  drawOrder(next, view === 'order' ? of : '');
  hideAroundNothing(next, view);
}

function drawOrder(next: ConsoleState, number: string): void {
  const { order: detail, operator } = next;
  const shown = number === '' ? undefined : detail;
  byId('order-number').textContent = number;
  order.show(shown ? [{ detail: shown, operator }] : [], language());
  const exchanges = shown?.wire ?? next.wire ?? [];
  wire.show(exchanges, language());
  byId('wire-count').textContent = String(exchanges.length || '');
  const numbers = shown && [shown.order.outTradeNo, ...attemptsOf(shown)];
  sandboxes.show(sandboxItems(next, numbers), language());
}

/** Around an order that is not there nothing belongs to it. */
function hideAroundNothing({ order: found }: ConsoleState, view: Place['view']): void {
  if (view !== 'order') return;
  for (const panel of document.querySelectorAll<HTMLElement>('.panel.wire, .panel.sandboxes'))
    panel.hidden = !found;
}

const attemptsOf = ({ order: one }: WholeOrder['detail']): string[] =>
  'attempts' in one ? one.attempts.map(({ no }) => no) : [];
