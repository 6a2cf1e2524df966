// The phone's screen: glass-easel's DOM backend with WeChat's element names, rpx in inline styles, and touch lists on events.
import { CurrentWindowBackendContext, Event } from 'glass-easel';
import { playAnimation } from './animation';

const rpx = /(-?(?:\d+\.?\d*|\.\d+))rpx\b/g;
const disabledControls = ['button', 'radio', 'checkbox', 'switch', 'input', 'textarea']
  .map((tag) => `wx-${tag}[disabled]`)
  .join();

/** What an expression that is no yes becomes as text; an attribute without an expression is an empty one, and means yes. */
const falsy: ReadonlySet<string> = new Set(['false', '0', 'null', 'undefined', 'NaN']);

const ariaReferences: ReadonlySet<string> = new Set(
  ['controls', 'owns', 'labelledby', 'describedby'].map((name) => `aria-${name}`),
);

/** Every mini-program element is `wx-<tag>`. */
export class PhoneDom extends CurrentWindowBackendContext {
  constructor() {
    super();
    this.document = {
      createElement: (tag: string) => wxElement(tag) as never,
      createTextNode: (text: string) => document.createTextNode(text) as never,
      createDocumentFragment: () => document.createDocumentFragment() as never,
    };
    this.onEvent((target, type, detail, options) => {
      const original = options.originalEvent;
      if (type === 'tap' && isOnDisabledControl(original)) return undefined;
      const event = new Event(type, detail, { ...options, extraFields: touchLists(original) });
      Event.dispatchEvent(target, event);
      return event.getEventBubbleStatus();
    });
  }
}

function wxElement(tag: string): HTMLElement {
  const element = document.createElement(`wx-${tag}`);
  const setAttribute = element.setAttribute.bind(element);
  element.setAttribute = (name, value) => {
    // Through the style object, so that the page needs no permission for inline styles.
    if (name === 'style') element.style.cssText = toVw(value);
    else if (name === 'animation') playAnimation(element, value);
    else if (name === 'hidden' && falsy.has(value)) element.removeAttribute('hidden');
    // Ids carry their component's prefix here, so nothing can be found by them; an empty name or state is none.
    else if (ariaReferences.has(name) || (name.startsWith('aria-') && value === ''))
      element.removeAttribute(name);
    else setAttribute(name === 'aria-role' ? 'role' : name, value);
  };
  return element;
}

const toVw = (style: string) =>
  style.replace(rpx, (_, amount: string) => `${(Number(amount) * 100) / 750}vw`);

function isOnDisabledControl(event: unknown): boolean {
  const target = event instanceof UIEvent ? event.target : null;
  return target instanceof Element && target.closest(disabledControls) !== null;
}

/** `touches` and `changedTouches` as WeChat gives them, for a mouse too. */
function touchLists(event: unknown): Record<string, unknown> {
  if (event instanceof MouseEvent) {
    const touches = [point(event, 0)];
    return { touches, changedTouches: touches };
  }
  if (typeof TouchEvent === 'undefined' || !(event instanceof TouchEvent)) return {};
  const list = (touches: TouchList) => Array.from(touches, (touch) => point(touch, touch.identifier));
  return { touches: list(event.touches), changedTouches: list(event.changedTouches) };
}

type Place = Pick<Touch, 'clientX' | 'clientY' | 'pageX' | 'pageY'>;

const point = ({ clientX, clientY, pageX, pageY }: Place, identifier: number) => ({
  identifier,
  clientX,
  clientY,
  pageX,
  pageY,
});
