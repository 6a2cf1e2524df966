/**
 * Random texts that are handed out and taken back once: the state that goes through WeChat's page, and the ticket that a web
 * page swaps for an identity. Only their hashes are stored, so that nobody who reads the database holds one.
 */
import { createHash } from 'node:crypto';
import { PayError } from '../kernel/errors';
import { change } from '../kernel/versioned';
import type { IdentityPorts, Pass } from './ports';

const MINUTE_MS = 60_000;

/** WeChat's page may wait for the person, whose code then lives five minutes; a ticket goes straight to its page. */
const LIFE_MS: Readonly<Record<Pass['kind'], number>> = { state: 10 * MINUTE_MS, ticket: 2 * MINUTE_MS };

/** What a pass is about. */
export type Purpose = Pick<Pass, 'kind' | 'appid' | 'redirect' | 'openid' | 'unionid'>;

/** A new pass: 64 hex digits. */
export async function issue({ passes, wechat }: IdentityPorts, purpose: Purpose): Promise<string> {
  const text = wechat.random.hex(32);
  const createdAt = wechat.clock.now();
  const isNew = await passes.insert({
    ...purpose,
    id: idOf(purpose.kind, text),
    createdAt,
    expiresAt: createdAt + LIFE_MS[purpose.kind],
    usedAt: undefined,
    version: 1,
  });
  if (!isNew) throw new PayError('BUSY', 'the random text is taken. Try again');
  return text;
}

/**
 * Takes a pass back; of many calls at once one gets it.
 * @throws PayError SESSION_NOT_FOUND for one that was never handed out, is used, or is over
 */
export async function take(
  { passes, wechat }: IdentityPorts,
  kind: Pass['kind'],
  text: string,
): Promise<Pass> {
  const now = wechat.clock.now();
  const found = await passes.get(idOf(kind, text));
  const taken =
    found &&
    (await change(passes, found, (newest) =>
      newest.usedAt !== undefined || newest.expiresAt <= now ? undefined : { ...newest, usedAt: now },
    ));
  if (taken?.wrote !== true) throw notFound(kind);
  return taken.document;
}

export const notFound = (kind: Pass['kind']): PayError =>
  new PayError('SESSION_NOT_FOUND', `this ${kind} is unknown, used or over. Start the sign-in again`);

/** One kind never passes for the other. */
const idOf = (kind: Pass['kind'], text: string): string =>
  createHash('sha256').update(`${kind}:${text}`, 'utf8').digest('hex');
