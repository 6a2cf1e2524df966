// A list that is brought up to date row by row: rows whose item did not change are left alone, so that scrolling,
// selecting and typing are not disturbed, and rows that did change stay unfolded. A row in which something is under way is made
// anew after that, or its buttons could be pressed again meanwhile.
import { el, isBusy, type Child } from './dom';
import { rove } from './roving';

export interface RowRules<Item> {
  key(item: Item): string;
  render(item: Item): HTMLElement;
  /** What to do to see something here; shown while the list is empty. */
  empty(): Node;
}

interface Row {
  readonly node: HTMLElement;
  readonly seen: string;
}

export class RowList<Item> {
  private rows = new Map<string, Row>();

  constructor(
    private readonly parent: HTMLElement,
    private readonly rules: RowRules<Item>,
  ) {}

  /** Shows these items in this order. `language` belongs to what a row looks like. */
  show(items: readonly Item[], language: string): void {
    const old = this.rows;
    this.rows = new Map(items.map((item) => [this.rules.key(item), this.rowOf(item, language)]));
    for (const [key, { node }] of old) if (this.rows.get(key)?.node !== node) node.remove();
    const nodes = [...this.rows.values()].map(({ node }) => node);
    const held = heldFocus(this.parent, old);
    if (nodes.length === 0) {
      this.parent.replaceChildren(el('p', 'empty', this.rules.empty()));
      return;
    }
    for (const stale of this.parent.querySelectorAll(':scope > .empty')) stale.remove();
    nodes.forEach((node, place) => {
      const present = this.parent.children[place];
      if (present !== node) this.parent.insertBefore(node, present ?? null);
    });
    rove(this.parent);
    if (held) focusAgain(this.rows.get(held.key)?.node, held.part);
  }

  private rowOf(item: Item, language: string): Row {
    const old = this.rows.get(this.rules.key(item));
    const seen = `${language} ${JSON.stringify(item)}`;
    if (old && (old.seen === seen || isBusy(old.node))) return old;
    const node = this.rules.render(item);
    if (old) carryOver(old.node, node);
    return { node, seen };
  }
}

/** A foldable part of a row; `key` is its name among the parts of that row. */
export function foldable(key: string, summary: HTMLElement, ...body: readonly Child[]): HTMLDetailsElement {
  const node = el('details', 'fold', summary, ...body);
  node.dataset['key'] = key;
  return node;
}

/** The part of a row that has the focus, by the names that it has in the row made anew. */
interface HeldFocus {
  readonly key: string;
  readonly part: string;
}

function heldFocus(parent: HTMLElement, rows: ReadonlyMap<string, Row>): HeldFocus | undefined {
  const { activeElement: active } = document;
  if (!(active instanceof HTMLElement) || !parent.contains(active)) return undefined;
  for (const [key, { node }] of rows) if (node.contains(active)) return { key, part: partOf(active) };
  return undefined;
}

/** A field by its name, a fold by its key, anything else by its words. */
function partOf(node: HTMLElement): string {
  const key = node.closest('details')?.dataset['key'] ?? '';
  return `${node.tagName} ${node.getAttribute('name') ?? ''} ${key} ${node.matches('summary, .row') ? '' : node.innerText}`;
}

function focusAgain(row: HTMLElement | undefined, part: string): void {
  if (!row || row.contains(document.activeElement)) return;
  const all = row.querySelectorAll<HTMLElement>('a, button, input, select, summary');
  [...all].find((each) => partOf(each) === part)?.focus({ preventScroll: true });
}

/** What a person did to a row is kept when the row is made anew. */
function carryOver(from: HTMLElement, to: HTMLElement): void {
  const openKeys = new Set(folds(from).flatMap((fold) => (fold.open ? [fold.dataset['key']] : [])));
  for (const fold of folds(to)) fold.open = openKeys.has(fold.dataset['key']);
  const fields = new Map(namedFields(from).map((each) => [each.name, each]));
  for (const each of namedFields(to)) each.value = fields.get(each.name)?.value ?? each.value;
}

function folds(root: HTMLElement): HTMLDetailsElement[] {
  const inside = [...root.querySelectorAll('details')];
  return root instanceof HTMLDetailsElement ? [root, ...inside] : inside;
}

function namedFields(root: HTMLElement): (HTMLInputElement | HTMLSelectElement)[] {
  return [...root.querySelectorAll<HTMLInputElement | HTMLSelectElement>('input[name], select[name]')];
}
