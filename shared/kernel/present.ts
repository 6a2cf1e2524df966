/** Optional fields under exactOptionalPropertyTypes: a field is there with a value, or it is not there at all. */

type Present<T> = { readonly [Name in keyof T]?: Exclude<T[Name], undefined> };

/** The fields of `fields` that have a value. */
export function present<T extends object>(fields: T): Present<T> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  // Only undefined values were dropped, so what is left has exactly the optional type.
  return Object.fromEntries(entries) as Present<T>;
}
