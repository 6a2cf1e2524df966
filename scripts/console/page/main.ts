// The developer's console: asks once a second what has changed and brings the page up to date.
import type { ConsoleState, NoticeView } from '../console-data';
import { byId, el } from './dom';
import { faultForm } from './fault-form';
import { language, say, type TextKey } from './language';
import { afterEachAction, fetchData } from './local-port';
import { LogPanel } from './log-panel';
import { noticeRow } from './notice-row';
import { orderItems, orderRow, type OrderItem } from './order-row';
import { personItems, personKey, personRow, type PersonItem } from './people-row';
import { RowList } from './row-list';
import { sandboxItems, sandboxKey, sandboxRow, type SandboxItem } from './sandbox-row';
import { TopBar } from './top-bar';
import { waitingItems, waitingKey, waitingRow, type WaitingItem } from './waiting-row';

const pollMs = 1000;

const orders = new RowList<OrderItem>(byId('orders'), {
  key: ({ order }) => order.outTradeNo,
  render: orderRow,
  empty: buyOnThePhone,
});
const notices = new RowList<NoticeView>(byId('notices'), {
  key: ({ id }) => id,
  render: noticeRow,
  empty: () => new Text(say('noticesEmpty')),
});
const sandboxes = new RowList<SandboxItem>(byId('sandboxes'), {
  key: sandboxKey,
  render: sandboxRow,
  empty: () => new Text(say('sandboxesEmpty')),
});
const people = new RowList<PersonItem>(byId('people'), {
  key: personKey,
  render: personRow,
  empty: () => new Text(say('noneYet')),
});
const waiting = new RowList<WaitingItem>(byId('waiting'), {
  key: waitingKey,
  render: waitingRow,
  empty: () => new Text(say('noneYet')),
});
const logs = new LogPanel(byId('logs'), byId('log-controls'));
const bar = new TopBar(drawAll);

let run = '';
let seen = '';
let state: ConsoleState | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
let isAsking = false;
let askAgain = false;

function buyOnThePhone(): Node {
  const [before = '', after = ''] = say('ordersEmpty', { link: '\n' }).split('\n');
  const link = el('a', '', '/');
  link.href = '/';
  link.target = 'crosspay-phone';
  return el('span', '', before, link, after);
}

/** Everything anew, in the language of now. */
function drawAll(): void {
  document.documentElement.lang = language() === 'zh' ? 'zh-CN' : 'en';
  for (const node of document.querySelectorAll<HTMLElement>('[data-text]')) {
    node.textContent = say(node.dataset['text'] as TextKey);
  }
  bar.draw();
  logs.drawControls();
  if (!state) return;
  byId('faults').replaceChildren(faultForm(state));
  drawState(state);
}

function drawState(next: ConsoleState): void {
  orders.show(orderItems(next), language());
  notices.show(next.notices, language());
  sandboxes.show(sandboxItems(next), language());
  const persons = personItems(next.people);
  // A shop without members or verifications needs no room for them.
  byId('wechat').hidden = persons.length === 0;
  people.show(persons, language());
  const open = waitingItems(next);
  byId('person').hidden = open.length === 0;
  waiting.show(open, language());
  byId('waiting-count').textContent = String(open.length || '');
  byId('orders-count').textContent = String(next.orders.total || '');
  byId('notices-count').textContent = String(next.notices.length || '');
}

function take(next: ConsoleState): void {
  const isFirst = !state;
  state = next;
  if (isFirst) drawAll();
  else drawState(next);
}

/** One question at a time: two answers to the same one would show log lines twice. */
async function poll(): Promise<void> {
  askAgain = isAsking;
  if (isAsking) return;
  isAsking = true;
  clearTimeout(timer);
  await ask();
  isAsking = false;
  timer = setTimeout(() => void poll(), askAgain ? 0 : pollMs);
}

async function ask(): Promise<void> {
  try {
    const data = await fetchData(logs.last, seen);
    if (run !== '' && run !== data.run) {
      // Another local cloud answers now, perhaps with another build of this page.
      location.reload();
      return;
    }
    run = data.run;
    bar.showTime(data);
    logs.take(data.logs);
    if (data.state) {
      seen = data.revision;
      take(data.state);
    }
  } catch {
    bar.showSilence();
  }
}

afterEachAction(() => void poll());
drawAll();
void poll();
