// Beside the phone: the newest order of whoever holds it, as a timeline, and what went over the wire about it.
import type { ConsoleState, OrderDetail, WireView } from '../console-data';
import { byId, el } from './dom';
import { language, say, speak, type TextKey } from './language';
import { fetchData } from './local-port';
import { summaryParts, troubles } from './order-list';
import { RowList } from './row-list';
import { stateDiagram } from './state-diagram';
import { timelineOf } from './timeline';
import { wireRow } from './wire-row';

const pollMs = 1000;
/** Of the logs nothing is shown here. */
const noLogs = Number.MAX_SAFE_INTEGER;

const address = new URLSearchParams(location.search);
const openid = address.get('openid') ?? '';
const asked = address.get('lang');
if (asked) speak(asked.startsWith('zh') ? 'zh' : 'en');

const order = new RowList<OrderDetail>(byId('order'), {
  key: ({ order: { outTradeNo } }) => outTradeNo,
  render: orderOf,
  empty: () => new Text(say('besideEmpty')),
});
const wire = new RowList<WireView>(byId('wire'), {
  key: ({ id }) => String(id),
  render: (exchange) => wireRow(exchange, false),
  empty: () => new Text(say('wireEmpty')),
});

let shown = '';
let seen = '';

function orderOf(detail: OrderDetail): HTMLElement {
  const { order: one } = detail;
  if ('problem' in one) return el('p', 'trouble unfolded', one.problem);
  return el(
    'div',
    'unfolded',
    el('div', 'line', ...summaryParts(one)),
    ...troubles(one),
    stateDiagram(one),
    timelineOf(one, detail),
  );
}

function take(state: ConsoleState): void {
  const { order: detail } = state;
  const link = byId('order-link');
  link.textContent = detail?.order.outTradeNo ?? '';
  link.setAttribute('href', `/console#order=${detail?.order.outTradeNo ?? ''}`);
  order.show(detail ? [detail] : [], language());
  wire.show(detail?.wire ?? [], language());
}

/** What is newest is known one question before the whole of it. */
async function poll(): Promise<void> {
  try {
    const { state, revision } = await fetchData(noLogs, seen, { q: openid, order: shown });
    if (state) {
      seen = revision;
      const newest = state.orders.rows[0]?.outTradeNo ?? '';
      take(state);
      if (newest !== shown) {
        shown = newest;
        void poll();
        return;
      }
    }
  } catch {
    seen = '';
  }
  setTimeout(() => void poll(), pollMs);
}

document.documentElement.lang = language() === 'zh' ? 'zh-CN' : 'en';
for (const node of document.querySelectorAll<HTMLElement>('[data-text]')) {
  node.textContent = say(node.dataset['text'] as TextKey);
}
byId('order').append(el('p', 'empty', say('loading')));
void poll();
