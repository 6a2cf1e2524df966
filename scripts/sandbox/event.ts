/** What can be made to happen at a sandbox. */
export const eventNames = [
  'pay',
  'close',
  'fail',
  'refund_ok',
  'refund_fail',
  'backoffice_refund',
  'forge',
  'replay',
  'signtest',
  'rotate_certificate',
  'public_key_only',
] as const;

/**
 * Something that happens on the payer's side or at the PSP; the last five are probes of the merchant's defences.
 * `backoffice_refund`: the merchant refunds a paid payment in the PSP's own back office, and the shop never asked for it.
 */
export interface SandboxEvent {
  readonly event: (typeof eventNames)[number];
  readonly out_trade_no?: string;
  /** The PSP's own number; picks one attempt exactly. */
  readonly trade_no?: string;
  readonly out_refund_no?: string;
  /** The notice of this event never leaves. */
  readonly drop_notify?: boolean;
  /** So many copies of the notice leave at once. */
  readonly duplicate?: number;
  /** The notice leaves so many milliseconds later. */
  readonly delay_ms?: number;
  /** Minor units. `pay`: another amount than was asked for. `backoffice_refund`: less than all that is left. */
  readonly amount?: number;
  readonly currency?: string;
  /** `refund_fail` at WeChat Pay v3: which failure. */
  readonly refund_status?: 'ABNORMAL' | 'CLOSED';
  /** WeChat Pay v3: what signs the notice. */
  readonly signed_by?: 'certificate' | 'public_key';
  /** `forge`: leave the signature out instead of making a wrong one. */
  readonly unsigned?: boolean;
  /** `replay`: sign again as of so many milliseconds ago, instead of repeating the last headers. */
  readonly age_ms?: number;
  /** `replay`: which notice, by its id at the sandbox, instead of the last one (of the payment, where one is named). */
  readonly notice_id?: string;
}
