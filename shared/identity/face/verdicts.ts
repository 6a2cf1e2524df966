/**
 * What each result code of a face verification means for its session: `verify_ret` of version 2, `identify_ret` of version 1
 * and `errCode` of the phone (WeChat documentation, "queryVerifyInfo" and "face verification", read 2026-11; earlier readings
 * of the pages for codes that they no longer list). A code that nobody lists never passes.
 */
import type { Advice } from './advice';

export type FaceState = 'pending' | 'verified' | 'failed' | 'cancelled' | 'expired';
export type FaceVersion = 1 | 2;

/** How a session stands, and what its person should do. */
export interface Verdict {
  readonly state: FaceState;
  readonly advice: Advice;
}

/** Codes that mean the same. */
export interface CodeGroup extends Verdict {
  readonly codes: readonly number[];
  readonly means: string;
}

const failed = (advice: Advice, means: string, ...codes: readonly number[]): CodeGroup => ({
  codes,
  means,
  state: 'failed',
  advice,
});

const pass = (code: number): CodeGroup => ({
  codes: [code],
  means: 'passed',
  state: 'verified',
  advice: 'verified',
});

const inBothVersions: readonly CodeGroup[] = [
  { codes: [10005, 10300], means: 'still running, or not begun', state: 'pending', advice: 'continue' },
  { codes: [10021], means: 'asked before: the earlier result stands', state: 'pending', advice: 'ask_again' },
  failed('check_details', 'the number is not that of the name', 10003),
  failed('another_person', 'the face is not that of the card', 10004, 10012),
  failed('not_on_record', 'the authority has no record to compare with', 10026),
  failed('retake', 'no face, a poor picture or an invalid capture', 10002, 10010, 90011, 90013, 90014),
  failed('retake', 'the person took too long', 90017, 90107),
  {
    codes: [90002, 90003, 90004, 90005, 90006],
    means: 'the person cancelled',
    state: 'cancelled',
    advice: 'cancelled',
  },
  failed('allow_access', 'no permission for the camera, the microphone or both', 90008, 90009, 90010),
  failed('other_device', 'the phone cannot do it, or its camera failed', 90001, 90106, 90109),
  failed(
    'network',
    'the network failed, or something could not be fetched',
    90007,
    90012,
    90104,
    90105,
    90110,
  ),
  failed('start_again', 'timeout', 10020, 10029, 10052),
  failed('slow_down', 'too many checks in a short time', 10042),
  failed('ask_merchant', 'the app is not entitled, or sent something wrong', 10001, 10006, 10017, 10018),
  failed('ask_merchant', 'not in UTF-8, or a key of another user', 10040, 10041),
  failed('try_later', 'trouble at WeChat or the authority', 10007, 10008, 10013, 10014, 10015, 10016, 10045),
  failed('try_later', 'trouble on the phone that WeChat does not explain', 90018, 90199),
];

const onlyInVersion1: readonly CodeGroup[] = [
  failed('not_on_record', 'no photo of the card to compare with', 10009),
  failed('retake', 'voice or lips were not recognised', 10027, 10028),
  failed('another_person', 'more than one person during the check', 10057),
  failed('try_later', 'trouble that WeChat does not explain', -1, 10011, 10022, 10030, 10031, 10032),
  { codes: [90100], means: 'the person cancelled', state: 'cancelled', advice: 'cancelled' },
  failed('allow_access', 'no permission for the camera', 90101),
  failed('other_device', 'a part of WeChat is missing on the phone', 90102),
  failed('network', 'the upload failed', 90103),
  failed('retake', 'the phone was moved too much', 90108),
];

/** By version of the interface, for whoever writes the documents. */
export const resultCodes: Readonly<Record<FaceVersion, readonly CodeGroup[]>> = {
  1: [pass(0), ...onlyInVersion1, ...inBothVersions],
  2: [pass(10000), ...inBothVersions],
};

/** What codes mean that no table lists, by their range. */
export const unlistedCodes = {
  phone: { state: 'failed', advice: 'start_again' },
  system: { state: 'failed', advice: 'try_later' },
  others: { state: 'pending', advice: 'ask_again' },
} as const satisfies Readonly<Record<string, Verdict>>;

const listed = (version: FaceVersion): ReadonlyMap<number, CodeGroup> =>
  new Map(resultCodes[version].flatMap((group) => group.codes.map((code) => [code, group])));
const byVersion = { 1: listed(1), 2: listed(2) };

/** The verdict of `verify_ret` (version 2) or `identify_ret` (version 1). */
export function verdictOf(version: FaceVersion, code: number): Verdict {
  const known = byVersion[version].get(code);
  if (known) return { state: known.state, advice: known.advice };
  if (code >= 90_000 && code < 91_000) return unlistedCodes.phone;
  return code >= 10_000 && code < 11_000 ? unlistedCodes.system : unlistedCodes.others;
}

/**
 * A result code as it comes, a number or its text; undefined when it is neither. Nothing else is turned into a number:
 * a list of one number is none.
 */
export function resultCodeIn(raw: unknown): number | undefined {
  if (typeof raw === 'string' && /^(0|-?[1-9]\d{0,5})$/.test(raw)) return Number(raw);
  return typeof raw === 'number' && Number.isSafeInteger(raw) && Math.abs(raw) < 1_000_000 ? raw : undefined;
}
