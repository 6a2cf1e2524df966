// The editor of the local shop: choose a document, change it, see what would change and what is wrong, then write it.
import type { ShopChange, ShopCheck, ShopDocument } from '../console-data';
import { button, el, select } from './dom';
import { say } from './language';
import { tell } from './message';

export class ShopEditor {
  private chosen = 'config/payment';

  constructor(private readonly parent: HTMLElement) {}

  /** Reads the shop anew and shows the document that was chosen. */
  async draw(): Promise<void> {
    this.parent.replaceChildren(el('p', 'empty', say('loading')));
    const response = await fetch('/console/shop');
    const { documents } = (await response.json()) as { documents: readonly ShopDocument[] };
    this.show(documents);
  }

  private show(documents: readonly ShopDocument[]): void {
    if (documents.length === 0) {
      this.parent.replaceChildren(el('p', 'empty', say('shopEmpty')));
      return;
    }
    const document_ = documents.find((each) => keyOf(each) === this.chosen) ?? documents[0];
    const which = select(
      'document',
      say('shopDocument'),
      documents.map((each) => [keyOf(each), keyOf(each)]),
    );
    if (document_) which.value = keyOf(document_);
    which.addEventListener('input', () => {
      this.chosen = which.value;
      this.show(documents);
    });
    const text = el('textarea', 'editor');
    text.setAttribute('aria-label', say('shopText'));
    text.spellcheck = false;
    text.value = document_?.text ?? '';
    const found = el('div', 'found');
    found.setAttribute('aria-live', 'polite');
    const look = button(say('shopCheck'), () => this.ask(document_, text, found));
    text.addEventListener('input', () => found.replaceChildren());
    this.parent.replaceChildren(
      el('div', 'unfolded', el('p', 'muted', say('shopHint')), el('div', 'line', which, look), text, found),
    );
  }

  private async ask(
    document_: ShopDocument | undefined,
    { value: text }: HTMLTextAreaElement,
    found: HTMLElement,
  ): Promise<void> {
    if (!document_) return;
    const check = await send('check', { ...document_, text });
    if (check) this.tell(check, { ...document_, text }, found);
  }

  private tell(check: ShopCheck, edit: ShopDocument, found: HTMLElement): void {
    const { problems, changes, revision } = check;
    const write = button(say('shopWrite'), async () => {
      const done = await send('write', { ...edit, revision });
      if (!done) return;
      if (done.written !== true) {
        this.tell(done, edit, found);
        return;
      }
      tell(say('shopWritten', { id: keyOf(edit) }));
      await this.draw();
    });
    const isGood = problems.length === 0;
    const nothing = isGood ? [el('p', 'muted', say('noChange'))] : [];
    found.replaceChildren(
      ...problems.map((problem) => el('p', 'trouble', problemText(problem))),
      ...(changes.length > 0 ? [changesTable(changes)] : nothing),
      ...(isGood && changes.length > 0 ? [write] : []),
    );
  }
}

function problemText(problem: string): string {
  if (problem === 'not_json') return say('notJson');
  return problem === 'changed_meanwhile' ? say('changedMeanwhile') : problem;
}

const keyOf = ({ collection, id }: ShopDocument): string => `${collection}/${id}`;

type Checked = ShopCheck & { readonly written?: boolean };

/** Without an answer it says so, and answers nothing. */
async function send(
  step: 'check' | 'write',
  edit: ShopDocument & { readonly revision?: string },
): Promise<Checked | undefined> {
  const response = await fetch(`/console/shop/${step}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(edit),
  }).catch(() => undefined);
  if (response?.ok) return (await response.json()) as Checked;
  tell(say('shopFailed', { why: response ? await response.text() : say('silent') }), 'bad');
  return undefined;
}

function changesTable(changes: readonly ShopChange[]): HTMLElement {
  const head = [say('changePath'), say('changeBefore'), say('changeAfter')].map((each) => {
    const cell = el('th', '', each);
    cell.scope = 'col';
    return cell;
  });
  const rows = changes.map(({ path, before, after }) =>
    el('tr', '', el('td', 'mono', path), el('td', 'mono gone', before), el('td', 'mono new', after)),
  );
  return el('table', 'changes', el('thead', '', el('tr', '', ...head)), el('tbody', '', ...rows));
}
