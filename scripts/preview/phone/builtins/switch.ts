// <switch>: on or off; with type="checkbox" it looks like one.
import type { BuiltInNode } from '../easel';
import { asControl, follow, textOf } from './control';

export function switchControl(node: BuiltInNode): void {
  asControl(node, 'switch');
  follow(node, () => {
    const color = textOf(node, 'color');
    if (color) node.element.style.setProperty('--switch-color', color);
    node.element.setAttribute('aria-checked', String(node.get('checked') === true));
  });
  node.onTap(() => flip(node));
}

export function flip(node: BuiltInNode): void {
  if (node.get('disabled') === true) return;
  node.set('checked', node.get('checked') !== true);
  node.emit('change', { value: node.get('checked') });
}
