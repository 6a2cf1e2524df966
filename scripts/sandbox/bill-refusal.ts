/** Why the simulated WeChat cashier does not take five strings: in English for developers, and by a name for those who say it in another language. */

/** The names; the phone has a sentence for each, in each of its languages. */
export const billFaultNames = [
  ...(['unknown_prepay', 'package', 'sign_type', 'pay_sign', 'changed', 'other_app', 'too_old'] as const),
  ...(['paid', 'closed', 'expired', 'failed', 'declined', 'reversed'] as const),
];
export type BillFaultName = (typeof billFaultNames)[number];

/** The strings are of this PSP, but wrong. */
export class BillRefusal extends Error {
  constructor(
    readonly why: BillFaultName,
    message: string,
    /** What the sentence is about: a number, a name, an appid. */
    readonly about = '',
  ) {
    super(message);
    this.name = 'BillRefusal';
  }
}
