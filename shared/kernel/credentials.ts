/**
 * What opens another party's door for a while, a token or a ticket: shared by all instances through the database, renewed by one at a
 * time, a while before it ends. Sealed where it is stored.
 */
import type { Outcome } from './exchange';
import { isHeld } from './lease';
import type { Clock, Random } from './ports';
import { change, type Documents, type Versioned } from './versioned';

/** A credential as all instances share it. Times in milliseconds. */
export interface Credential extends Versioned {
  /** `<kind>:<whose>` */
  readonly id: string;
  /** The value, sealed with a secret of its owner; empty before the first. */
  readonly sealed: string;
  readonly expiresAt: number;
  /** From here on somebody renews it, while it still serves. */
  readonly renewAt: number;
  /** Until then one process is renewing it and no other does. */
  readonly leaseUntil: number;
}

export interface Fresh {
  readonly value: string;
  /** Seconds. */
  readonly lifeSeconds: number;
}

/** How values of one owner are sealed (codecs/sealed-text.ts). */
export interface Sealing {
  /** `nonce`: 24 hex characters, never used twice. */
  seal(value: string, about: string, nonce: string): string;
  /** Undefined when it was sealed under another secret, about something else, or was changed. */
  unseal(sealed: string, about: string): string | undefined;
}

/** A credential, and how a new one is got. */
export interface Wanted {
  readonly id: string;
  readonly sealing: Sealing;
  /** A value that the other party has just refused: it is not answered again. */
  readonly refused?: string | undefined;
  /** `isStale`: the last way to get one brought the refused value again. */
  obtain(isStale: boolean): Promise<Outcome<Fresh>>;
}

/** What one process knows of credentials already, and is just finding out. */
export interface KnownCredentials {
  readonly known: Map<string, { readonly value: string; readonly renewAt: number }>;
  readonly finding: Map<string, Promise<Outcome<string>>>;
}

/** What credentials are kept with; `deadline`: when the function must have answered, milliseconds. */
export interface CredentialRoom extends KnownCredentials {
  readonly credentials: Documents<Credential>;
  readonly clock: Clock;
  readonly random: Random;
  readonly deadline: number;
}

const LEASE_MS = 12_000;
/** WeChat hands out the next token this long before the old one ends; earlier than any clock is wrong. */
const EARLY_MS = 300_000;
const WAIT_MS = 250;
const MOST_WAITS = 60;

/** Nothing that is known yet. */
export const noCredentials = (): KnownCredentials => ({ known: new Map(), finding: new Map() });

/** The value of a credential, or why there is none to be had. Rejects when the database does. */
export async function credential(room: CredentialRoom, wanted: Wanted): Promise<Outcome<string>> {
  const { id, refused } = wanted;
  const known = room.known.get(id);
  if (known && known.value !== refused && known.renewAt > room.clock.now())
    return { is: 'ok', value: known.value };
  // Calls that wait side by side in one process share one search.
  const key = `${id} ${refused ?? ''}`;
  const running = room.finding.get(key);
  if (running) return running;
  const search = find(room, wanted).finally(() => room.finding.delete(key));
  room.finding.set(key, search);
  return search;
}

async function find(room: CredentialRoom, wanted: Wanted): Promise<Outcome<string>> {
  for (let waits = 0; waits < MOST_WAITS; waits += 1) {
    const found = await room.credentials.get(wanted.id);
    const usable = usableIn(found, wanted);
    if (found && usable !== undefined && found.renewAt > room.clock.now())
      return remember(room, found, usable);
    const claimed = await claim(room, wanted.id, found);
    if (claimed) return renew(room, claimed, wanted);
    // Somebody else renews it: the old one serves meanwhile, where there is one.
    if (found && usable !== undefined && found.expiresAt > room.clock.now())
      return { is: 'ok', value: usable };
    if (room.clock.now() + WAIT_MS > room.deadline) break;
    await room.clock.sleep(WAIT_MS);
  }
  return { is: 'unsent', why: 'no_time', theirs: 'another process is getting it and did not end in time' };
}

function usableIn(found: Credential | undefined, { sealing, refused }: Wanted): string | undefined {
  const value = found && found.sealed !== '' ? sealing.unseal(found.sealed, found.id) : undefined;
  return value === refused ? undefined : value;
}

function remember(room: CredentialRoom, { id, renewAt }: Credential, value: string): Outcome<string> {
  room.known.set(id, { value, renewAt });
  return { is: 'ok', value };
}

/** The credential with this process's lease on it; undefined while another process has one. */
async function claim(
  { credentials, clock }: CredentialRoom,
  id: string,
  found: Credential | undefined,
): Promise<Credential | undefined> {
  const leaseUntil = clock.now() + LEASE_MS;
  if (!found) {
    const first = { id, version: 1, sealed: '', expiresAt: 0, renewAt: 0, leaseUntil };
    return (await credentials.insert(first)) ? first : undefined;
  }
  if (isHeld(found.leaseUntil, clock.now())) return undefined;
  const claimed = { ...found, leaseUntil, version: (found.version ?? 0) + 1 };
  return (await credentials.replace(claimed, found.version)) ? claimed : undefined;
}

async function renew(room: CredentialRoom, claimed: Credential, wanted: Wanted): Promise<Outcome<string>> {
  const said = await obtainFresh(wanted).catch(async (error: unknown) => {
    await release(room, claimed);
    throw error;
  });
  if (said.is === 'ok') {
    const kept = await change(room.credentials, claimed, (newest) =>
      renewed(room, newest, wanted, said.value),
    );
    return remember(room, kept.document, said.value.value);
  }
  await release(room, claimed);
  const old = usableIn(claimed, wanted);
  return old !== undefined && claimed.expiresAt > room.clock.now() ? { is: 'ok', value: old } : said;
}

async function obtainFresh(wanted: Wanted): Promise<Outcome<Fresh>> {
  const first = await wanted.obtain(false);
  const isStale = first.is === 'ok' && first.value.value === wanted.refused;
  return isStale ? wanted.obtain(true) : first;
}

async function release(room: CredentialRoom, claimed: Credential): Promise<void> {
  await change(room.credentials, claimed, (newest) => ({ ...newest, leaseUntil: 0 }));
}

function renewed(
  { clock, random }: CredentialRoom,
  newest: Credential,
  { sealing }: Wanted,
  { value, lifeSeconds }: Fresh,
): Credential {
  const now = clock.now();
  const lifeMs = lifeSeconds * 1000;
  return {
    ...newest,
    sealed: sealing.seal(value, newest.id, random.hex(12)),
    expiresAt: now + lifeMs,
    renewAt: now + (lifeMs > 2 * EARLY_MS ? lifeMs - EARLY_MS : lifeMs / 2),
    leaseUntil: 0,
  };
}
