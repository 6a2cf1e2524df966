// <slider>: a number between two others.
import type { BuiltInNode } from '../easel';
import { follow, numberOf, textOf } from './control';

export function slider(node: BuiltInNode): void {
  const range = document.createElement('input');
  range.type = 'range';
  range.className = 'phone-slider';
  const shown = document.createElement('span');
  shown.className = 'phone-slider-value';
  node.element.append(range, shown);
  const showValue = () => {
    shown.textContent = node.get('showValue') === true ? range.value : '';
  };
  follow(node, () => {
    range.min = String(numberOf(node, 'min'));
    range.max = String(numberOf(node, 'max', 100));
    range.step = String(numberOf(node, 'step', 1));
    range.value = String(numberOf(node, 'value'));
    range.disabled = node.get('disabled') === true;
    range.ariaLabel = textOf(node, 'ariaLabel') || null;
    range.style.accentColor = textOf(node, 'activeColor') || '#1aad19';
    showValue();
  });
  for (const [type, event] of [
    ['input', 'changing'],
    ['change', 'change'],
  ] as const) {
    range.addEventListener(type, (raised) => {
      raised.stopPropagation();
      node.set('value', Number(range.value));
      showValue();
      node.emit(event, { value: Number(range.value) });
    });
  }
}
