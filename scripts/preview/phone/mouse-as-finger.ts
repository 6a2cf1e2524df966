// A mouse plays a finger, as in WeChat DevTools: mini-programs listen for touches only.

/** How long after a finger a mouse is still its repetition, ms. */
const repeats = 1000;

/** Raises touch events wherever the mouse is pressed, dragged and let go. Does nothing where the browser cannot make touches. */
export function mouseAsFinger(root: Document): void {
  if (typeof Touch !== 'function' || typeof TouchEvent !== 'function') return;
  let pressed: EventTarget | undefined;
  let touchedAt = -Infinity;
  const raise = (type: string, event: MouseEvent, isDown: boolean) => {
    if (!pressed) return;
    const { clientX, clientY, pageX, pageY } = event;
    const touch = new Touch({ identifier: 0, target: pressed, clientX, clientY, pageX, pageY });
    const touches = isDown ? [touch] : [];
    const init = { bubbles: true, composed: true, cancelable: true, touches, changedTouches: [touch] };
    pressed.dispatchEvent(new TouchEvent(type, init));
  };
  root.addEventListener(
    'mousedown',
    (event) => {
      // What a real finger did, browsers repeat as a mouse.
      const isRepeated = event.timeStamp - touchedAt < repeats;
      pressed = event.button !== 0 || isRepeated ? undefined : (event.target ?? undefined);
      raise('touchstart', event, true);
    },
    true,
  );
  root.addEventListener('mousemove', (event) => raise('touchmove', event, true), true);
  root.addEventListener(
    'mouseup',
    (event) => {
      raise('touchend', event, false);
      pressed = undefined;
    },
    true,
  );
  for (const type of ['touchstart', 'touchend']) {
    root.addEventListener(
      type,
      ({ isTrusted, timeStamp }) => {
        if (isTrusted) touchedAt = timeStamp;
      },
      true,
    );
  }
}
