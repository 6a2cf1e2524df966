// wx functions about the page that is shown: queries, observers, scrolling, animations.
import { createAnimation } from '../animation';
import type { Router } from '../router';
import { api, WxFailure } from './calling';

interface QueryingPage {
  createSelectorQuery(): object;
  createIntersectionObserver(options?: object): object;
  createMediaQueryObserver(): object;
}

export function pageTools(router: Router) {
  const shown = (): QueryingPage => {
    const page = router.shown()?.page.instance;
    if (!page) throw new Error('no page is shown');
    return page as QueryingPage;
  };
  const observer = (component: QueryingPage | null | undefined) => component ?? shown();
  return {
    createAnimation,
    nextTick: (run: () => void) => void Promise.resolve().then(run),
    createSelectorQuery: () => selectorQuery(shown),
    createIntersectionObserver: (component?: QueryingPage, options?: object) =>
      observer(component).createIntersectionObserver(options),
    createMediaQueryObserver: (component?: QueryingPage) => observer(component).createMediaQueryObserver(),
    pageScrollTo: api('pageScrollTo', (options: ScrollTarget) => scrollPage(router, options)),
  };
}

/** A query of the shown page, also where its answer comes when the page has gone. */
function selectorQuery(shown: () => QueryingPage): object {
  return shown().createSelectorQuery();
}

interface ScrollTarget {
  readonly scrollTop?: number;
  readonly selector?: string;
  readonly offsetTop?: number;
  readonly duration?: number;
}

function scrollPage(
  router: Router,
  { scrollTop, selector, offsetTop = 0, duration = 300 }: ScrollTarget,
): undefined {
  const scroller = router.shown()?.scroller;
  const behavior = duration > 0 ? 'smooth' : 'auto';
  const wanted = selector === undefined ? (scrollTop ?? 0) : placeOf(scroller, selector);
  if (wanted === undefined) throw new WxFailure(`selector "${String(selector)}" is not found`);
  scroller?.scrollTo({ top: wanted + offsetTop, behavior });
  return undefined;
}

function placeOf(scroller: HTMLElement | undefined, selector: string): number | undefined {
  const found = scroller?.querySelector(selector.replace(/#([\w-]+)/g, '[id$="--$1"]'));
  if (!scroller || !found) return undefined;
  return scroller.scrollTop + found.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
}
