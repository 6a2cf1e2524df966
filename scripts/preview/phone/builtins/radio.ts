// <radio>, <radio-group> and <label>: one of several, chosen by tapping the circle or its label.
import { nodeOf } from '../easel';
import type { BuiltInNode } from '../easel';

export function radio(node: BuiltInNode): void {
  const { element } = node;
  const color = node.get('color');
  element.setAttribute('role', 'radio');
  if (typeof color === 'string' && color !== '') element.style.setProperty('--radio-color', color);
  node.onTap(() => choose(node));
}

export function radioGroup({ element }: BuiltInNode): void {
  element.setAttribute('role', 'radiogroup');
}

export function label(node: BuiltInNode): void {
  node.onTap((target) => {
    const inside = node.element.querySelector('wx-radio');
    const control = inside && nodeOf(inside);
    if (control && !inside.contains(target)) choose(control);
  });
}

function choose(node: BuiltInNode): void {
  if (node.get('checked') === true || node.get('disabled') === true) return;
  const group = node.element.closest('wx-radio-group');
  for (const peer of group?.querySelectorAll('wx-radio[checked]') ?? []) nodeOf(peer)?.set('checked', false);
  node.set('checked', true);
  if (group) nodeOf(group)?.emit('change', { value: node.get('value') });
}
