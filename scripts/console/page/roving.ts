// Lists that are one stop for Tab: arrows, Home and End move inside, Tab goes on. What an unfolded row holds can be reached from it.

const handles = ':scope > a, :scope > * > summary, :scope > * > a.row';

/** Makes a list one Tab stop. To be asked again after its rows have changed. */
export function rove(list: HTMLElement): void {
  const all = rowsOf(list);
  const current =
    all.find((each) => each === document.activeElement) ?? all.find(({ tabIndex }) => tabIndex === 0);
  stopAt(all, all.length > 0 ? (current ?? all[0]) : undefined);
  if (list.dataset['roving'] !== undefined) return;
  list.dataset['roving'] = '';
  list.addEventListener('keydown', (event) => move(list, event));
  list.addEventListener('focusin', ({ target }) => {
    const rows = rowsOf(list);
    const row = rows.find((each) => each === target);
    if (row) stopAt(rows, row);
  });
}

const rowsOf = (list: HTMLElement): HTMLElement[] => [...list.querySelectorAll<HTMLElement>(handles)];

function stopAt(all: readonly HTMLElement[], row: HTMLElement | undefined): void {
  for (const each of all) each.tabIndex = each === row ? 0 : -1;
}

function move(list: HTMLElement, event: KeyboardEvent): void {
  const rows = rowsOf(list);
  const at = rows.findIndex((each) => each === event.target);
  if (at < 0) return;
  const last = rows.length - 1;
  const places: Readonly<Record<string, number>> = {
    ...{ ArrowDown: Math.min(at + 1, last), ArrowUp: Math.max(at - 1, 0) },
    ...{ Home: 0, End: last },
  };
  const next = rows[places[event.key] ?? -1];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
