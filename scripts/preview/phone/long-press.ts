// `longpress` and `longtap`: a finger that stays where it is.
import { raise } from './easel';

/** How long, ms, and how far it may move, px. */
const long = 350;
const still = 10;

/** Watches a whole document. */
export function watchLongPress(root: Document): void {
  let timer = 0;
  let start = { x: 0, y: 0 };
  const stop = () => window.clearTimeout(timer);
  root.addEventListener(
    'touchstart',
    ({ target, touches }) => {
      stop();
      const [touch] = touches;
      if (!touch || !(target instanceof Element)) return;
      start = { x: touch.clientX, y: touch.clientY };
      timer = window.setTimeout(() => {
        raise(target, 'longpress', start);
        raise(target, 'longtap', start);
      }, long);
    },
    { capture: true, passive: true },
  );
  root.addEventListener(
    'touchmove',
    ({ touches: [touch] }) => {
      if (touch && Math.hypot(touch.clientX - start.x, touch.clientY - start.y) > still) stop();
    },
    { capture: true, passive: true },
  );
  for (const type of ['touchend', 'touchcancel']) root.addEventListener(type, stop, true);
}
