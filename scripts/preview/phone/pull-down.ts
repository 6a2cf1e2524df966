// Pulling a page down: dots come out from under its upper edge and stay until the page says that it has loaded anew.

/** The dots of one page. */
export interface PullDown {
  /** Takes them off the screen. */
  stop(): void;
  /** As if it had been pulled. */
  start(): void;
}

/** How far the page gives way, and from where on letting go means it, in px. */
const farthest = 64;
const enough = 48;

/** Watches a page's scroller; `tell` is called once per pull. */
export function watchPullDown(scroller: HTMLElement, dots: HTMLElement, tell: () => void): PullDown {
  let startedAt: number | undefined;
  let isHeld = false;
  let given = 0;
  const give = (px: number) => {
    given = px;
    dots.style.height = `${px}px`;
  };
  const begin = (y: number) => {
    startedAt = !isHeld && scroller.scrollTop <= 0 ? y : undefined;
  };
  const move = (y: number): boolean => {
    if (startedAt === undefined || y <= startedAt) return false;
    give(Math.min(farthest, (y - startedAt) / 2));
    return true;
  };
  const end = () => {
    if (startedAt === undefined) return;
    startedAt = undefined;
    isHeld = given >= enough;
    give(isHeld ? enough : 0);
    if (isHeld) tell();
  };
  listen(scroller, { begin, move, end });
  return {
    stop() {
      isHeld = false;
      give(0);
    },
    start() {
      isHeld = true;
      give(enough);
      tell();
    },
  };
}

interface Pull {
  readonly begin: (y: number) => void;
  /** Answers whether it was a pull, so that the page does not scroll as well. */
  readonly move: (y: number) => boolean;
  readonly end: () => void;
}

/** Fingers; a mouse plays one. */
function listen(scroller: HTMLElement, { begin, move, end }: Pull): void {
  const touchY = ({ touches }: TouchEvent) => touches[0]?.clientY ?? 0;
  scroller.addEventListener('touchstart', (event) => begin(touchY(event)), { passive: true });
  scroller.addEventListener(
    'touchmove',
    (event) => {
      if (move(touchY(event)) && event.cancelable) event.preventDefault();
    },
    { passive: false },
  );
  scroller.addEventListener('touchend', end);
  scroller.addEventListener('touchcancel', end);
}
