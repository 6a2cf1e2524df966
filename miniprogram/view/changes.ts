// What setData is given: WeChat copies it to another thread as text, so only what differs is sent.

type Data = Readonly<Record<string, unknown>>;

/** Gives a page what of `next` it does not show yet; nothing where it shows all of it. */
export function update(
  page: { readonly data: Data; setData(next: Record<string, unknown>): void },
  next: Data,
): void {
  const changed = changes(page.data, next);
  if (Object.keys(changed).length > 0) page.setData(changed);
}

/**
 * What of `next` differs from `shown`. A list of the same rows in the same places is told row by row (`cards[3]`), so that one
 * order that moves does not send three hundred.
 */
export function changes(shown: Data, next: Data): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(next).flatMap(([name, value]) => change(name, shown[name], value)),
  );
}

function change(name: string, before: unknown, after: unknown): [string, unknown][] {
  if (isSame(before, after)) return [];
  if (
    !Array.isArray(before) ||
    !Array.isArray(after) ||
    before.length === 0 ||
    before.length > after.length
  ) {
    return [[name, after]];
  }
  const rows = after.flatMap((row: unknown, at): [string, unknown][] =>
    isSame(before[at], row) ? [] : [[`${name}[${at}]`, row]],
  );
  return rows.length < after.length ? rows : [[name, after]];
}

const isSame = (one: unknown, other: unknown): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other);
