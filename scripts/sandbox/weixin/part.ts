/** What a part of this sandbox contributes, and how all parts become one. */
import type { ClientRoutes } from './client';
import type { ControlEvents } from './control';
import type { Routes } from './door';

export interface Part {
  /** Calls of the server API. */
  readonly routes?: Routes;
  /** What the WeChat app does. */
  readonly client?: ClientRoutes;
  /** What happens on WeChat's side. */
  readonly events?: ControlEvents;
  /** What it shows, by name. */
  readonly shows?: Readonly<Record<string, () => unknown>>;
  /** Puts in place what is there from the start: at the start, and after everything was forgotten. */
  readonly begin?: () => void;
}

export function joined(
  parts: readonly Part[],
): Required<Omit<Part, 'shows'>> & { readonly summary: () => object } {
  const all = <T>(
    pick: (part: Part) => Readonly<Record<string, T>> | undefined,
  ): Readonly<Record<string, T>> =>
    Object.fromEntries(parts.flatMap((part) => Object.entries(pick(part) ?? {})));
  const shows = all((part) => part.shows);
  return {
    routes: all((part) => part.routes),
    client: all((part) => part.client),
    events: all((part) => part.events),
    summary: () => Object.fromEntries(Object.entries(shows).map(([name, show]) => [name, show()])),
    begin: () => parts.forEach((part) => part.begin?.()),
  };
}
