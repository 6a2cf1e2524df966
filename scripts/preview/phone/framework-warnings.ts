// What the framework warns of: WeChat says nothing of it on a phone, so only what an author can mend is told, once.
import { addGlobalWarningListener } from 'glass-easel';
import { warnOnce } from './warning';

/** The framework knows components by their path. */
interface Known {
  readonly is?: unknown;
}

/** Tells what the mini-program's own pages and components do; packages and built-ins are left alone. */
export function filterFrameworkWarnings(): void {
  addGlobalWarningListener((message, component, element) => {
    const owner = pathOf(component);
    const isOurs = owner !== '' && !owner.includes('miniprogram_npm/') && !owner.startsWith('built-in/');
    // Built-ins have properties that change nothing here.
    const isAboutBuiltIn = pathOf(element).startsWith('built-in/');
    const isHarmless = isAboutBuiltIn || message.endsWith('is not a valid property');
    if (isOurs && !isHarmless) warnOnce(`${owner}: ${message}`);
    return false;
  });
}

function pathOf(component: unknown): string {
  if (typeof component === 'string') return component;
  const is = (component as Known | undefined)?.is;
  return typeof is === 'string' ? is : '';
}
