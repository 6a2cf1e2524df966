/**
 * Addresses of web pages that the merchant's official account serves: only those whose host is listed, letter by letter as a
 * browser writes it. What another reader could take for another host (user names, capitals, a dot at the end, percent signs,
 * letters beyond ASCII) is not listed, so it is refused.
 */
import { PayError } from '../kernel/errors';

/** http or https, then visible ASCII without a backslash, which browsers read as a slash. */
export const ADDRESS = /^https?:\/\/[!-[\]-~]{1,2040}$/;

/** The host, and its port where one is written: all between the slashes and the path, query or fragment. */
const hostIn = (address: string): string => /^https?:\/\/([^/?#]*)/.exec(address)?.[1] ?? '';

const isLoopback = (host: string): boolean => /^(127\.0\.0\.1|localhost)(:\d{1,5})?$/.test(host);

/** @throws PayError INVALID_INPUT when the host of `address`, the input's field `name`, is not listed */
export function requireListed(name: string, address: string, hosts: readonly string[]): void {
  if (hosts.includes(hostIn(address))) return;
  throw new PayError(
    'INVALID_INPUT',
    `${name}: its host must be listed in official_account.oauth_hosts of the configuration, exactly as a browser shows it`,
  );
}

/**
 * Whether a page may be sent somebody's ticket: over http anybody on the way could take it, and be them on the https page.
 */
export const isPrivate = (address: string): boolean =>
  address.startsWith('https://') || isLoopback(hostIn(address));

/** The address without its fragment, which no server sees. */
export const withoutFragment = (address: string): string => address.replace(/#.*$/, '');

/** The address of a host that is listed; of a loopback one always, for WeChat sends nobody from elsewhere there. */
export function addressOf(host: string, hosts: readonly string[]): string | undefined {
  if (isLoopback(host)) return `http://${host}`;
  return hosts.includes(host) ? `https://${host}` : undefined;
}
