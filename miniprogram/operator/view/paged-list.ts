// A list that comes in pages, that keeps its place when it is loaded anew, and what it has while the service is away.
import type { Unreadable } from '../../services/operator';

/** A page, and the documents that nobody can read. */
export interface ListPage<T> {
  readonly items: readonly T[];
  readonly unreadable: readonly Unreadable[];
}

/** Asks for so many entries after one that is known. */
export type Ask<T> = (limit: number, after?: T) => Promise<ListPage<T>>;

/** So many entries are loaded anew at most when the page is shown again. */
const mostAnew = 100;
const mostAtOnce = 50;

export class PagedList<T> {
  items: readonly T[] = [];
  unreadable: readonly Unreadable[] = [];
  more = false;
  /** When the list was last as the server has it, ms since the epoch; 0: never. */
  askedAt = 0;
  private round = 0;

  constructor(
    private readonly idOf: (item: T) => string,
    private readonly pageSize = 20,
  ) {}

  /** Loads from the start as many as are shown, so that nothing jumps. Answers false where something newer was asked meanwhile. */
  async refresh(ask: Ask<T>, now: () => number): Promise<boolean> {
    const round = this.begin();
    const wanted = Math.min(mostAnew, Math.max(this.pageSize, this.items.length));
    const limit = Math.min(mostAtOnce, wanted);
    let pages = await ask(limit);
    let items = pages.items;
    let { unreadable } = pages;
    while (items.length < wanted && pages.items.length >= limit) {
      pages = await ask(limit, items[items.length - 1]);
      items = [...items, ...pages.items];
      unreadable = [...unreadable, ...pages.unreadable];
    }
    if (round !== this.round) return false;
    this.items = items;
    this.unreadable = unreadable;
    this.more = pages.items.length >= limit;
    this.askedAt = now();
    return true;
  }

  /** Adds the next page. Answers false where the list became another one meanwhile. */
  async loadMore(ask: Ask<T>): Promise<boolean> {
    const { round } = this;
    const page = await ask(this.pageSize, this.items[this.items.length - 1]);
    if (round !== this.round) return false;
    const known = new Set(this.items.map(this.idOf));
    this.items = [...this.items, ...page.items.filter((item) => !known.has(this.idOf(item)))];
    this.unreadable = [...this.unreadable, ...page.unreadable];
    this.more = page.items.length >= this.pageSize;
    return true;
  }

  /** Forgets what is shown: another list is meant. */
  clear(): void {
    this.begin();
    this.items = [];
    this.unreadable = [];
    this.more = false;
  }

  private begin(): number {
    this.round += 1;
    return this.round;
  }
}
