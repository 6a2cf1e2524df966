/**
 * Collections `wechat_credentials` (access tokens and tickets) and `psp_tokens` (of PSPs that let in by a token): sealed, one document
 * each for all instances.
 */
import * as v from 'valibot';
import type { Credential } from '../kernel/credentials';
import type { Documents } from '../kernel/versioned';
import { cloudTable } from './cloud-table';
import { version } from './document-numbers';

const stored = v.object({
  _id: v.string(),
  version,
  sealed: v.string(),
  expires_at: v.number(),
  renew_at: v.number(),
  lease_until: v.number(),
});

const inCollection = (collection: string): Documents<Credential> =>
  cloudTable<Credential>({
    collection,
    idOf: ({ id }) => id,
    toDocument: ({ sealed, expiresAt, renewAt, leaseUntil }) => ({
      sealed,
      expires_at: expiresAt,
      renew_at: renewAt,
      lease_until: leaseUntil,
    }),
    fromDocument(raw) {
      const parsed = v.safeParse(stored, raw);
      // A cache that somebody spoilt is no reason to stop: it is filled anew.
      const {
        _id: id,
        version,
        sealed,
        expires_at,
        renew_at,
        lease_until,
      } = parsed.success ? parsed.output : emptyLike(raw);
      return {
        value: { id, version, sealed, expiresAt: expires_at, renewAt: renew_at, leaseUntil: lease_until },
      };
    },
  });

export const cloudCredentials = inCollection('wechat_credentials');
export const cloudPspTokens = inCollection('psp_tokens');

const identified = v.object({
  _id: v.string(),
  version: v.optional(v.fallback(v.optional(v.number()), undefined)),
});

function emptyLike(raw: unknown): v.InferOutput<typeof stored> {
  const { _id, version } = v.parse(identified, raw);
  return { _id, version, sealed: '', expires_at: 0, renew_at: 0, lease_until: 0 };
}
