// <scroll-view>: scrolls by itself; tells where it is, and when an end comes near.
import type { BuiltInNode } from '../easel';
import { cssLength, follow, numberOf, textOf } from './control';
import { watchDrag } from './drag';

export function scrollView(node: BuiltInNode): void {
  const { element } = node;
  element.tabIndex = 0;
  const asked = { top: '', left: '', into: '' };
  follow(node, () => {
    scrollAsked(node, 'scrollTop', 'top', asked);
    scrollAsked(node, 'scrollLeft', 'left', asked);
    const into = textOf(node, 'scrollIntoView');
    if (into !== asked.into) {
      asked.into = into;
      // What it names may come with the same change.
      if (into) window.setTimeout(() => showChild(element, into, smooth(node)));
    }
  });
  watchEnds(node);
  watchPull(node);
}

const smooth = (node: BuiltInNode): ScrollBehavior =>
  node.get('scrollWithAnimation') === true ? 'smooth' : 'auto';

function scrollAsked(
  node: BuiltInNode,
  property: string,
  side: 'top' | 'left',
  asked: Record<'top' | 'left', string>,
): void {
  const wanted = textOf(node, property);
  if (wanted === asked[side]) return;
  asked[side] = wanted;
  if (wanted === '') return;
  const go = () => {
    if (typeof node.element.scrollTo === 'function') {
      node.element.scrollTo({ [side]: parseFloat(cssLength(wanted)), behavior: smooth(node) });
    }
  };
  // The contents may become long enough with the same change.
  window.setTimeout(go);
}

function showChild(element: HTMLElement, id: string, behavior: ScrollBehavior): void {
  const child = element.querySelector(`[id$="--${CSS.escape(id)}"], [id="${CSS.escape(id)}"]`);
  if (!child) return;
  const [from, to] = [element.getBoundingClientRect(), child.getBoundingClientRect()];
  element.scrollTo({
    top: element.scrollTop + to.top - from.top,
    left: element.scrollLeft + to.left - from.left,
    behavior,
  });
}

function watchEnds(node: BuiltInNode): void {
  const { element } = node;
  let last = { top: 0, left: 0 };
  let isUpper = true;
  let isLower = false;
  element.addEventListener('scroll', (event) => {
    if (event.target !== element) return;
    const {
      scrollTop: top,
      scrollLeft: left,
      scrollHeight,
      scrollWidth,
      clientHeight,
      clientWidth,
    } = element;
    node.emit('scroll', {
      scrollTop: top,
      scrollLeft: left,
      scrollHeight,
      scrollWidth,
      deltaX: last.left - left,
      deltaY: last.top - top,
    });
    last = { top, left };
    const isSideways = node.get('scrollX') === true && node.get('scrollY') !== true;
    const [at, rest] = isSideways
      ? [left, scrollWidth - clientWidth - left]
      : [top, scrollHeight - clientHeight - top];
    const nearStart = at <= numberOf(node, 'upperThreshold', 50);
    const nearEnd = rest <= numberOf(node, 'lowerThreshold', 50);
    if (nearStart && !isUpper) node.emit('scrolltoupper', { direction: isSideways ? 'left' : 'top' });
    if (nearEnd && !isLower) node.emit('scrolltolower', { direction: isSideways ? 'right' : 'bottom' });
    [isUpper, isLower] = [nearStart, nearEnd];
  });
}

/** How far a pull goes, px, before it asks to load anew. */
const enough = 45;

function watchPull(node: BuiltInNode): void {
  watchDrag(node.element, {
    begin: () => node.get('refresherEnabled') === true && node.element.scrollTop <= 0,
    move: ({ dy }) => {
      if (dy > 0) node.emit('refresherpulling', { dy });
    },
    end: ({ dy }) => {
      if (dy >= enough) node.emit('refresherrefresh', { dy });
      else if (dy > 0) node.emit('refresherabort', { dy });
    },
  });
}
