/** The account at cloudPay: its configuration, and the form of its calls. Sources: see cloudpay.ts. */
import type { Env } from '../../kernel/exchange';
import { optional, required, text } from '../../kernel/fields';
import type { Account, CloudPayRequest } from './operation';

export const fields = {
  sub_mch_id: required(text(), 'merchant number, as bound in the cloud console'),
  env_id: optional(text(), 'environment of the function that is called back (default: this one)'),
  function_name: optional(text(), 'the function that is called back (default: notify)'),
  sub_appid: optional(
    text(),
    'the paying mini-program, where it is not the one that calls (shared environment)',
  ),
};

export type CloudPayAccount = Account<typeof fields>;

/** A call of the platform. Every call carries a nonce: the SDK adds none. */
export const call = (
  api: string,
  data: Readonly<Record<string, unknown>>,
  { config }: CloudPayAccount,
  env: Env,
) =>
  ({
    cloudPay: api,
    data: { subMchId: config.sub_mch_id, nonceStr: env.nonce, ...data },
  }) satisfies CloudPayRequest;
