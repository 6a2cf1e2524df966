// <checkbox>, <checkbox-group>: several of several.
import { nodeOf } from '../easel';
import type { BuiltInNode } from '../easel';
import { asControl, follow, textOf } from './control';

export function checkbox(node: BuiltInNode): void {
  asControl(node, 'checkbox');
  follow(node, () => {
    const color = textOf(node, 'color');
    if (color) node.element.style.setProperty('--checkbox-color', color);
    node.element.setAttribute('aria-checked', String(node.get('checked') === true));
  });
  node.onTap(() => toggle(node));
}

export function checkboxGroup({ element }: BuiltInNode): void {
  element.setAttribute('role', 'group');
}

/** Ticks or unticks it, and tells its group all that is ticked. */
export function toggle(node: BuiltInNode): void {
  if (node.get('disabled') === true) return;
  node.set('checked', node.get('checked') !== true);
  const group = node.element.closest('wx-checkbox-group');
  if (group) nodeOf(group)?.emit('change', { value: ticked(group) });
}

/** The values of a group that are ticked. */
export const ticked = (group: Element): readonly unknown[] =>
  [...group.querySelectorAll('wx-checkbox[checked]')].map((one) => nodeOf(one)?.get('value'));
