// <movable-view>: dragged about inside its area.
import type { BuiltInNode } from '../easel';
import { follow, numberOf, textOf } from './control';
import { watchDrag } from './drag';

export function movableView(node: BuiltInNode): void {
  const { element } = node;
  let place = { x: 0, y: 0 };
  const show = () => {
    element.style.transform = `translate(${place.x}px, ${place.y}px)`;
  };
  follow(node, () => {
    place = { x: numberOf(node, 'x'), y: numberOf(node, 'y') };
    show();
  });
  let start = place;
  watchDrag(element, {
    begin: () => {
      start = place;
      return node.get('disabled') !== true && textOf(node, 'direction') !== 'none';
    },
    move({ dx, dy }) {
      const direction = textOf(node, 'direction') || 'none';
      const area = element.parentElement?.getBoundingClientRect();
      const { width, height } = element.getBoundingClientRect();
      const within = (value: number, room: number) => Math.min(Math.max(value, 0), Math.max(room, 0));
      place = {
        x: direction === 'vertical' ? start.x : within(start.x + dx, (area?.width ?? 0) - width),
        y: direction === 'horizontal' ? start.y : within(start.y + dy, (area?.height ?? 0) - height),
      };
      show();
      node.emit('change', { ...place, source: 'touch' });
    },
    end: () => undefined,
  });
}
