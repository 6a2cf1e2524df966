/** The way out of a network that has a proxy: Node's `fetch` does not look at HTTPS_PROXY, HTTP_PROXY and NO_PROXY by itself. */

const NAMES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'];

/** From here on `fetch` takes the way that the environment names. */
export async function goByProxy(): Promise<void> {
  if (NAMES.every((name) => (process.env[name] ?? '') === '')) return;
  const { EnvHttpProxyAgent, setGlobalDispatcher } = await import('undici');
  setGlobalDispatcher(new EnvHttpProxyAgent());
}
