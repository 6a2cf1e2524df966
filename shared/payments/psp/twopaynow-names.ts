/** 2PayNow's account: its configuration, and the names that only the vendor's own manual tells. Sources: see twopaynow.ts. */
import { optional, required, secretText, text, textMap } from '../../kernel/fields';
import type { Account } from './operation';

/** What the manual names, by the operation that needs it. */
const NAMES = {
  pay: { functions: ['create'], fields: ['openid', 'appid', 'payment'] },
  refund: { functions: ['refund'], fields: ['refund_fee', 'refund_currency', 'out_refund_no'] },
} as const;

export const fields = {
  mchid: required(text(/^\d+$/, 'must be digits'), 'merchant number (`mid` on the wire)'),
  key: required(secretText(), 'key of the merchant'),
  functions: optional(
    textMap,
    'values of `function` that only the manual gives: `create` (order for a mini-program) and `refund`',
  ),
  fields: optional(
    textMap,
    'field names that only the manual gives: `openid`, `appid` and `payment` (in the answer, where the five strings are) of the mini-program order; `refund_fee`, `refund_currency`, `out_refund_no` of the refund',
  ),
};

export type TwoPayNowAccount = Account<typeof fields>;
type TwoPayNowConfig = TwoPayNowAccount['config'];

/** The name on the wire that the merchant copied from the manual. */
export const named = (
  config: TwoPayNowConfig,
  kind: 'functions' | 'fields',
  name: string,
): string | undefined => config[kind]?.[name];

/** One problem that names everything an operation needs and the configuration lacks; none when nothing is lacking. */
export function lacking(config: TwoPayNowConfig, operation: keyof typeof NAMES): readonly string[] {
  const missing = (['functions', 'fields'] as const).flatMap((kind) =>
    NAMES[operation][kind].filter((name) => !named(config, kind, name)).map((name) => `${kind}.${name}`),
  );
  if (missing.length === 0) return [];
  return [`missing for this operation: ${missing.join(', ')} (the names stand in 2PayNow’s own manual only)`];
}

/** Names that nobody asks for are slips. */
export function problemsOf(config: TwoPayNowConfig): readonly string[] {
  return (['functions', 'fields'] as const).flatMap((kind) => {
    const known: readonly string[] = [...NAMES.pay[kind], ...NAMES.refund[kind]];
    const unknown = Object.keys(config[kind] ?? {}).filter((name) => !known.includes(name));
    return unknown.map(
      (name) => `${kind}.${name} is no name that CrossPay asks for; known: ${known.join(', ')}`,
    );
  });
}
