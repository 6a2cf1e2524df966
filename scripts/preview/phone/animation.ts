// wx.createAnimation: steps that are noted, exported, and played as CSS transitions on the element whose `animation` they are given to.

/** One step: what changes, and how. Times in ms. */
interface Step {
  readonly styles: Readonly<Record<string, string>>;
  readonly transforms: readonly string[];
  readonly duration: number;
  readonly delay: number;
  readonly timing: string;
  readonly origin: string;
}

interface Options {
  readonly duration?: number;
  readonly delay?: number;
  readonly timingFunction?: string;
  readonly transformOrigin?: string;
}

const lengths = new Set(['width', 'height', 'top', 'left', 'bottom', 'right']);
const styleNames = [...lengths, 'opacity', 'backgroundColor'];
const px = ['translate', 'translateX', 'translateY', 'translateZ', 'translate3d'];
const deg = ['rotate', 'rotateX', 'rotateY', 'rotateZ', 'skew', 'skewX', 'skewY'];
const plain = ['scale', 'scaleX', 'scaleY', 'scaleZ', 'scale3d', 'matrix', 'matrix3d', 'rotate3d'];

/** An object with one chainable function per style and transform; `step()` ends a step, `export()` hands all of them over. */
export function createAnimation(defaults: Options = {}): object {
  const steps: Step[] = [];
  let styles: Record<string, string> = {};
  let transforms: string[] = [];
  const animation: Record<string, unknown> = {
    step(options: Options = {}) {
      const {
        duration = 400,
        delay = 0,
        timingFunction: timing = 'linear',
        transformOrigin: origin = '50% 50% 0',
      } = {
        ...defaults,
        ...options,
      };
      steps.push({ styles, transforms, duration, delay, timing, origin });
      [styles, transforms] = [{}, [...transforms]];
      return animation;
    },
    export() {
      const exported = JSON.stringify(steps.splice(0));
      transforms = [];
      // An attribute of a plain element takes text.
      return { steps: exported, toString: () => exported };
    },
  };
  for (const name of styleNames) {
    animation[name] = (value: unknown) => {
      styles[name] = typeof value === 'number' && lengths.has(name) ? `${value}px` : String(value);
      return animation;
    };
  }
  for (const [names, unit] of [
    [px, 'px'],
    [deg, 'deg'],
    [plain, ''],
  ] as const) {
    for (const name of names) {
      animation[name] = (...values: unknown[]) => {
        transforms.push(`${name}(${values.map((value) => withUnit(value, unit)).join(',')})`);
        return animation;
      };
    }
  }
  return animation;
}

const withUnit = (value: unknown, unit: string): string =>
  typeof value === 'number' ? `${value}${unit}` : String(value);

/** Plays what `export()` gave; anything else is no animation. */
export function playAnimation(element: HTMLElement, exported: unknown): void {
  const text =
    typeof exported === 'object' && exported !== null && 'steps' in exported ? exported.steps : exported;
  if (typeof text !== 'string' || !text.startsWith('[')) return;
  let at = 0;
  for (const step of JSON.parse(text) as readonly Step[]) {
    window.setTimeout(() => applyStep(element, step), at);
    at += step.delay + step.duration;
  }
}

function applyStep(
  element: HTMLElement,
  { styles, transforms, duration, delay, timing, origin }: Step,
): void {
  const { style } = element;
  style.transition = `all ${duration}ms ${timing} ${delay}ms`;
  style.transformOrigin = origin;
  if (transforms.length > 0) style.transform = transforms.join(' ');
  Object.assign(style, styles);
}
