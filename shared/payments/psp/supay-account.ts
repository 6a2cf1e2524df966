/** SuPay's account: its configuration, and the names of `query_trade` that only SuPay can tell. Sources: see supay.ts. */
import { optional, required, secretText, text, textMap } from '../../kernel/fields';
import type { Account } from './operation';

/** What `query_trade` must be told and read by, and what may be left out. */
const QUERY_NAMES = ['trade_type', 'number', 'status', 'amount'];
const FURTHER_QUERY_NAMES = ['sp_number', 'closed'];

export const fields = {
  mchid: required(text(), 'merchant number (`mch_id` on the wire)'),
  key: required(secretText(), 'MD5 key of the merchant'),
  store_name: required(text(), 'name of the shop that SuPay shows to the payer'),
  receive_id: optional(text(), 'receiver of the money (`recevice_id` on the wire), where it is not `mchid`'),
  query: optional(
    textMap,
    'what only SuPay can tell about `query_trade`: the value of `trade_type`, and the names of the answer’s fields for `number` (yours), `status`, `amount`, optionally `sp_number` (theirs) and `closed` (their word for a payment that ended unpaid)',
  ),
};

export type SupayAccount = Account<typeof fields>;

/** What keeps us from asking, where the configuration does not name how. */
export const queryLacks = ({ config }: SupayAccount): readonly string[] =>
  config.query
    ? []
    : [`${QUERY_NAMES.map((name) => `query.${name}`).join(', ')} are missing: only SuPay can tell them`];

/** The names that `query` must have, or has and nobody asks for. */
export function problemsOf(query: Readonly<Record<string, string>> | undefined): readonly string[] {
  if (!query) return [];
  const known = [...QUERY_NAMES, ...FURTHER_QUERY_NAMES];
  return [
    ...QUERY_NAMES.filter((name) => !query[name]).map((name) => `query.${name} is missing`),
    ...Object.keys(query)
      .filter((name) => !known.includes(name))
      .map((name) => `query.${name} is no name that CrossPay asks for; known: ${known.join(', ')}`),
  ];
}
