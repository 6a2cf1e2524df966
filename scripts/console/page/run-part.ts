// The run of an order on its page, and the page of a run: what it does, step by step, and its start.
import type { OrderView, RunStep } from '../console-data';
import { button, byId, el } from './dom';
import { say, type TextKey } from './language';
import { callFunction, fieldText, postControl } from './local-port';
import { tell } from './message';
import { linkTo } from './place';
import { foldable } from './row-list';
import { readRun, runOf, testOf, writeRun, type Run } from './run';

/** What was made to happen, with its link and its test; nothing where nothing was. */
export function runPart(steps: readonly RunStep[], order: OrderView): HTMLElement | false {
  const run = runOf(steps, order);
  if (!run) return false;
  const again = el('a', '', say('runAgain'));
  again.href = linkTo('run', writeRun(run));
  const test = testOf(run, order.state);
  const copy = button(say('copyTest'), () =>
    navigator.clipboard.writeText(test).then(() => tell(say('copied'))),
  );
  return el(
    'section',
    'part',
    el('h3', '', say('run')),
    stepsOf(run),
    el('div', 'line', again),
    foldable('test', el('summary', '', say('asTest')), copy, el('pre', 'raw', test)),
  );
}

function stepsOf({ items, payMethod, paySp, events }: Run): HTMLElement {
  const goods = items.map(({ goods_id, quantity }) => `${quantity} × ${goods_id}`).join(', ');
  return el(
    'ol',
    'steps',
    el('li', '', say('runBuy', { goods })),
    el('li', '', say('runStart', { method: payMethod, psp: paySp })),
    ...events.map((event) => el('li', '', eventText(event))),
  );
}

function eventText({ event, ...more }: Readonly<Record<string, unknown>>): string {
  const name = say(`event_${String(event)}` as TextKey);
  const rest = Object.entries(more).map(([key, value]) => `${key} ${String(value)}`);
  return [name, ...rest].join(' · ');
}

/** The page of a run. Nothing happens before somebody says so: an address alone must not buy. */
export function drawRun(written: string): void {
  const run = readRun(written);
  const place = byId('run');
  if (!run) {
    place.replaceChildren(el('p', 'empty', say('badRun')));
    return;
  }
  const progress = el('p', 'muted', '');
  progress.setAttribute('role', 'status');
  const go = button(say('runGo'), () => repeat(run, (text) => (progress.textContent = text)));
  place.replaceChildren(el('div', 'unfolded', stepsOf(run), go, progress));
}

async function repeat(run: Run, progress: (text: string) => void): Promise<void> {
  try {
    const ask = (data: object) => callFunction(run.openid, data);
    progress(say('runBuying'));
    const made = await ask({ action: 'createorder', items: run.items });
    const out_trade_no = fieldText(made, 'out_trade_no');
    await ask({ action: 'unifiedorder', out_trade_no, pay_method: run.payMethod });
    for (const [at, event] of run.events.entries()) {
      progress(say('runStep', { n: String(at + 1), all: String(run.events.length) }));
      await postControl('sandbox', { pay_sp: run.paySp, out_trade_no, ...event });
    }
    location.hash = linkTo('order', out_trade_no);
  } catch (error) {
    progress('');
    tell(error instanceof Error ? error.message : String(error), 'bad');
  }
}
