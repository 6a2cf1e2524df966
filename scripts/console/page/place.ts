// Where the page is: the part behind # in its address, so that every place has a link and the browser's Back works.

export const views = ['overview', 'order', 'wire', 'shop', 'database', 'run'] as const;
export type View = (typeof views)[number];

/** A place of the console. Parameters are those of the view: `q`, `state`, `pay_sp`, `page` of the overview, `page` of the database. */
export interface Place {
  readonly view: View;
  /** What the view is about: the number of an order, a collection, a run. */
  readonly of: string;
  readonly parameters: URLSearchParams;
}

/** The place that the address names; the overview where it names none. */
export function placeNow(): Place {
  const parameters = new URLSearchParams(location.hash.slice(1));
  const view = views.find((each) => parameters.has(each)) ?? 'overview';
  return { view, of: parameters.get(view) ?? '', parameters };
}

/** The link to a place; parameters that are empty are left out. */
export function linkTo(view: View, of = '', parameters: Readonly<Record<string, string>> = {}): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== '');
  const query = new URLSearchParams([...(view === 'overview' ? [] : [[view, of]]), ...given]);
  return `#${query.toString().replace(/^(\w+)=(?=&|$)/, '$1')}`;
}

/** Runs `then` when the page has come to another place. */
export function onMove(then: () => void): void {
  window.addEventListener('hashchange', then);
}
