/**
 * VR Payment's account: which platform, and the names that only the merchant's own contract documents tell. What a
 * payment needs and nobody configured is named all at once, before anything is stored or sent.
 */
import type { Account } from './operation';
import {
  flag,
  oneOf,
  optional,
  required,
  secretText,
  text,
  textMap,
  type ValuesOf,
} from '../../kernel/fields';

export const fields = {
  access_token: required(secretText(), 'access token of the contract (Bearer)'),
  platform: optional(oneOf('wallet', 'opp'), '`wallet` (default: Alipay and WeChat contract) or `opp`'),
  entity_id: optional(text(), 'entity of the account; `opp` needs it'),
  payment_brand: optional(text(), 'how VR Payment spells WeChat Pay as `paymentBrand`; payments need it'),
  test_mode: optional(flag, 'true: success codes of the test system count as paid'),
  webhook_secret: optional(secretText(64), 'secret of the webhook, 64 hex digits; only `opp` has webhooks'),
  fields: optional(
    textMap,
    'our name → theirs: `openid`, `appid`, and `payment` (where the five strings come; dots go deeper); payments need them. Also `description`, `refund_fee`, `refund_currency`, `out_refund_no`',
  ),
  endpoint: optional(text(), 'what stands before `/payments`; the wallet’s test system needs it'),
};

export type VrAccount = Account<typeof fields>;

const NEEDED_NAMES = {
  openid: 'the payer’s openid',
  appid: 'the AppID',
  payment: 'the five strings',
} as const;
const KNOWN_NAMES = {
  refund_fee: 'amount',
  refund_currency: 'currency',
  out_refund_no: 'merchantTransactionId',
};
const OUR_NAMES = [...Object.keys(NEEDED_NAMES), ...Object.keys(KNOWN_NAMES), 'description'];

/** The name on the wire of something that we call `ours`; empty where nobody told it. */
export const theirName = ({ config }: VrAccount, ours: string): string =>
  config.fields?.[ours] ?? new Map(Object.entries(KNOWN_NAMES)).get(ours) ?? '';

/** VR Payment's own address. That of the wallet's test system is not public: `problems` asks for it. */
export function endpoint({ platform, test_mode: isTest }: ValuesOf<typeof fields>): string {
  if (platform !== 'opp') return 'https://pay.vr-payment.de/processing-api/v1';
  return isTest === true ? 'https://test.vr-pay-ecommerce.de/v1' : 'https://vr-pay-ecommerce.de/v1';
}

const TEST_HOST_UNKNOWN =
  'endpoint is missing: test_mode on the wallet platform needs it, the address of its test system is not public';

/** What is wrong with fields that are right one by one. */
export function problems(config: ValuesOf<typeof fields>): readonly string[] {
  const { platform, entity_id: entity, test_mode: isTest, webhook_secret: secret } = config;
  const strangers = Object.keys(config.fields ?? {}).filter((name) => !OUR_NAMES.includes(name));
  const isHex = secret === undefined || /^[0-9a-f]{64}$/i.test(secret.reveal());
  return [
    ...(platform === 'opp' && entity === undefined ? ['entity_id is missing: platform opp needs it'] : []),
    ...(platform !== 'opp' && isTest === true && config.endpoint === undefined ? [TEST_HOST_UNKNOWN] : []),
    ...(isHex ? [] : ['webhook_secret must be 64 hex digits']),
    ...strangers.map((name) => `fields.${name} is unknown; known are ${OUR_NAMES.join(', ')}`),
  ];
}

/** Names that payments cannot do without and that no public document tells. */
export function lacks({ config }: VrAccount): readonly string[] {
  const names = Object.entries(NEEDED_NAMES).filter(([ours]) => config.fields?.[ours] === undefined);
  return [
    ...(config.payment_brand === undefined ? ['payment_brand (how VR Payment spells WeChat Pay)'] : []),
    ...names.map(([ours, what]) => `fields.${ours} (their name for ${what})`),
  ];
}
