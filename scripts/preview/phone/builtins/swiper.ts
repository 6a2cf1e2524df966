// <swiper>, <swiper-item>: pages that lie side by side, dragged or turned by themselves.
import type { BuiltInNode } from '../easel';
import { follow, numberOf, textOf } from './control';
import { watchDrag } from './drag';

/** A swiper's place; `dragged` in parts of a page. */
interface Turn {
  current: number;
  dragged: number;
}

export function swiperItem({ element }: BuiltInNode): void {
  element.setAttribute('role', 'group');
}

export function swiper(node: BuiltInNode): void {
  const { element } = node;
  const turn: Turn = { current: numberOf(node, 'current'), dragged: 0 };
  const dots = document.createElement('div');
  dots.className = 'phone-swiper-dots';
  element.append(dots);
  const draw = () => place(node, turn, dots);
  let asked = turn.current;
  follow(node, () => {
    const wanted = numberOf(node, 'current');
    if (wanted !== asked) {
      asked = wanted;
      turnTo(node, turn, wanted, '');
    }
    draw();
  });
  new MutationObserver(draw).observe(element, { childList: true });
  watchTurning(node, turn, draw);
  playByItself(node, turn, draw);
}

const itemsOf = (element: Element): readonly HTMLElement[] =>
  [...element.querySelectorAll<HTMLElement>('wx-swiper-item')].filter(
    (item) => item.closest('wx-swiper') === element,
  );

function place(node: BuiltInNode, { current, dragged }: Turn, dots: HTMLElement): void {
  const items = itemsOf(node.element);
  const axis = node.get('vertical') === true ? 'Y' : 'X';
  const duration = dragged === 0 ? numberOf(node, 'duration', 500) : 0;
  items.forEach((item, at) => {
    item.style.transition = `transform ${duration}ms ease`;
    item.style.transform = `translate${axis}(${(nearest(at - current, items.length, node) + dragged) * 100}%)`;
    item.ariaHidden = at === current ? null : 'true';
  });
  dots.hidden = node.get('indicatorDots') !== true;
  dots.replaceChildren(
    ...items.map((_, at) => {
      const dot = document.createElement('i');
      dot.style.background =
        at === current
          ? textOf(node, 'indicatorActiveColor') || '#000'
          : textOf(node, 'indicatorColor') || 'rgb(0 0 0 / 30%)';
      return dot;
    }),
  );
}

/** On a circular swiper the last page also lies before the first. */
function nearest(distance: number, count: number, node: BuiltInNode): number {
  if (node.get('circular') !== true || count < 3) return distance;
  if (distance > count / 2) return distance - count;
  return distance < -count / 2 ? distance + count : distance;
}

function turnTo(node: BuiltInNode, turn: Turn, wanted: number, source: string): void {
  const count = itemsOf(node.element).length;
  if (count === 0) {
    turn.current = wanted;
    return;
  }
  const isCircular = node.get('circular') === true;
  const current = isCircular ? (wanted + count) % count : Math.min(Math.max(wanted, 0), count - 1);
  if (current === turn.current) return;
  turn.current = current;
  const item = itemsOf(node.element)[current];
  node.emit('change', { current, currentItemId: item?.getAttribute('item-id') ?? '', source });
  window.setTimeout(() => node.emit('animationfinish', { current, source }), numberOf(node, 'duration', 500));
}

/** How much of a page has to be dragged to turn it. */
const enough = 0.2;

function watchTurning(node: BuiltInNode, turn: Turn, draw: () => void): void {
  const { element } = node;
  const part = ({ dx, dy }: { dx: number; dy: number }) => {
    const box = element.getBoundingClientRect();
    return node.get('vertical') === true ? dy / (box.height || 1) : dx / (box.width || 1);
  };
  watchDrag(element, {
    begin: () => itemsOf(element).length > 1,
    move(by, event) {
      const isVertical = node.get('vertical') === true;
      const isAlong = Math.abs(isVertical ? by.dy : by.dx) > Math.abs(isVertical ? by.dx : by.dy);
      if (!isAlong && turn.dragged === 0) return;
      if (event.cancelable) event.preventDefault();
      turn.dragged = part(by);
      node.emit('transition', by);
      draw();
    },
    end(by) {
      if (turn.dragged === 0) return;
      turn.dragged = 0;
      if (Math.abs(part(by)) > enough) turnTo(node, turn, turn.current - Math.sign(part(by)), 'touch');
      draw();
    },
  });
}

function playByItself(node: BuiltInNode, turn: Turn, draw: () => void): void {
  let turnedAt = Date.now();
  const timer = window.setInterval(() => {
    if (!node.element.isConnected) {
      window.clearInterval(timer);
      return;
    }
    const isDue = Date.now() - turnedAt >= numberOf(node, 'interval', 5000);
    if (node.get('autoplay') !== true || turn.dragged !== 0 || !isDue) return;
    turnedAt = Date.now();
    const isLast = turn.current >= itemsOf(node.element).length - 1;
    turnTo(node, turn, isLast ? 0 : turn.current + 1, 'autoplay');
    draw();
  }, 250);
}
