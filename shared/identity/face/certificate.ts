/** Name and number of a card, and the digests by which WeChat knows them. Neither is ever stored or logged. */
import { createHash } from 'node:crypto';

/** What stands on a card: the name as it is written there, the number tidy and checked. */
export interface Certificate {
  readonly name: string;
  readonly number: string;
}

/** The only kind that WeChat verifies. */
export const CERTIFICATE_TYPE = 'IDENTITY_CARD';

const MOST_CHARACTERS = 50;

/** What is wrong with a name, in words that do not repeat it; undefined: nothing. A middle dot is part of many names. */
export function problemOfName(name: string): string | undefined {
  if (name === '') return 'must not be empty';
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(name))
    return 'holds control characters, invisible characters or half of one';
  if (Array.from(name).length > MOST_CHARACTERS) return `must be at most ${MOST_CHARACTERS} characters`;
  // Rare characters of old cards lie in the private area.
  if (!/[\p{L}\p{Co}]/u.test(name)) return 'must be the name as it stands on the card';
  return undefined;
}

/**
 * `cert_hash` of version 2: each of type, name and number in base64 (not URL-safe, padded), joined like a query but without
 * its encoding, SHA-256 in hex (WeChat documentation, "queryVerifyInfo", read 2026-11).
 */
export function certHash({ name, number }: Certificate): string {
  const [type, itsName, itsNumber] = [CERTIFICATE_TYPE, name, number].map((one) =>
    Buffer.from(one, 'utf8').toString('base64'),
  );
  const joined = `cert_type=${type ?? ''}&cert_name=${itsName ?? ''}&cert_no=${itsNumber ?? ''}`;
  return createHash('sha256').update(joined).digest('hex');
}

/** A digest of version 1: MD5 of the text in UTF-8, in hex (WeChat documentation, "face verification", read 2026-11). */
export const md5 = (text: string): string => createHash('md5').update(text, 'utf8').digest('hex');
