// <picker>: opens a sheet from below with one list, several, a time, a day or a region.
import type { BuiltInNode, BuiltInSetup } from '../easel';
import { asControl, textOf } from './control';
import { columnsOf, type PickerColumn } from './picker-columns';

/** Shows lists beside each other; answers the place chosen in each, or undefined. `onColumn` may replace the lists. */
export type ShowPicker = (
  title: string,
  columns: readonly PickerColumn[],
  onColumn: (column: number, chosen: number) => void,
) => Promise<readonly number[] | undefined>;

export const picker =
  (show: ShowPicker): BuiltInSetup =>
  (node) => {
    asControl(node, 'button');
    node.element.ariaHasPopup = 'dialog';
    node.onTap(() => {
      if (node.get('disabled') !== true) void open(node, show);
    });
  };

async function open(node: BuiltInNode, show: ShowPicker): Promise<void> {
  const { columns, valueOf } = columnsOf({
    mode: textOf(node, 'mode') || 'selector',
    range: node.get('range'),
    rangeKey: textOf(node, 'rangeKey'),
    value: node.get('value'),
    start: textOf(node, 'start'),
    end: textOf(node, 'end'),
    fields: textOf(node, 'fields'),
  });
  const chosen = await show(textOf(node, 'headerText'), columns, (column, value) => {
    node.emit('columnchange', { column, value });
  });
  if (!chosen) {
    node.emit('cancel', {});
    return;
  }
  const value = valueOf(chosen);
  node.set('value', value);
  node.emit('change', { value });
}
