/**
 * What the error codes of the face APIs mean, beside those that mean the same in every API (WeChat documentation,
 * "getVerifyId", "queryVerifyInfo" and "face verification", read 2026-11).
 */
import { PayError } from '../../kernel/errors';
import type { Outcome } from '../../kernel/exchange';
import { classOf, type CodeClass } from '../../wechat/open-api/codes';
import type { Advice } from './advice';
import type { CodeGroup, Verdict } from './verdicts';

/** A documented refusal; as an answer to the question for a result it decides the session. */
const refused = (
  code: number,
  advice: Advice,
  means: string,
  state: Verdict['state'] = 'failed',
): CodeGroup => ({
  codes: [code],
  means,
  state,
  advice,
});

export const refusalsOfVersion2: readonly CodeGroup[] = [
  refused(84010, 'ask_merchant', 'out_seq_no is missing'),
  refused(84011, 'ask_merchant', 'out_seq_no has a wrong form'),
  refused(84012, 'check_details', 'the certificate is missing'),
  refused(84013, 'check_details', 'the kind of certificate is not taken'),
  refused(84014, 'check_details', 'the name is not taken'),
  refused(84015, 'check_details', 'the number is not taken'),
  refused(84016, 'ask_merchant', 'the openid is missing'),
  refused(84017, 'start_again', 'the openid is not the one that began'),
  refused(84018, 'start_again', 'cert_hash is not that of the certificate that began'),
  refused(84019, 'start_again', 'out_seq_no was used before, or belongs to something else'),
  refused(84020, 'start_again', 'out_seq_no is not the one that began'),
  refused(84021, 'ask_merchant', 'verify_id is missing'),
  refused(84022, 'expired', 'verify_id has expired', 'expired'),
];

/** The handle that the phone gave: WeChat does not know it. */
export const UNKNOWN_HANDLE = 84001;

export const refusalsOfVersion1: readonly CodeGroup[] = [
  refused(UNKNOWN_HANDLE, 'start_again', 'verify_result is none of WeChat’s'),
  refused(84002, 'expired', 'what the person entered has expired', 'expired'),
  refused(84003, 'start_again', 'what the person entered is missing'),
  refused(84004, 'network', 'the video could not be uploaded'),
  refused(84005, 'ask_again', 'the video could not be fetched', 'pending'),
  refused(84006, 'check_details', 'name or number is empty'),
];

/** Of both versions: codes that mean the same everywhere, but decide a session here. */
export const refusalsOfBoth: readonly CodeGroup[] = [
  refused(40003, 'sign_in_again', 'the openid is not one of this app'),
];

const known = new Map(
  [...refusalsOfVersion2, ...refusalsOfVersion1, ...refusalsOfBoth].flatMap((group) =>
    group.codes.map((code) => [code, group]),
  ),
);

export const codesOf = (groups: readonly CodeGroup[]): readonly number[] =>
  groups.flatMap(({ codes }) => codes);

/** What a code means here; undefined where it says nothing about the session. */
export const refusalOf = (code: number): CodeGroup | undefined => known.get(code);

/** "Busy" is no refusal: it may have happened. */
export type RefusingClass = Exclude<CodeClass, 'busy'>;

/** What a person should do when a code came that is not about their session. */
export const adviceOfClass: Readonly<Record<RefusingClass, Advice>> = {
  token: 'ask_merchant',
  'minute quota': 'slow_down',
  'day quota': 'try_later',
  permission: 'ask_merchant',
  person: 'ask_merchant',
  address: 'ask_merchant',
  caller: 'ask_merchant',
};

type Failure = Exclude<Outcome<unknown>, { is: 'ok' }>;

/** What a person should do when WeChat gave no result. */
export function adviceOf(outcome: Failure): Advice {
  if (outcome.is !== 'refused' || outcome.code === undefined)
    return outcome.is === 'unsent' ? 'try_later' : 'start_again';
  const group = refusalOf(outcome.code);
  const kind = classOf(outcome.code);
  return group?.advice ?? (kind === undefined || kind === 'busy' ? 'try_later' : adviceOfClass[kind]);
}

/** The error with the word for what a person should do. Without an outcome it came before anything was sent. */
export function advised(error: unknown, outcome?: Failure): unknown {
  if (!(error instanceof PayError)) return error;
  const isConfigured = error.code !== 'WECHAT_REFUSED' && error.code !== 'CONFIG_INVALID';
  const advice = outcome ? adviceOf(outcome) : isConfigured ? 'try_later' : 'ask_merchant';
  return new PayError(error.code, error.message, { ...error.fields, advice });
}
