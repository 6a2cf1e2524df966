// What the small controls have in common: a role for screen readers, keys, and a tap.
import { raise } from '../easel';
import type { BuiltInNode } from '../easel';

/** Makes an element a control: reachable by Tab, pressed by Enter and Space as by a tap. */
export function asControl({ element }: BuiltInNode, role: string): void {
  element.setAttribute('role', role);
  element.tabIndex = 0;
  element.addEventListener('keydown', (event) => {
    if (event.target !== element || (event.key !== 'Enter' && event.key !== ' ')) return;
    event.preventDefault();
    if (!element.hasAttribute('disabled')) raise(element, 'tap', {});
  });
}

/** Calls `draw` now and whenever the page changes a property. */
export function follow(node: BuiltInNode, draw: () => void): void {
  draw();
  node.onChange(draw);
}

/** A property as text; '' where it is missing. */
export function textOf(node: BuiltInNode, property: string): string {
  const value = node.get(property);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** A property as a number; `otherwise` where it is none. */
export function numberOf(node: BuiltInNode, property: string, otherwise = 0): number {
  const value = Number(node.get(property));
  return Number.isFinite(value) ? value : otherwise;
}

/** A length as WeChat writes it: a number is px. */
export const cssLength = (value: string): string =>
  /^-?[\d.]+$/.test(value) ? `${value}px` : rpxAsVw(value);

const rpxAsVw = (value: string): string =>
  value.replace(/(-?[\d.]+)rpx\b/g, (_, amount: string) => `${(Number(amount) * 100) / 750}vw`);

/** Puts a style as the page wrote it on an element, beside what `draw` sets. */
export function setStyleText(element: HTMLElement, text: string): void {
  element.style.cssText = rpxAsVw(text);
}
