// <icon>: WeChat's own few pictures, drawn by CSS for each type.
import type { BuiltInNode } from '../easel';
import { cssLength, follow, textOf } from './control';

export function icon(node: BuiltInNode): void {
  node.element.setAttribute('role', 'img');
  follow(node, () => {
    const { style } = node.element;
    style.setProperty('--icon-size', cssLength(textOf(node, 'size')));
    style.setProperty('--icon-color', textOf(node, 'color') || null);
  });
}
