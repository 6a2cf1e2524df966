/** Web addresses in a configuration: those that we call, and the one that PSPs are told. */

export type Address = { readonly url: string } | { readonly problem: string };

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** An https address without a trailing slash; plain http only on this machine's loopback. */
export function webAddress(raw: unknown): Address {
  if (raw === undefined || raw === null || raw === '') return { problem: 'is missing' };
  const address = parseUrl(raw);
  if (!address) return { problem: 'must be a web address' };
  const { protocol, hostname, search } = address;
  const isLocal = LOOPBACK.includes(hostname);
  if (protocol !== 'https:' && !(protocol === 'http:' && isLocal))
    return { problem: 'must begin with https://' };
  if (search !== '') return { problem: 'must have no query (?…)' };
  return { url: address.href.replace(/\/+$/, '') };
}

/** `URL.canParse` is younger than the oldest runtime that CloudBase offers. */
function parseUrl(raw: unknown): URL | undefined {
  try {
    return typeof raw === 'string' ? new URL(raw) : undefined;
  } catch {
    return undefined;
  }
}

/** What may stand in an address that we call, and not in one that a PSP is told. */
export function untellable(raw: unknown): string | undefined {
  const { username, password, hash, hostname } = parseUrl(raw) ?? {};
  if (username || password) return 'must have no user name or password';
  if (hash || String(raw).includes('#')) return 'must have no fragment (#…)';
  const hasPort = /^https?:\/\/[^/]*:\d+(\/|$)/.test(String(raw));
  return hasPort && !LOOPBACK.includes(hostname ?? '') ? 'must have no port' : undefined;
}
