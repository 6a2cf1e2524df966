// How a page was reached: by a link's query, or by the scene of a mini-program code, which is a text of at most 32 characters.

type Query = Readonly<Record<string, string | undefined>>;

/**
 * The value of `name`: from the query as it is, from a scene `name=value&…`, or from a scene that is nothing but the value.
 * `others` are further names of the same thing.
 */
export function entryValue(query: Query, name: string, ...others: readonly string[]): string | undefined {
  const direct = [name, ...others].map((one) => query[one]).find((value) => value);
  if (direct) return decoded(direct);
  const scene = decoded(query['scene'] ?? '');
  if (!scene.includes('=')) return scene || undefined;
  const parts = new Map(scene.split('&').map((part) => splitOnce(part)));
  return [name, ...others].map((one) => parts.get(one)).find((value) => value);
}

function splitOnce(part: string): readonly [string, string] {
  const at = part.indexOf('=');
  return at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
}

/** A part of an address as it was meant: WeChat hands a scene over encoded, and a link's query sometimes. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
