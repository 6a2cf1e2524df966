// Everything that happened to an order in one line of time: its journal, what was asked of PSPs, and what they told.
import type { NoticeView, OrderDetail, OrderView, WireView } from '../console-data';
import { el, hinted, type Child } from './dom';
import { journalText } from './journal-words';
import { refusal, say, word } from './language';
import { badge, timeOf } from './shown';

interface Moment {
  readonly at: number;
  readonly node: HTMLElement;
}

/** The whole, oldest first. Exchanges lead to themselves on the wire. */
export function timelineOf(order: OrderView, { notices, wire }: OrderDetail): HTMLElement {
  const told = new Set(wire.filter(({ kind }) => kind === 'notice').map(({ body }) => body));
  const moments = [
    ...order.journal.map((entry) => journalMoment(entry, order.total.currency)),
    ...wire.map(wireMoment),
    // What was told before this start is in the archive only.
    ...notices.filter(({ raw }) => raw === undefined || !told.has(raw)).map(noticeMoment),
  ];
  const sorted = moments.toSorted((a, b) => a.at - b.at);
  return el('ol', 'timeline', ...sorted.map(({ node }) => node));
}

function journalMoment(entry: OrderView['journal'][number], currency: string): Moment {
  const { at, event, by } = entry;
  const text = hinted(el('span', '', journalText(entry, currency)), event);
  return { at, node: line(at, 'order', text, by !== undefined && el('span', 'chip', by)) };
}

function wireMoment(exchange: WireView): Moment {
  const { at, id, kind, paySp, answer, ending, verdict, reason = '', repeat } = exchange;
  const ended = answer ? String(answer.status) : say(`ending_${ending}`);
  const link = el('button', 'plain-link', say(`at_${kind}`, { psp: paySp, ended }));
  link.type = 'button';
  link.addEventListener('click', () => showExchange(id));
  const why = verdict === 'refused' ? refusal(reason) : reason;
  return {
    at,
    node: line(
      at,
      kind,
      link,
      repeat > 1 && el('span', 'chip', `× ${repeat}`),
      verdict !== undefined && badge(verdict),
      why !== '' && el('span', 'muted', why),
    ),
  };
}

function noticeMoment({ at, paySp, verdict, reason }: NoticeView): Moment {
  const text = el('span', '', say('at_notice', { psp: paySp, ended: word(verdict) }));
  return { at, node: line(at, 'notice', text, reason !== '' && el('span', 'muted', reason)) };
}

const line = (at: number, kind: string, ...children: readonly Child[]): HTMLElement =>
  el('li', `moment ${kind}`, timeOf(at), el('span', 'line', ...children));

/** Unfolds an exchange on the wire and goes there. */
function showExchange(id: number): void {
  const found = document.getElementById(`exchange-${id}`);
  if (!(found instanceof HTMLDetailsElement)) return;
  found.open = true;
  found.querySelector('summary')?.focus();
  found.scrollIntoView({ block: 'nearest' });
}
