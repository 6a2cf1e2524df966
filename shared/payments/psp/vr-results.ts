/**
 * Result codes of the Open Payment Platform (VR Payment). The groups are published as patterns over `ddd.ddd.ddd`:
 * hyperpay.docs.oppwa.com and developers.primeiropay.com/result-codes, read 2026-11.
 *
 * The publishers call what no pattern matches a rejection as well. We do not: a code that we cannot place may be one of
 * tomorrow's successes, and an order that is called failed is paid for a second time. It leaves the order as it is.
 */

/**
 * `review`: the money is taken, the platform asks a person to look. `test`: success of a test system, where no money
 * moves. `rejected`: by bank, payer or risk check. `invalid`: by the platform, over the request. `ended`: the session is
 * gone. `doubtful`: the platform does not know itself. `unlisted`: in no published group.
 */
export type ResultGroup =
  'paid' | 'review' | 'test' | 'pending' | 'rejected' | 'invalid' | 'ended' | 'doubtful' | 'unlisted';

/** First match wins. Patterns as published, except that the test codes stand before the group that contains them. */
const GROUPS: readonly (readonly [pattern: RegExp, group: ResultGroup])[] = [
  [/^(000\.100\.11[012])/, 'test'],
  [/^(000\.000\.|000\.100\.1|000\.[36]|000\.400\.[1][12]0)/, 'paid'],
  [/^(000\.400\.0[^3]|000\.400\.100)/, 'review'],
  [/^(000\.200)/, 'pending'],
  [/^(800\.400\.5|100\.400\.500)/, 'pending'],
  // 3-D Secure, bank, asynchronous workflow, soft decline
  [/^(000\.400\.[1][0-9][1-9]|000\.400\.2)/, 'rejected'],
  [/^(800\.[17]00|800\.800\.[123])/, 'rejected'],
  [/^(100\.39[765])/, 'rejected'],
  [/^(300\.100\.100)/, 'rejected'],
  // communication and system errors
  [/^(900\.[1234]00|000\.400\.030)/, 'doubtful'],
  [/^(800\.[56]|999\.|600\.1|800\.800\.[84])/, 'doubtful'],
  [/^(200\.300\.404)/, 'ended'],
  // risk systems, address, 3-D Secure, blacklist, risk rules
  [/^(100\.400\.[0-3]|100\.380\.100|100\.380\.11|100\.380\.4|100\.380\.5)/, 'rejected'],
  [/^(800\.400\.[12]|100\.390|800\.[32]|800\.1[123456]0)/, 'rejected'],
  [/^(100\.380\.[23]|100\.380\.101)/, 'rejected'],
  // configuration, registration, job, reference, format, address, contact, account, amount
  [/^(600\.[23]|500\.[12]|800\.121|100\.[13]50|100\.250|100\.360)/, 'invalid'],
  [/^(700\.[1345][05]0|200\.[123]|100\.[53][07]|800\.900|100\.[69]00\.500)/, 'invalid'],
  [/^(100\.800|100\.700|100\.900|100\.100|100\.2[01]|100\.55)/, 'invalid'],
];

/** The group of a code; anything that has not the form of one is unlisted. */
export function resultGroup(code: string): ResultGroup {
  if (!/^\d{3}\.\d{3}\.\d{3}$/.test(code)) return 'unlisted';
  return GROUPS.find(([pattern]) => pattern.test(code))?.[1] ?? 'unlisted';
}
