/** Keys that vouch for a PSP's messages: pinned ones from the configuration, downloaded ones refreshed in time. */
import type { TrustedKey, Env } from '../../kernel/exchange';
import type { KeySource } from '../psp/connector';
import type { Fields } from '../../kernel/fields';
import { PayError } from '../../kernel/errors';
import type { Ports } from '../ports';
import type { ConnectedAccount } from './payment-config';

/** WeChat Pay asks for an interval below 12 hours (certificate guide, read 2026-11). */
const REFRESH_MS = 10 * 3600_000;
/** An unknown serial may cause one download a minute, so that forgeries cannot make us hammer the PSP. */
const RETRY_MS = 60_000;

export interface TrustedKeys {
  /** The keys that an account's messages may be signed with. */
  of(connected: ConnectedAccount): Promise<readonly TrustedKey[]>;
  /** Downloads anew after a message named a key that we do not have. False when that was done a moment ago. */
  refresh(connected: ConnectedAccount): Promise<boolean>;
}

/** Downloaded keys of one account. Times in milliseconds, 0 = never. */
interface Kept {
  readonly keys: readonly TrustedKey[];
  readonly fetchedAt: number;
  readonly triedAt: number;
}

const NOTHING: Kept = { keys: [], fetchedAt: 0, triedAt: 0 };

export function createTrustedKeys(ports: DownloadPorts): TrustedKeys {
  // Keyed by the account object: a changed configuration is a new account and starts without old keys.
  const kept = new WeakMap<object, Kept>();
  const underWay = new WeakMap<object, Promise<void>>();
  const known = (connected: ConnectedAccount): Kept => kept.get(connected.account) ?? NOTHING;

  /** One download at a time per account; whoever needs the keys meanwhile waits for the same one. */
  function fetchKeys(connected: ConnectedAccount, source: KeySource<Fields>): Promise<void> {
    const running = underWay.get(connected.account) ?? fetchOnce(connected, source);
    underWay.set(connected.account, running);
    return running.finally(() => underWay.delete(connected.account));
  }

  async function fetchOnce(connected: ConnectedAccount, source: KeySource<Fields>): Promise<void> {
    const before = known(connected);
    try {
      kept.set(connected.account, await download(ports, connected, source, before));
    } catch (error) {
      kept.set(connected.account, { ...before, triedAt: ports.clock.now() });
      ports.log('keys', {
        pay_sp: connected.account.paySp,
        outcome: error instanceof Error ? error.message : 'failed',
      });
    }
  }

  return {
    async of(connected) {
      const source = connected.connector.keys;
      if (!source) return [];
      const { account } = connected;
      const isStale = ports.clock.now() - known(connected).fetchedAt > REFRESH_MS;
      if (source.downloads(account) && isStale && mayTry(known(connected), ports.clock.now())) {
        await fetchKeys(connected, source);
      }
      const pinned = source.pinned(account);
      if (!source.downloads(account)) refuseExpired(connected, pinned, ports.clock.now());
      return [...pinned, ...known(connected).keys];
    },
    async refresh(connected) {
      const source = connected.connector.keys;
      if (!source?.downloads(connected.account) || !mayTry(known(connected), ports.clock.now())) return false;
      await fetchKeys(connected, source);
      return true;
    },
  };
}

/** Without one key in force no message could be believed: better said before anything is sent. */
function refuseExpired({ account }: ConnectedAccount, pinned: readonly TrustedKey[], now: number): void {
  const expired = pinned.filter(({ notAfter }) => notAfter !== undefined && notAfter <= now);
  if (pinned.length === 0 || expired.length < pinned.length) return;
  const which = expired.map(
    ({ serial, notAfter = 0 }) => `${serial} expired on ${new Date(notAfter).toISOString().slice(0, 10)}`,
  );
  throw new PayError(
    'CONFIG_INVALID',
    `configuration "${account.configId}": ${account.paySp}: certificates: ${which.join(', ')}. Pin the present one, or leave certificates out to have them downloaded`,
  );
}

type DownloadPorts = Pick<Ports, 'http' | 'clock' | 'random' | 'log'>;

async function download(
  ports: DownloadPorts,
  { account }: ConnectedAccount,
  source: KeySource<Fields>,
  before: Kept,
): Promise<Kept> {
  const now = ports.clock.now();
  const env: Env = { now, nonce: ports.random.hex(16), keys: [...source.pinned(account), ...before.keys] };
  const request = source.download.request(true, account, env);
  const reply = request && !('cloudPay' in request) ? await ports.http.send(request) : undefined;
  const outcome = reply && source.download.reply(reply, true, account, env);
  ports.log('keys', { pay_sp: account.paySp, outcome: outcome?.is });
  return outcome?.is === 'ok'
    ? { keys: outcome.value, fetchedAt: now, triedAt: now }
    : { ...before, triedAt: now };
}

const mayTry = (kept: Kept, now: number): boolean => now - kept.triedAt > RETRY_MS;
