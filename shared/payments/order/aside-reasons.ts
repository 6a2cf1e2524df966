/**
 * Why something is kept aside: code → the sentence that is kept, and read by whoever runs the functions. Where two would fit, the
 * first one is meant.
 */
export const asideReasons = {
  no_concern: () => 'the notice concerns no payment or refund',
  other_configuration: (theirs: string, ours: string) =>
    `the notice came for configuration ${theirs}, the order is of ${ours}`,
  denied: (paySp: string, said: string) => `the notice says paid, but ${paySp} says ${said} when asked`,
  other_recipient: (name: string, value: string) => `the message is for ${name} ${value}`,
  no_attempt: (no: string) => `the order has no attempt ${no}`,
  other_provider: (no: string, ours: string, theirs: string) =>
    `attempt ${no} was made at ${ours}, not at ${theirs}`,
  no_amount: () => 'the message says paid but not how much',
  unreadable_amount: () => 'the notice names no amount that can be read',
  other_currency: (theirs: string, ours: string) => `paid in ${theirs}, the order is in ${ours}`,
  other_app: (theirs: string, ours: string) => `paid in app ${theirs}, the order is of ${ours}`,
  other_amount: (theirs: string, ours: string) => `paid ${theirs}, the order is ${ours}`,
  given_back: () => 'its money was given back',
  aside_before: () => 'this payment was kept aside before',
  cancelled: () => 'it was cancelled, and the PSP does not tell whether its money went back: look there',
  second_payment: (no: string) => `a second payment for a paid order: ${no}`,
  closed_though_paid: (no: string, said: string) =>
    `the PSP says the paid attempt ${no} is ${said}: its money may have gone back`,
  unconfirmed_refund: (no: string) =>
    `refund ${no} cannot be confirmed: not asked for here, or not to be asked about`,
  unknown_refund: (no: string) => `a refund ${no} that this shop did not ask for, or one of several`,
  refund_of_other_provider: (theirs: string, ours: string) =>
    `a refund at ${theirs} of money paid at ${ours}`,
  other_refund_amount: (theirs: string, ours: string) => `refunded ${theirs}, asked for ${ours}`,
  refund_taken_back: (no: string, state: string, said: string) =>
    `the PSP calls refund ${no} ${state} after it had succeeded (${said})`,
  refund_gone_twice: (no: string) =>
    `refund ${no} went through after it had failed, and more than was paid is gone`,
} as const;

export type AsideReason = keyof typeof asideReasons;
