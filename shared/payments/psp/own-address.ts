/** Whether an address that a PSP hands out is its own: an answer must not send us, and our signature, anywhere else. */

/**
 * The address as it is sent, if it is on one of `hosts` over https, or on the account's endpoint. Undefined for every other,
 * and for one with credentials in it.
 */
export function ownAddress(url: string, endpoint: string, hosts: readonly string[]): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const address = new URL(url);
  address.hash = '';
  if (address.username !== '' || address.password !== '') return undefined;
  const isTheirs = address.protocol === 'https:' && address.port === '' && hosts.includes(address.hostname);
  return isTheirs || isAtEndpoint(address, endpoint) ? address.href : undefined;
}

/** A configured endpoint, a sandbox's for example, hands out addresses on its own host and port. */
function isAtEndpoint({ origin, protocol, hostname }: URL, endpoint: string): boolean {
  const isSafe = protocol === 'https:' || (protocol === 'http:' && LOOPBACK.includes(hostname));
  return isSafe && URL.canParse(endpoint) && new URL(endpoint).origin === origin;
}

const LOOPBACK: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];
