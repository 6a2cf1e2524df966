// A sheet of WeChat's own from below, clearly labelled as simulated: the developer chooses how it ends, and the sandbox
// of WeChat's server makes it happen.
import { element, pushButton } from '../markup';
import { Refusal } from './local-port';
import { openDialog } from './overlay';
import type { Screen } from './overlay';
import type { Words } from './words';

type Row = readonly [name: string, value: string];

/** One button of a sheet. */
export interface Choice<Outcome> {
  readonly outcome: Outcome;
  readonly text: string;
}

/** What a sheet shows. `others` are outcomes that are not a person's to choose on a real phone. */
export interface SheetContent<Outcome> {
  readonly name: string;
  readonly heading: string;
  readonly text: string;
  readonly figure?: 'face' | 'card' | 'number';
  readonly rows?: readonly Row[];
  readonly yes: Choice<Outcome>;
  readonly no?: Choice<Outcome>;
  readonly others?: readonly Choice<Outcome>[];
}

/** The head of everything simulated: what it plays, and that it is not real. */
export function sheetHead(name: string, note: string): HTMLElement {
  const head = element('div', 'sheet-head');
  head.append(element('span', 'sheet-tag', name), element('span', 'sheet-note', note));
  return head;
}

/** Labelled values. */
export function sheetRows(rows: readonly Row[]): HTMLElement {
  const list = element('dl', 'sheet-rows');
  for (const [name, value] of rows) list.append(element('dt', '', name), element('dd', '', value));
  return list;
}

/** Shows a refusal by the sandbox until it has been read. */
export function acknowledged(
  content: HTMLElement,
  words: Words,
  title: string,
  reason: string,
): Promise<void> {
  return new Promise((resolve) => {
    const text = element('p', 'sheet-refusal', reason);
    text.setAttribute('role', 'alert');
    content.replaceChildren(
      element('h2', 'dialog-title', title),
      text,
      pushButton('wide', words.close, resolve),
    );
  });
}

/** Shows the sheet and has `act` do what was chosen; a refusal by the sandbox is shown before the sheet goes away. */
export async function runSheet<Outcome, Result>(
  { root, words }: Screen,
  shown: SheetContent<Outcome>,
  act: (outcome: Outcome) => Result | Promise<Result>,
): Promise<Result> {
  const { box, close } = openDialog(root, 'sheet', shown.name);
  const content = element('div', 'sheet-content');
  box.append(sheetHead(shown.name, words.simulated), content);
  try {
    const outcome = await chosen(content, words, shown);
    content.replaceChildren(element('p', 'sheet-wait', words.working));
    return await act(outcome);
  } catch (failure) {
    if (failure instanceof Refusal) await acknowledged(content, words, words.refused, failure.message);
    throw failure;
  } finally {
    close();
  }
}

function chosen<Outcome>(
  content: HTMLElement,
  words: Words,
  { heading, text, figure, rows = [], yes, no, others = [] }: SheetContent<Outcome>,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const button = (kind: string, choice: Choice<Outcome>) =>
      pushButton(kind, choice.text, () => resolve(choice.outcome));
    const group = element('div', 'sheet-others');
    group.append(
      element('p', 'sheet-others-title', words.otherOutcomes),
      ...others.map((choice) => button('chip', choice)),
    );
    content.replaceChildren(
      ...(figure ? [element('div', `figure ${figure}`)] : []),
      element('h2', 'dialog-title', heading),
      element('p', 'sheet-text', text),
      ...(rows.length > 0 ? [sheetRows(rows)] : []),
      button('wide confirm', yes),
      ...(no ? [button('wide', no)] : []),
      ...(others.length > 0 ? [group] : []),
    );
  });
}
