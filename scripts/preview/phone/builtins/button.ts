// <button>: reachable by keyboard and named as a button for screen readers and tests.
import { raise } from '../easel';
import type { BuiltInNode } from '../easel';

export function button({ element }: BuiltInNode): void {
  element.setAttribute('role', 'button');
  element.tabIndex = 0;
  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    if (!element.hasAttribute('disabled')) raise(element, 'tap', {});
  });
}
