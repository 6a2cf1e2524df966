// <progress>: a bar, and the number where the page wants it.
import type { BuiltInNode } from '../easel';
import { cssLength, follow, numberOf, textOf } from './control';

export function progress(node: BuiltInNode): void {
  const track = document.createElement('span');
  track.className = 'phone-progress-track';
  const bar = document.createElement('span');
  bar.className = 'phone-progress-bar';
  track.append(bar);
  const info = document.createElement('span');
  info.className = 'phone-progress-info';
  node.element.append(track, info);
  node.element.setAttribute('role', 'progressbar');
  follow(node, () => {
    const percent = Math.min(100, Math.max(0, numberOf(node, 'percent')));
    node.element.setAttribute('aria-valuenow', String(percent));
    Object.assign(track.style, {
      height: cssLength(textOf(node, 'strokeWidth')),
      background: textOf(node, 'backgroundColor') || '#ebebeb',
    });
    Object.assign(bar.style, {
      width: `${percent}%`,
      background: textOf(node, 'activeColor') || textOf(node, 'color') || '#09bb07',
    });
    info.textContent = node.get('showInfo') === true ? `${percent}%` : '';
  });
}
