/**
 * What is defined for notices that come at once, for each PSP: how its protocol says another merchant or an unknown state, and
 * what such a notice must come to. Written down by hand from docs/states.md and the PSPs' pages, not read from the connectors.
 */
import { PREVIOUS_SECRET, WEBHOOK_SECRET } from '../fixtures/airwallex';
import { PREVIOUS_TOKEN, TOKEN } from '../fixtures/nihaopay';
import type { Rejected } from '../../shared/payments/psp/connector';
import type { Words } from '../bad-input/forge';

/**
 * `booked`: acknowledged, and it is believed as it stands. `asked`: acknowledged after its PSP was asked, whose word is booked.
 * `aside`: acknowledged, kept aside with its order, for a person. `nothing`: acknowledged and kept, about no payment that can be
 * read. `unknown`: of no order, so it is to come again. The others: refused, and nothing is kept.
 */
export type Comes = 'booked' | 'asked' | 'aside' | 'nothing' | 'unknown' | Rejected['rejected'];

/** A key of the PSP that changes between the order and its notices: parts of the configuration, and the two keys. */
export interface KeyChange {
  readonly before: Words;
  readonly during: Words;
  readonly afterwards: Words;
  /** The key that signs no more; missing where the fixture's own good notice is signed with it. */
  readonly oldKey?: string;
  /** What a notice under a key comes to that the configuration does not have. */
  readonly foreign: Rejected['rejected'];
}

export interface Definition {
  /** What makes a notice another merchant's; missing where no notice names a merchant, and its key alone tells. */
  readonly merchant?: Words;
  /** What makes the state one that nobody documented. */
  readonly status: Words;
  readonly comes: {
    readonly true: Comes;
    readonly amount: Comes;
    readonly currency: Comes;
    readonly merchant: Comes;
    readonly status: Comes;
    readonly nullAmount: Comes;
    readonly trailingZero: Comes;
    /** Signed with a key that is nobody's. */
    readonly stranger: Comes;
    /** With the good signature but for one character, and with the text `null` as signature. */
    readonly slip: Comes;
    readonly nullSignature: Comes;
  };
  readonly keyChange?: KeyChange;
}

const TOMORROW = 'A_STATE_OF_TOMORROW';

/** A notice that signs what it says. */
const believed = {
  ...{ true: 'booked', amount: 'aside', currency: 'aside', merchant: 'aside', status: 'booked' },
  ...{ nullAmount: 'nothing', trailingZero: 'booked' },
  ...{ stranger: 'bad_signature', slip: 'bad_signature', nullSignature: 'unsigned' },
} as const satisfies Definition['comes'];

/** A notice that is only a reason to ask. */
const hint = {
  ...believed,
  ...{ true: 'asked', amount: 'asked', currency: 'asked', status: 'asked' },
  ...{ nullAmount: 'asked', trailingZero: 'asked' },
} as const satisfies Definition['comes'];

/** Sealed with a key that is not ours, it cannot be opened; and `null` could be the base64 of a signature. */
const v3 = { ...believed, stranger: 'malformed', nullSignature: 'bad_signature' } as const;

/** WeChat Pay takes its certificates out of service for a key with a name; while it does, both sign. */
const fromCertificates = (certificates: unknown, publicKey: Words): KeyChange => ({
  before: { certificates, public_key_id: undefined, public_key: undefined },
  during: { certificates, ...publicKey },
  afterwards: { certificates: undefined, ...publicKey },
  foreign: 'unknown_key',
});

/** What is defined for a PSP whose fixture is configured like this. */
export const definitions: Readonly<Record<string, (config: Words) => Definition>> = {
  yaband: () => ({
    merchant: { user: '5520180699999999' },
    status: { state: TOMORROW },
    comes: { ...believed, nullAmount: 'aside' },
  }),
  supay: () => ({
    merchant: { mch_id: '10000002' },
    status: { trade_status: TOMORROW },
    comes: { ...believed, nullAmount: 'aside' },
  }),
  '2paynow': () => ({
    merchant: { mid: '4002563370' },
    status: { trade_status: TOMORROW },
    comes: hint,
  }),
  latipay: () => ({
    status: { status: TOMORROW },
    // The currency is the wallet's, so another one is another account's; without an amount no payment is told of.
    comes: { ...hint, currency: 'aside', merchant: 'bad_signature', nullAmount: 'nothing' },
  }),
  qfpay: () => ({
    merchant: { mchid: 'O37MRh6Qq5' },
    status: { status: TOMORROW },
    comes: { ...believed, nullAmount: 'aside' },
  }),
  nihaopay: () => ({
    status: { status: TOMORROW },
    // Amounts are whole digits of a form: 1290.0 is none.
    comes: { ...believed, merchant: 'bad_signature', trailingZero: 'nothing' },
    keyChange: {
      before: { token: PREVIOUS_TOKEN, previous_token: undefined },
      during: { token: TOKEN, previous_token: PREVIOUS_TOKEN },
      afterwards: { token: TOKEN, previous_token: undefined },
      oldKey: PREVIOUS_TOKEN,
      foreign: 'bad_signature',
    },
  }),
  snappay: () => ({
    merchant: { app_id: '0000000000000000' },
    status: { trans_status: TOMORROW },
    comes: { ...believed, nullAmount: 'asked' },
  }),
  airwallex: () => ({
    status: { status: TOMORROW },
    comes: { ...believed, merchant: 'bad_signature' },
    keyChange: {
      before: { webhook_secret: PREVIOUS_SECRET, webhook_secret_previous: undefined },
      during: { webhook_secret: WEBHOOK_SECRET, webhook_secret_previous: PREVIOUS_SECRET },
      afterwards: { webhook_secret: WEBHOOK_SECRET, webhook_secret_previous: undefined },
      oldKey: PREVIOUS_SECRET,
      foreign: 'bad_signature',
    },
  }),
  royalpay: () => ({
    // A notice has no state of its own; one that somebody writes into it means nothing.
    status: { result_code: TOMORROW },
    comes: { ...hint, merchant: 'bad_signature' },
  }),
  pockyt: () => ({
    merchant: { merchantNo: '200044' },
    status: { status: TOMORROW },
    comes: { ...believed, nullAmount: 'asked' },
  }),
  v2: () => ({
    merchant: { mch_id: '10000999' },
    status: { result_code: TOMORROW },
    comes: { ...believed, trailingZero: 'nothing' },
  }),
  v2sp: () => ({
    merchant: { sub_mch_id: '1900000110' },
    status: { result_code: TOMORROW },
    comes: { ...believed, trailingZero: 'nothing' },
  }),
  v3: ({ certificates, public_key_id, public_key }) => ({
    merchant: { mchid: '1900009999' },
    status: { trade_state: TOMORROW },
    comes: v3,
    keyChange: fromCertificates(certificates, { public_key_id, public_key }),
  }),
  v3sp: ({ certificates, public_key_id, public_key }) => ({
    merchant: { sub_mchid: '1900000110' },
    status: { trade_state: TOMORROW },
    comes: v3,
    keyChange: fromCertificates(certificates, { public_key_id, public_key }),
  }),
  vr: () => ({
    merchant: { authentication: { entityId: 'f'.repeat(32) } },
    status: { result: { code: '555.555.555', description: 'words' } },
    comes: hint,
  }),
  cloudpay: () => ({
    merchant: { subMchId: '1900000110' },
    status: { resultCode: TOMORROW },
    // Nobody signs a call, so a stranger's is as good as any: WeChat is asked.
    comes: {
      ...hint,
      merchant: 'bad_signature',
      ...{ stranger: 'asked', slip: 'asked', nullSignature: 'asked' },
    },
  }),
};
