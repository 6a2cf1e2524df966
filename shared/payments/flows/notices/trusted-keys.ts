/** Keys that vouch for a PSP's messages: pinned ones from the configuration, downloaded ones refreshed in time. */
import { exchange, type Env, type Exchanging, type Outcome, type TrustedKey } from '../../../kernel/exchange';
import { PayError } from '../../../kernel/errors';
import type { Fields } from '../../../kernel/fields';
import type { KeySource } from '../../psp/connector';
import type { ConnectedAccount } from '../payment-config';
import type { Ports } from '../../ports';

/** WeChat Pay asks for an interval below 12 hours (certificate guide, read 2026-11). */
const REFRESH_MS = 10 * 3600_000;
/** An unknown serial may cause one download a minute, so that forgeries cannot make us hammer the PSP. */
const RETRY_MS = 60_000;

/** The keys that an account's messages may be signed with; `missing`: there are none, and why. */
export interface Keys {
  readonly keys: readonly TrustedKey[];
  readonly missing?: Extract<Outcome<never>, { is: 'unsent' }>;
}

/** What a download needs. */
type Downloading = Exchanging & Pick<Ports, 'http' | 'random'>;

export interface TrustedKeys {
  of(shop: Downloading, connected: ConnectedAccount): Promise<Keys>;
  /** Downloads anew after a message named a key that we do not have. False when that was done a moment ago. */
  refresh(shop: Downloading, connected: ConnectedAccount): Promise<boolean>;
}

/** Downloaded keys of one account, and what came of the last download. Times in milliseconds, 0 = never. */
interface Kept {
  readonly keys: readonly TrustedKey[];
  readonly fetchedAt: number;
  readonly triedAt: number;
  readonly last?: Outcome<unknown>;
}

const NOTHING: Kept = { keys: [], fetchedAt: 0, triedAt: 0 };

export function createTrustedKeys(): TrustedKeys {
  // Keyed by the account object: a changed configuration is a new account and starts without old keys.
  const kept = new WeakMap<object, Kept>();
  const underWay = new WeakMap<object, Promise<void>>();
  const known = ({ account }: ConnectedAccount): Kept => kept.get(account) ?? NOTHING;

  /** One download at a time per account; whoever needs the keys meanwhile waits for the same one. */
  function fetchKeys(
    shop: Downloading,
    connected: ConnectedAccount,
    source: KeySource<Fields>,
  ): Promise<void> {
    const { account } = connected;
    const running = underWay.get(account) ?? fetchOnce(shop, connected, source);
    underWay.set(account, running);
    return running.finally(() => underWay.delete(account));
  }

  async function fetchOnce(
    shop: Downloading,
    connected: ConnectedAccount,
    source: KeySource<Fields>,
  ): Promise<void> {
    const before = known(connected);
    const last = await download(shop, connected, source, before);
    const now = shop.clock.now();
    const fetched = last.is === 'ok' ? { keys: last.value, fetchedAt: now } : before;
    kept.set(connected.account, { ...fetched, triedAt: now, last });
  }

  return {
    async of(shop, connected) {
      const source = connected.connector.keys;
      if (!source) return { keys: [] };
      const { account } = connected;
      const downloads = source.downloads(account);
      const isStale = shop.clock.now() - known(connected).fetchedAt > REFRESH_MS;
      if (downloads && isStale && mayTry(known(connected), shop.clock.now())) {
        await fetchKeys(shop, connected, source);
      }
      const pinned = source.pinned(account);
      if (!downloads) refuseExpired(connected, pinned, shop.clock.now());
      const keys = [...pinned, ...known(connected).keys];
      return keys.length > 0 ? { keys } : { keys, missing: missing(known(connected)) };
    },
    async refresh(shop, connected) {
      const source = connected.connector.keys;
      if (!source?.downloads(connected.account) || !mayTry(known(connected), shop.clock.now())) return false;
      await fetchKeys(shop, connected, source);
      return true;
    },
  };
}

/** Why there is no key at all: nobody was reached, or the PSP answers and gives none, which the configuration must mend. */
function missing({ last }: Kept): Extract<Outcome<never>, { is: 'unsent' }> {
  if (last?.is === 'unsent') return last;
  const theirs = last === undefined || last.is === 'ok' ? 'no keys' : (last.theirs ?? last.why);
  if (!saidNo(last)) return { is: 'unsent', why: 'keys_away', theirs };
  return {
    is: 'unsent',
    why: 'no_keys',
    theirs: `its certificates cannot be downloaded, it says: ${theirs}. Check mchid, serial_no and private_key, or configure public_key_id and public_key (merchants admitted since late 2024 have no certificates)`,
  };
}

const saidNo = (last: Kept['last']): boolean =>
  last?.is === 'refused' || (last?.is === 'unknown' && last.why === 'undocumented');

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

async function download(
  shop: Downloading,
  { account }: ConnectedAccount,
  source: KeySource<Fields>,
  before: Kept,
): Promise<Outcome<readonly TrustedKey[]>> {
  const now = shop.clock.now();
  const env: Env = { now, nonce: shop.random.hex(16), keys: [...source.pinned(account), ...before.keys] };
  const request = source.download.request(true, account, env);
  if (!request || 'cloudPay' in request) return { is: 'unsent', why: 'unaskable', theirs: 'no address' };
  return exchange(
    shop,
    { party: account.paySp, operation: 'keys' },
    (limitMs) => shop.http.send(request, limitMs),
    (reply) => source.download.reply(reply, true, account, env),
  );
}

const mayTry = (kept: Kept, now: number): boolean => now - kept.triedAt > RETRY_MS;
