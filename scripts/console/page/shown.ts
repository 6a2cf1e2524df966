// How times, amounts, numbers and states look everywhere on the page.
import { toMajor, type Money } from '../../../shared/kernel/money';
import { el, hinted } from './dom';
import { say, word } from './language';
import { tell } from './message';

const pad = (value: number, digits = 2): string => String(value).padStart(digits, '0');

const isMoment = (at: Date): boolean => !Number.isNaN(at.getTime());

/** `14:03:22` in the browser's time zone. */
export function clockTime(ms: number): string {
  const at = new Date(ms);
  if (!isMoment(at)) return '—';
  return `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}`;
}

/** `11-21 14:03:22` in the browser's time zone. */
export function moment(ms: number): string {
  const at = new Date(ms);
  if (!isMoment(at)) return '—';
  return `${pad(at.getMonth() + 1)}-${pad(at.getDate())} ${clockTime(ms)}`;
}

/** A moment that tells its date and zone under the pointer. */
export function timeOf(ms: number): HTMLElement {
  const node = el('time', 'time', moment(ms));
  // Documents that people edited may hold a time that no calendar knows.
  if (!isMoment(new Date(ms))) return node;
  node.dateTime = new Date(ms).toISOString();
  return hinted(node, node.dateTime);
}

/** `12.90 EUR`, with the digits that the currency has. */
export function amountText(amount: Money): string {
  return `${toMajor(amount)} ${amount.currency}`;
}

const toneOf: Readonly<Record<string, string>> = {
  paid: 'good',
  applied: 'good',
  succeeded: 'good',
  delivered: 'good',
  told: 'good',
  verified: 'good',
  untold: 'waiting',
  created: 'waiting',
  pending: 'waiting',
  open: 'waiting',
  requested: 'waiting',
  processing: 'waiting',
  kept_aside: 'bad',
  unknown_order: 'bad',
  refused: 'bad',
  failed: 'bad',
  declined: 'bad',
  abnormal: 'bad',
  'given up': 'bad',
  dropped: 'bad',
  broken: 'bad',
};

/** A state or verdict as a coloured word; what is over and harmless is grey. */
export function badge(state: string): HTMLElement {
  return hinted(el('span', `badge ${toneOf[state] ?? 'still'}`, word(state)), state);
}

/** A number of `name` that a click copies. */
export function number(name: string, value: string): HTMLElement {
  const node = el('button', 'number', value);
  node.type = 'button';
  node.addEventListener('click', (event) => {
    event.preventDefault();
    void navigator.clipboard.writeText(value).then(() => tell(say('copied')));
  });
  return hinted(node, say('copyHint', { name }));
}

/** A number with its name before it; nothing as long as it is not known. */
export function namedNumber(name: string, value: string | undefined): HTMLElement | undefined {
  if (value === undefined || value === '') return undefined;
  return el('span', 'named', el('span', 'name', name), number(name, value));
}

/** The same where nothing may be pressed. */
export const plainNumber = (name: string, value: string): HTMLElement =>
  el('span', 'named', el('span', 'name', name), el('span', 'mono', value));

/** JSON with line breaks; any other text as it is. */
export function readable(raw: string): string {
  try {
    return JSON.stringify(JSON.parse(raw), null, 2);
  } catch {
    return raw;
  }
}
