/**
 * What a question to WeChat needs as long as a session runs: handles, and digests of name and number. Digests of data that
 * can be guessed are as good as the data, so all of it is stored sealed under the app's secret, and only until the end.
 */
import * as v from 'valibot';
import { seal, unseal } from '../../codecs/sealed-text';
import { readJsonObject } from '../../kernel/json';
import type { Random } from '../../kernel/ports';
import type { Secret } from '../../kernel/secret';
import type { FaceSession } from './session';

const handle = v.object({
  value: v.string(),
  /** It came in a push, and not from the owner of the session. */
  isHint: v.boolean(),
});

const kept = v.variant('version', [
  v.object({ version: v.literal(2), verifyId: v.string(), certHash: v.string() }),
  v.object({
    version: v.literal(1),
    userIdKey: v.string(),
    nameMd5: v.string(),
    numberMd5: v.string(),
    handle: v.optional(handle),
  }),
]);

/** What the phone got from WeChat after a check of version 1 (`verify_result`). */
export type Handle = v.InferOutput<typeof handle>;
export type Kept = v.InferOutput<typeof kept>;
export type KeptOf<Version extends Kept['version']> = Extract<Kept, { version: Version }>;

type Numbered = Pick<FaceSession, 'outSeqNo'>;

const about = ({ outSeqNo }: Numbered): string => `face session ${outSeqNo}`;

export function sealKept(what: Kept, session: Numbered, secret: Secret, random: Random): string {
  return seal(JSON.stringify(what), secret, about(session), random.hex(12));
}

/** Undefined when it was sealed under another secret, for another session, or was changed. */
export function unsealKept(session: FaceSession, secret: Secret): Kept | undefined {
  const text = unseal(session.sealed, secret, about(session));
  const parsed = v.safeParse(kept, text === undefined ? undefined : readJsonObject(text));
  return parsed.success ? parsed.output : undefined;
}
