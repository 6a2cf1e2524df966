// One finger that is put down, moved and lifted.

export interface Drag {
  /** Answers whether the finger is followed at all. */
  readonly begin: () => boolean;
  /** How far from where it was put down, px. */
  readonly move: (by: { readonly dx: number; readonly dy: number }, event: TouchEvent) => void;
  readonly end: (by: { readonly dx: number; readonly dy: number }) => void;
}

/** Follows fingers on an element. */
export function watchDrag(element: HTMLElement, { begin, move, end }: Drag): void {
  let start: { x: number; y: number } | undefined;
  let by = { dx: 0, dy: 0 };
  element.addEventListener(
    'touchstart',
    ({ touches: [touch] }) => {
      start = touch && begin() ? { x: touch.clientX, y: touch.clientY } : undefined;
      by = { dx: 0, dy: 0 };
    },
    { passive: true },
  );
  element.addEventListener(
    'touchmove',
    (event) => {
      const [touch] = event.touches;
      if (!start || !touch) return;
      by = { dx: touch.clientX - start.x, dy: touch.clientY - start.y };
      move(by, event);
    },
    { passive: false },
  );
  const stop = () => {
    if (start) end(by);
    start = undefined;
  };
  element.addEventListener('touchend', stop);
  element.addEventListener('touchcancel', stop);
}
