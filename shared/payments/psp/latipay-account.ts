/** Latipay's account: its configuration. Sources: see latipay.ts. */
import { required, secretText, text, oneOf } from '../../kernel/fields';
import type { Account } from './operation';

/** A wallet holds one of them. */
export const CURRENCIES = ['NZD', 'AUD'] as const;

export const fields = {
  user_id: required(text(/^U\d+$/, 'must be U and digits'), 'user ID of the wallet’s integration parameters'),
  wallet_id: required(text(/^W\d+$/, 'must be W and digits'), 'wallet ID; a wallet holds one currency'),
  api_key: required(secretText(), 'API key of the user'),
  currency: required(oneOf(...CURRENCIES), 'the wallet’s currency; orders in another one are refused'),
};

export type LatipayAccount = Account<typeof fields>;
