/**
 * Access tokens and tickets: shared by all instances through the database, renewed by one at a time, a while before they end
 * (WeChat documentation, "Get stable access token" and "jsapi_ticket", read 2026-11). Sealed where they are stored.
 */
import { seal, unseal } from '../../codecs/sealed-text';
import { PayError } from '../../kernel/errors';
import type { Outcome } from '../../kernel/exchange';
import { change } from '../../kernel/versioned';
import type { App } from '../wechat-config';
import type { Credential, Wechat } from './wechat';

export interface Fresh {
  readonly value: string;
  /** Seconds. */
  readonly lifeSeconds: number;
}

/** A credential of an app, and how a new one is got. */
export interface Wanted {
  readonly app: App;
  readonly kind: 'access_token' | 'jsapi' | 'wx_card';
  /** A value that WeChat has just refused: it is not answered again. */
  readonly refused?: string | undefined;
  /** `isStale`: the last way to get one brought the refused value again. */
  obtain(isStale: boolean): Promise<Outcome<Fresh>>;
}

const LEASE_MS = 12_000;
/** WeChat hands out the next token this long before the old one ends. */
const EARLY_MS = 300_000;
const WAIT_MS = 250;
const MOST_WAITS = 60;

/**
 * The value of a credential.
 * @throws PayError WECHAT_UNREACHABLE, WECHAT_UNKNOWN or WECHAT_REFUSED when there is none to be had
 */
export async function credential(wechat: Wechat, wanted: Wanted): Promise<string> {
  const id = `${wanted.kind}:${wanted.app.appid}`;
  const known = wechat.known.get(id);
  if (known && known.value !== wanted.refused && known.renewAt > wechat.clock.now()) return known.value;
  // Calls that wait side by side in one process share one search.
  const key = `${id} ${wanted.refused ?? ''}`;
  const running = wechat.finding.get(key);
  if (running) return running;
  const search = find(wechat, id, wanted).finally(() => wechat.finding.delete(key));
  wechat.finding.set(key, search);
  return search;
}

async function find(wechat: Wechat, id: string, wanted: Wanted): Promise<string> {
  for (let waits = 0; waits < MOST_WAITS; waits += 1) {
    const found = await wechat.credentials.get(id);
    const usable = usableIn(found, wanted);
    if (found && usable !== undefined && found.renewAt > wechat.clock.now())
      return remember(wechat, found, usable);
    const claimed = await claim(wechat, id, found);
    if (claimed) return renew(wechat, claimed, wanted);
    // Somebody else renews it: the old one serves meanwhile, where there is one.
    if (found && usable !== undefined && found.expiresAt > wechat.clock.now()) return usable;
    if (wechat.clock.now() + WAIT_MS > wechat.deadline) break;
    await wechat.clock.sleep(WAIT_MS);
  }
  throw new PayError(
    'WECHAT_UNREACHABLE',
    'another process is getting the access token and did not end in time',
  );
}

function usableIn(found: Credential | undefined, { app, refused }: Wanted): string | undefined {
  const value = found && found.sealed !== '' ? unseal(found.sealed, app.secret, found.id) : undefined;
  return value === refused ? undefined : value;
}

function remember(wechat: Wechat, { id, renewAt }: Credential, value: string): string {
  wechat.known.set(id, { value, renewAt });
  return value;
}

/** The credential with this process's lease on it; undefined while another process has one. */
async function claim(
  wechat: Wechat,
  id: string,
  found: Credential | undefined,
): Promise<Credential | undefined> {
  const { credentials, clock } = wechat;
  const leaseUntil = clock.now() + LEASE_MS;
  if (!found) {
    const first = { id, version: 1, sealed: '', expiresAt: 0, renewAt: 0, leaseUntil };
    return (await credentials.insert(first)) ? first : undefined;
  }
  if (found.leaseUntil > clock.now()) return undefined;
  const claimed = { ...found, leaseUntil, version: (found.version ?? 0) + 1 };
  return (await credentials.replace(claimed, found.version)) ? claimed : undefined;
}

async function renew(wechat: Wechat, claimed: Credential, wanted: Wanted): Promise<string> {
  const said = await obtainFresh(wanted).catch(async (error: unknown) => {
    await release(wechat, claimed);
    throw error;
  });
  if (said.is === 'ok') {
    const kept = await change(wechat.credentials, claimed, (newest) =>
      renewed(wechat, newest, wanted, said.value),
    );
    return remember(wechat, kept.document, said.value.value);
  }
  await release(wechat, claimed);
  const old = usableIn(claimed, wanted);
  if (old !== undefined && claimed.expiresAt > wechat.clock.now()) return old;
  throw failureOf(said, wanted);
}

async function obtainFresh(wanted: Wanted): Promise<Outcome<Fresh>> {
  const first = await wanted.obtain(false);
  const isStale = first.is === 'ok' && first.value.value === wanted.refused;
  return isStale ? wanted.obtain(true) : first;
}

async function release(wechat: Wechat, claimed: Credential): Promise<void> {
  await change(wechat.credentials, claimed, (newest) => ({ ...newest, leaseUntil: 0 }));
}

function renewed(
  wechat: Wechat,
  newest: Credential,
  { app }: Wanted,
  { value, lifeSeconds }: Fresh,
): Credential {
  const now = wechat.clock.now();
  const lifeMs = lifeSeconds * 1000;
  return {
    ...newest,
    sealed: seal(value, app.secret, newest.id, wechat.random.hex(12)),
    expiresAt: now + lifeMs,
    renewAt: now + (lifeMs > 2 * EARLY_MS ? lifeMs - EARLY_MS : lifeMs / 2),
    leaseUntil: 0,
  };
}

function failureOf(said: Exclude<Outcome<Fresh>, { is: 'ok' }>, { app, kind }: Wanted): PayError {
  const what = `the ${kind} of app ${app.appid}`;
  switch (said.is) {
    case 'unsent':
      return new PayError('WECHAT_UNREACHABLE', `${what}: ${said.theirs}`);
    case 'unknown':
      return new PayError('WECHAT_UNREACHABLE', `${what}: no usable answer (${said.why}). Try again`);
    case 'refused':
      return new PayError(
        'WECHAT_REFUSED',
        `${what}: ${said.theirs}. Check appid and secret in the configuration`,
      );
  }
}
