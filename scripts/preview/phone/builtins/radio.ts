// <radio>, <radio-group> and <label>: one of several, chosen by tapping the circle or its label; labels press other controls too.
import { nodeOf, raise } from '../easel';
import type { BuiltInNode } from '../easel';
import { toggle } from './checkbox';
import { asControl, follow, textOf } from './control';
import { flip } from './switch';

export function radio(node: BuiltInNode): void {
  asControl(node, 'radio');
  follow(node, () => {
    const color = textOf(node, 'color');
    if (color) node.element.style.setProperty('--radio-color', color);
    node.element.setAttribute('aria-checked', String(node.get('checked') === true));
  });
  node.onTap(() => choose(node));
}

export function radioGroup({ element }: BuiltInNode): void {
  element.setAttribute('role', 'radiogroup');
}

const labelled = 'wx-radio, wx-checkbox, wx-switch, wx-input, wx-textarea, wx-button';

export function label(node: BuiltInNode): void {
  node.onTap((target) => {
    const id = textOf(node, 'for');
    const page = node.element.closest('wx-page');
    const inside = id
      ? page?.querySelector(`[id$="--${CSS.escape(id)}"]`)
      : node.element.querySelector(labelled);
    const control = inside && nodeOf(inside);
    if (control && !inside.contains(target)) press(control);
  });
}

function press(control: BuiltInNode): void {
  switch (control.element.localName) {
    case 'wx-radio': {
      choose(control);
      return;
    }
    case 'wx-checkbox': {
      toggle(control);
      return;
    }
    case 'wx-switch': {
      flip(control);
      return;
    }
    case 'wx-button': {
      raise(control.element, 'tap', {});
      return;
    }
    default:
      control.element.querySelector<HTMLElement>('.phone-input')?.focus();
  }
}

function choose(node: BuiltInNode): void {
  if (node.get('checked') === true || node.get('disabled') === true) return;
  const group = node.element.closest('wx-radio-group');
  for (const peer of group?.querySelectorAll('wx-radio[checked]') ?? []) nodeOf(peer)?.set('checked', false);
  node.set('checked', true);
  if (group) nodeOf(group)?.emit('change', { value: node.get('value') });
}
