// The sheet of <picker>: lists beside each other, and a button that takes what is chosen in each.
import { element, pushButton } from '../markup';
import type { ShowPicker } from '../builtins/picker';
import type { PickerColumn } from '../builtins/picker-columns';
import { openDialog, type Screen } from './overlay';

/** Opens it on this screen. */
export const showPicker =
  ({ root, words }: Screen): ShowPicker =>
  (title, columns, onColumn) => {
    const { box, close } = openDialog(root, 'sheet', title || words.choose);
    if (title) box.append(element('h2', 'dialog-title', title));
    const lists = element('div', 'picker-lists');
    box.append(lists);
    return new Promise((resolve) => {
      const answer = (chosen: readonly number[] | undefined) => () => {
        close();
        resolve(chosen);
      };
      const selects = columns.map((column, at) => list(column, `${words.choose} ${at + 1}`));
      selects.forEach((select, at) =>
        select.addEventListener('change', () => onColumn(at, select.selectedIndex)),
      );
      lists.append(...selects);
      const places = () => selects.map(({ selectedIndex }) => Math.max(0, selectedIndex));
      const buttons = element('div', 'dialog-buttons');
      buttons.append(
        pushButton('', words.cancel, answer(undefined)),
        pushButton('confirm', words.ok, () => answer(places())()),
      );
      box.append(buttons);
    });
  };

function list({ items, chosen }: PickerColumn, name: string): HTMLSelectElement {
  const select = element('select', 'picker-list');
  select.size = Math.min(7, Math.max(2, items.length));
  select.ariaLabel = name;
  for (const item of items) select.append(new Option(item));
  select.selectedIndex = chosen;
  return select;
}
