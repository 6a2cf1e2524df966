// <picker-view>, <picker-view-column>: lists that stay on the page, each with one line in the middle chosen.
import { nodeOf } from '../easel';
import type { BuiltInNode } from '../easel';
import { follow, setStyleText, textOf } from './control';

export function pickerColumn({ element }: BuiltInNode): void {
  element.tabIndex = 0;
  let timer = 0;
  element.addEventListener('scroll', () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => settled(element), 120);
  });
}

export function pickerView(node: BuiltInNode): void {
  const { element } = node;
  const indicator = document.createElement('div');
  indicator.className = 'phone-picker-indicator';
  element.append(indicator);
  const draw = () => {
    setStyleText(indicator, textOf(node, 'indicatorStyle'));
    const height = indicator.offsetHeight || 34;
    element.style.setProperty('--picker-line', `${height}px`);
    const value = node.get('value');
    const places: readonly unknown[] = Array.isArray(value) ? value : [];
    columnsIn(element).forEach((column, at) => {
      const top = (Number(places[at]) || 0) * height;
      if (Math.round(column.scrollTop) !== top) column.scrollTop = top;
    });
  };
  follow(node, draw);
  new MutationObserver(draw).observe(element, { childList: true, subtree: true });
}

const columnsIn = (element: Element) => [...element.querySelectorAll<HTMLElement>('wx-picker-view-column')];

/** A column has come to rest: its view is told where all of them are. */
function settled(column: HTMLElement): void {
  const view = column.closest('wx-picker-view');
  const node = view && nodeOf(view);
  if (!node) return;
  const line = parseFloat(node.element.style.getPropertyValue('--picker-line')) || 34;
  const value = columnsIn(node.element).map(({ scrollTop }) => Math.round(scrollTop / line));
  if (JSON.stringify(value) === JSON.stringify(node.get('value'))) return;
  node.set('value', value);
  node.emit('change', { value });
}
