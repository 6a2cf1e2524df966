// The phone's network, as the desk sets it: slow answers, or none. Runs in the phone before anything else asks for something.

/** What every request waits, milliseconds; a 3G phone waits for about the first of these. */
const waits: Readonly<Record<string, number>> = { fast: 0, '3g': 600, slow: 3000 };

let network = new URLSearchParams(window.location.search).get('network') ?? 'fast';
const isOffline = (): boolean => network === 'offline';
const reach = window.fetch.bind(window);

window.fetch = async (...request) => {
  await new Promise((resolve) => setTimeout(resolve, waits[network] ?? 0));
  // Asked after the wait: who goes offline meanwhile gets no answer.
  if (isOffline()) throw new TypeError('Failed to fetch');
  return reach(...request);
};

Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => !isOffline() });

window.addEventListener('message', ({ origin, data }: MessageEvent<{ network?: unknown } | null>) => {
  if (origin !== window.location.origin || typeof data?.network !== 'string') return;
  const before = isOffline();
  network = data.network;
  if (before !== isOffline()) window.dispatchEvent(new Event(isOffline() ? 'offline' : 'online'));
});
