// The database browser: the collections, and one of them page by page. Nothing can be changed here.
import type { DatabasePage } from '../console-data';
import { button, el } from './dom';
import { say } from './language';
import { linkTo, type Place } from './place';
import { foldable } from './row-list';
import { rove } from './roving';

export class DatabaseView {
  constructor(private readonly parent: HTMLElement) {}

  /** Reads the collection that the place names, or only which there are. */
  async draw({ of, parameters }: Place): Promise<void> {
    if (this.parent.childElementCount === 0) this.parent.replaceChildren(el('p', 'empty', say('loading')));
    const query = new URLSearchParams({ collection: of, page: parameters.get('page') ?? '1' });
    const response = await fetch(`/console/database?${query.toString()}`);
    const page = (await response.json()) as DatabasePage;
    const documents = documentsOf(page, of);
    this.parent.replaceChildren(collectionsOf(page, of), documents, pagerOf(page, of));
    rove(documents);
  }
}

function collectionsOf({ collections }: DatabasePage, chosen: string): HTMLElement {
  const links = collections.map(({ name, count }) => {
    const link = el('a', 'chip', `${name} ${count < 1000 ? count : '1000+'}`);
    link.href = linkTo('database', name);
    if (name === chosen) link.setAttribute('aria-current', 'page');
    return link;
  });
  const list = el('nav', 'collections', ...links);
  list.setAttribute('aria-label', say('collections'));
  rove(list);
  return list;
}

function documentsOf({ documents }: DatabasePage, chosen: string): HTMLElement {
  if (chosen === '') return el('div', '', el('p', 'empty', say('chooseCollection')));
  if (documents.length === 0) return el('div', '', el('p', 'empty', say('collectionEmpty')));
  return el(
    'div',
    'documents',
    ...documents.map(({ id, text }) =>
      foldable(id, el('summary', '', el('span', 'mono', id)), el('pre', 'raw', text)),
    ),
  );
}

function pagerOf({ page, pages }: DatabasePage, chosen: string): HTMLElement {
  const to = (next: number) => () => {
    location.hash = linkTo('database', chosen, { page: String(next) });
  };
  const before = button(say('pageBefore'), to(page - 1));
  const after = button(say('pageAfter'), to(page + 1));
  before.disabled = page <= 1;
  after.disabled = page >= pages;
  const pager = el(
    'div',
    'pager',
    before,
    el('span', 'muted', say('pageOf', { n: String(page), all: String(pages) })),
    after,
  );
  pager.hidden = pages < 2;
  return pager;
}
