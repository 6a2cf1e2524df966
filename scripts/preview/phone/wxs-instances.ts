// What WXS gets of components (`change:` listeners): the same element, with WeChat's functions for styles, classes and state.
import { Element } from 'glass-easel';
import { component } from 'glass-easel-miniprogram-adapter';

interface Instance {
  readonly $$: HTMLElement | null;
  readonly dataset: unknown;
  getMethodCaller?: () => object;
  getShadowRoot?: () => {
    querySelector(selector: string): unknown;
    querySelectorAll(selector: string): unknown[];
  } | null;
}

const states = new WeakMap<object, object>();

const functions: Readonly<Record<string, (this: Instance, ...given: never[]) => unknown>> = {
  getState() {
    const state = states.get(this) ?? {};
    states.set(this, state);
    return state;
  },
  getDataset() {
    return this.dataset;
  },
  setStyle(style: string | Record<string, string>) {
    if (typeof style === 'string') this.$$?.setAttribute('style', style);
    else if (this.$$) Object.assign(this.$$.style, style);
    return this;
  },
  callMethod(name: string, argument: unknown) {
    const caller = this.getMethodCaller?.() ?? {};
    const method: unknown = Reflect.get(caller, name);
    if (typeof method === 'function') Reflect.apply(method, caller, [argument]);
  },
  selectComponent(selector: string) {
    return this.getShadowRoot?.()?.querySelector(selector) ?? null;
  },
  selectAllComponents(selector: string) {
    return this.getShadowRoot?.()?.querySelectorAll(selector) ?? [];
  },
  requestAnimationFrame(run: () => void) {
    window.requestAnimationFrame(run);
  },
  getBoundingClientRect() {
    return this.$$?.getBoundingClientRect();
  },
  triggerEvent() {
    return undefined;
  },
};

/** Gives every element those that it has no function of the same name for. */
export function extendForWxs(): void {
  for (const [name, run] of Object.entries(functions)) {
    if (!(name in Element.prototype))
      Object.defineProperty(Element.prototype, name, { value: run, configurable: true });
  }
}

/** What pages and components find in `this.renderer`: WeChat's other one, Skyline, is not played. */
export function tellRenderer(): void {
  Object.defineProperty(component.ComponentCaller.prototype, 'renderer', {
    value: 'webview',
    configurable: true,
    writable: true,
  });
}
