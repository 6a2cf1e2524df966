/** NihaoPay's account: its configuration. Sources: see nihaopay.ts. */
import { oneOf, optional, required, secretText } from '../../kernel/fields';
import type { Account } from './operation';

/** What payments may be in; an account settles in one of them. */
export const CURRENCIES = ['USD', 'HKD', 'EUR', 'CAD', 'GBP', 'SGD', 'AUD', 'JPY'] as const;

export const fields = {
  token: required(secretText(), 'API token of the merchant'),
  previous_token: optional(
    secretText(),
    'the token before the present one, for as long as notices may come that were signed with it',
  ),
  currency: required(oneOf(...CURRENCIES), 'the account’s currency; orders in another one are refused'),
};

export type NihaoPayAccount = Account<typeof fields>;
