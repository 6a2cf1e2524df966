// How wx.request writes what it sends and reads what it gets (developers.weixin.qq.com, wx.request, read 2026-11).

export type Header = Readonly<Record<string, unknown>>;

/** What goes out. */
export interface Written {
  readonly url: string;
  readonly header: Readonly<Record<string, string>>;
  readonly body?: string | ArrayBuffer;
}

interface Asked {
  readonly url: string;
  readonly method: string;
  readonly header: Header;
  readonly data: unknown;
}

/** `data` becomes the query of a GET, otherwise the body, written as the content-type says. */
export function written({ url, method, header, data }: Asked): Written {
  const named = withContentType(header);
  if (data === undefined || data === null) return { url, header: named };
  if (method === 'GET' || method === 'HEAD') return { url: withQuery(url, data), header: named };
  return { url, header: named, body: bodyOf(data, named['content-type'] ?? '') };
}

/** Names in lower case, values as text. */
function withContentType(header: Header): Record<string, string> {
  const rows = Object.entries(header).filter(([, value]) => value !== undefined && value !== null);
  const named = Object.fromEntries(rows.map(([name, value]) => [name.toLowerCase(), String(value)]));
  return { 'content-type': 'application/json', ...named };
}

function bodyOf(data: unknown, contentType: string): string | ArrayBuffer {
  if (typeof data === 'string' || data instanceof ArrayBuffer) return data;
  if (ArrayBuffer.isView(data))
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice().buffer;
  return contentType.includes('x-www-form-urlencoded') ? pairsOf(data) : JSON.stringify(data);
}

function withQuery(url: string, data: unknown): string {
  const query = typeof data === 'string' ? data : pairsOf(data);
  const [place = '', fragment] = url.split('#');
  if (query === '') return url;
  const asked = `${place}${place.includes('?') ? '&' : '?'}${query}`;
  return fragment === undefined ? asked : `${asked}#${fragment}`;
}

const pairsOf = (data: unknown): string =>
  Object.entries(data as object)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(valueText(value))}`)
    .join('&');

const valueText = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);

/** The answer's `data`: bytes, or text, which is taken as JSON where it is JSON and nothing else was asked for. */
export function received(bytes: ArrayBuffer, { responseType, dataType }: Wanted): unknown {
  if (responseType === 'arraybuffer') return bytes;
  const text = new TextDecoder().decode(bytes);
  if (dataType !== 'json') return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

interface Wanted {
  readonly responseType: string;
  readonly dataType: string;
}
