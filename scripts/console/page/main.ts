// The developer's console: asks once a second what has changed and brings the page up to date.
import type { ConsoleState } from '../console-data';
import { DatabaseView } from './database-view';
import { byId } from './dom';
import { faultForm } from './fault-form';
import { language, say, type TextKey } from './language';
import { afterEachAction, fetchData } from './local-port';
import { LogPanel } from './log-panel';
import { drawState, orders, showPanels } from './panels';
import { onMove, placeNow, type Place } from './place';
import { drawRun } from './run-part';
import { ShopEditor } from './shop-editor';
import { TopBar } from './top-bar';

const pollMs = 1000;

const logs = new LogPanel(byId('logs'), byId('log-controls'));
const bar = new TopBar(drawAll);
const shop = new ShopEditor(byId('shop'));
const database = new DatabaseView(byId('database'));

let run = '';
let seen = '';
let state: ConsoleState | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
let isAsking = false;
let askAgain = false;

/** Everything anew, in the language of now. */
function drawAll(): void {
  document.documentElement.lang = language() === 'zh' ? 'zh-CN' : 'en';
  document.title = `CrossPay · ${say('title')}`;
  for (const node of document.querySelectorAll<HTMLElement>('[data-text]')) {
    node.textContent = say(node.dataset['text'] as TextKey);
  }
  bar.draw();
  logs.drawControls();
  if (state) {
    byId('faults').replaceChildren(faultForm(state));
    orders.drawSearch(state.sandboxes.map(({ paySp }) => paySp));
  }
  arrive(placeNow());
}

/** Shows the place that the address names. */
function arrive(place: Place): void {
  showPanels(place);
  bar.mark(place.view === 'order' || place.view === 'run' ? 'overview' : place.view);
  logs.about(place.view === 'order' ? place.of : '');
  if (place.view === 'shop') void shop.draw();
  if (place.view === 'database') void database.draw(place);
  if (place.view === 'run') drawRun(place.of);
  if (state) drawState(state, place);
}

function take(next: ConsoleState): void {
  const isFirst = !state;
  state = next;
  if (isFirst) drawAll();
  else drawState(next, placeNow());
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
    const data = await fetchData(logs.last, seen, lookOf(placeNow()));
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

/** What the server has to tell for a place. */
function lookOf({ view, of, parameters }: Place): Readonly<Record<string, string>> {
  if (view === 'order') return { order: of };
  if (view !== 'overview') return { view };
  return Object.fromEntries(
    ['q', 'state', 'pay_sp', 'page'].map((name) => [name, parameters.get(name) ?? '']),
  );
}

onMove(() => {
  arrive(placeNow());
  void poll();
});
afterEachAction(() => {
  // What stood still while something was under way is drawn anew, though nothing may have changed since.
  seen = '';
  void poll();
});
drawAll();
void poll();
