// Headers that open something: they are written down nowhere.
import { isDoc } from '../database/document';
import { credentialsHeader } from '../gateway-credentials';

type Headers = Readonly<Record<string, string>>;

/** Headers whose whole value is a credential, lower case. */
export const secretHeaders = ['cookie', 'set-cookie', 'x-api-key', 'x-client-id', 'x-api-token'];

const all = new Set([...secretHeaders, 'authorization', 'proxy-authorization', credentialsHeader]);

const isCredential = (name: string): boolean => all.has(name.toLowerCase());

/** The headers that may be written down, and the names, lower case, of those that may not. */
export function openHeaders(headers: Headers): { readonly headers: Headers; readonly withheld: string[] } {
  const given = Object.entries(headers);
  return {
    headers: Object.fromEntries(given.filter(([name]) => !isCredential(name))),
    withheld: given.map(([name]) => name.toLowerCase()).filter(isCredential),
  };
}

/** A body of /wx/callHTTPFunction, which carries headers of its own in `header`, as it may be written down; any other body as it is. */
export function openBody(url: string, body: Buffer): { readonly body: Buffer; readonly withheld: string[] } {
  const call = pathOf(url).startsWith('/wx/callHTTPFunction') ? parsed(body) : undefined;
  if (!isDoc(call) || !isDoc(call.header)) return { body, withheld: [] };
  const { headers, withheld } = openHeaders(call.header as Headers);
  if (withheld.length === 0) return { body, withheld };
  return { body: Buffer.from(JSON.stringify({ ...call, header: headers })), withheld };
}

/** A server decodes it before it looks at it. */
function pathOf(url: string): string {
  const [path = ''] = url.split('?');
  try {
    return decodeURIComponent(path);
  } catch {
    return '';
  }
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
