/**
 * Function `login` in the ecosystem's words: what may come in for each action, and what goes out. Input is copied field by
 * field; whatever else was sent is dropped.
 */
import * as v from 'valibot';
import { PayError } from '../kernel/errors';
import { ADDRESS } from './page-address';
import type { Phone, User } from './ports';

type Words = Readonly<Record<string, unknown>>;

/** WeChat's codes are letters and digits; what else there may be is bounded, so that nonsense costs no call. */
const code = v.pipe(
  v.string('must be a text'),
  v.regex(
    /^[0-9A-Za-z_-]{8,512}$/,
    'must be the code that WeChat gave: 8 to 512 letters, digits, "_" or "-"',
  ),
);

const address = v.pipe(
  v.string('must be a text'),
  v.regex(ADDRESS, 'must be a whole address as a browser writes it: http(s)://…, at most 2048 characters'),
);

export const phoneInput = v.object({ code });
export const jssdkInput = v.object({ url: address });

/** The input of an action. Throws INVALID_INPUT naming every wrong field. */
export function read<S extends v.GenericSchema>(schema: S, event: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(schema, event);
  if (parsed.success) return parsed.output;
  const problems = parsed.issues.map((issue) => {
    const isMissing = issue.received === 'undefined';
    return `${v.getDotPath(issue) ?? 'the input'} ${isMissing ? 'is missing' : issue.message}`;
  });
  throw new PayError('INVALID_INPUT', problems.join('; '));
}

export const phoneView = ({ phoneNumber, countryCode, purePhoneNumber }: Phone): Words => ({
  phone_number: phoneNumber,
  country_code: countryCode,
  pure_phone_number: purePhoneNumber,
});

/** The record as its owner sees it, with the phone number where it is kept. */
export const userView = (user: User, phone: Phone | undefined): Words => ({
  created_at: user.createdAt,
  last_login_at: user.lastLoginAt,
  ...(phone ? phoneView(phone) : {}),
});
