// What the functions print, newest last, by function and by text. Stays at the end unless somebody scrolls up.
import type { ConsoleData, LogLineView } from '../console-data';
import { el, field, select } from './dom';
import { say } from './language';
import { fieldsOf } from './local-port';
import { linkTo } from './place';
import { clockTime } from './shown';

/** How far from the end still counts as being at the end, pixels. */
const nearEnd = 24;

export class LogPanel {
  private lines: { readonly line: LogLineView; readonly node: HTMLElement }[] = [];
  private functions = select('function', '', []);
  private words = field('filter', '');
  private order = '';
  private readonly hint = el('p', 'empty');

  constructor(
    private readonly parent: HTMLElement,
    private readonly controls: HTMLElement,
  ) {
    parent.append(this.hint);
  }

  /** The id of the last line that came. */
  get last(): number {
    return this.lines.at(-1)?.line.id ?? 0;
  }

  /** Adds what is new and drops what the local cloud has forgotten. */
  take({ from, lines }: ConsoleData['logs']): void {
    const forgotten = this.lines.filter(({ line }) => line.id < from);
    if (lines.length + forgotten.length === 0) return;
    const names = String(this.functionNames());
    for (const { node } of forgotten) node.remove();
    const added = lines.map((line) => ({ line, node: nodeOf(line) }));
    this.lines = [...this.lines.slice(forgotten.length), ...added];
    if (String(this.functionNames()) !== names) this.drawControls();
    const stay = this.isAtEnd();
    this.parent.append(...added.map(({ node }) => node));
    this.sift();
    if (stay) this.parent.scrollTop = this.parent.scrollHeight;
  }

  /** Shows what is about one order only; everything for an empty number. */
  about(order: string): void {
    if (order === this.order) return;
    this.order = order;
    this.sift();
  }

  /** In the language of now. */
  drawControls(): void {
    const { value: chosen } = this.functions;
    const { value: typed } = this.words;
    const all = ['', say('allFunctions')] as const;
    this.functions = select('function', say('allFunctions'), [
      all,
      ...this.functionNames().map((name) => [name, name] as const),
    ]);
    this.functions.value = chosen;
    this.words = field('filter', say('filter'));
    this.words.type = 'search';
    this.words.value = typed;
    for (const control of [this.functions, this.words]) control.addEventListener('input', () => this.sift());
    this.controls.replaceChildren(this.functions, this.words);
    this.sift();
  }

  private functionNames(): string[] {
    return [...new Set(this.lines.map(({ line }) => line.functionName))].toSorted();
  }

  /** Hides what the controls leave out. */
  private sift(): void {
    for (const { line, node } of this.lines) node.hidden = !this.matches(line);
    const isEmpty = this.lines.every(({ node }) => node.hidden);
    this.hint.textContent = isEmpty ? say(this.lines.length === 0 ? 'logsEmpty' : 'logsFiltered') : '';
    this.hint.hidden = !isEmpty;
  }

  private isAtEnd(): boolean {
    const { scrollHeight, scrollTop, clientHeight } = this.parent;
    return scrollHeight - scrollTop - clientHeight < nearEnd;
  }

  private matches({ functionName, text, order = '' }: LogLineView): boolean {
    if (this.order !== '' && order !== this.order) return false;
    const chosen = this.functions.value;
    if (chosen !== '' && chosen !== functionName) return false;
    return `${text} ${order}`.toLowerCase().includes(this.words.value.trim().toLowerCase());
  }
}

function nodeOf({ at, functionName, stream, text, order }: LogLineView): HTMLElement {
  const link = order === undefined ? undefined : el('a', 'order', order);
  if (link && order !== undefined) {
    link.href = linkTo('order', order);
    link.tabIndex = -1;
  }
  return el(
    'div',
    `log ${stream}`,
    el('span', 'time', clockTime(at)),
    el('span', 'function', functionName),
    el('span', 'text', ...wordsOf(text), ' ', link),
  );
}

/** A line that is an event in JSON reads as its name and its fields, any other as it is. */
function wordsOf(text: string): (HTMLElement | string)[] {
  // The order stands behind the line, as a link.
  const { event, out_trade_no: _order, ...fields } = eventIn(text);
  if (typeof event !== 'string') return [text];
  const known = Object.entries(fields).filter(([, value]) => value !== '');
  const named = known.flatMap(([name, value]) => [
    ' ',
    el('span', 'pair', el('span', 'name', name), typeof value === 'string' ? value : JSON.stringify(value)),
  ]);
  return [el('strong', '', event), ...named];
}

function eventIn(text: string): Readonly<Record<string, unknown>> {
  try {
    return text.startsWith('{') ? fieldsOf(JSON.parse(text)) : {};
  } catch {
    return {};
  }
}
