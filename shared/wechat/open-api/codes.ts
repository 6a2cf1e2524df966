/**
 * What WeChat's global return codes mean for the caller, by class (WeChat documentation, "global return codes" and the pages
 * of each call, read 2026-11). Codes of one call only are declared with that call.
 */
export type CodeClass =
  'busy' | 'token' | 'minute quota' | 'day quota' | 'permission' | 'person' | 'address' | 'caller';

const classes: Readonly<Record<CodeClass, readonly number[]>> = {
  busy: [-1, 10060012, 10060019],
  token: [40001, 40014, 42001],
  'minute quota': [45011, 43108],
  'day quota': [45009, 45040, 48006],
  permission: [-604101, 48001, 48004, 43009, 43010, 43011, 43012, 43013, 43014, 43015, 50001, 61007],
  person: [40226, 43004, 48002, 50002, 50005],
  address: [40164],
  caller: [
    40003, 40013, 40035, 40097, 40125, 40243, 41001, 41002, 41004, 41005, 41006, 41007, 41008, 41009, 41010,
    41011, 41012, 43001, 43002, 44002, 45021, 47001, 47002, 47003, 50004, 50007,
  ],
};

const classOfCode = new Map(
  Object.entries(classes).flatMap(([name, codes]) => codes.map((code) => [code, name as CodeClass] as const)),
);

/** The class of a code that means the same everywhere; undefined for a code of one call, or of nobody. */
export const classOf = (code: number): CodeClass | undefined => classOfCode.get(code);

/** What to do, for a person who reads the error. */
export const adviceFor: Readonly<Record<CodeClass, string>> = {
  busy: 'WeChat is busy. Try again',
  token: 'WeChat does not take the access token of this app: check appid and secret in the configuration',
  'minute quota': 'too many calls in this minute. Wait a minute',
  'day quota': 'the quota of this app is used up until tomorrow, or this month',
  permission: 'this app has no permission for the call: apply for it in the console of the app',
  person: 'WeChat does not allow this for this person',
  address: 'the address of this server is not on the IP white list of the app: empty the list or add it',
  caller: 'WeChat calls the request wrong',
};
