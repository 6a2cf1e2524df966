// English: what waits for a person, what can be decided, the journal, and their states.
import type { Words } from './zh-cn';
import type { zhCnMatters } from './zh-cn-matters';

export const enMatters: Pick<Words, keyof typeof zhCnMatters> = {
  provider: {
    wechat: 'WeChat Pay',
    v2: 'WeChat Pay v2',
    v2sp: 'WeChat Pay v2 (service provider)',
    v3: 'WeChat Pay v3',
    v3sp: 'WeChat Pay v3 (service provider)',
    cloudpay: 'WeChat Pay (cloudPay)',
    none: 'the provider',
  },
  waits: {
    kept_aside: 'Money that does not fit the order',
    return_failed: 'Kept-aside money did not go back',
    refund_abnormal: 'The provider cannot deliver a refund',
    refund_unanswered: 'Nobody knows how a refund ended',
    refund_contradicted: 'A refund’s end is contradicted',
    refunded_elsewhere: 'Refunded in the provider’s back office',
    not_ended: 'The order cannot be ended',
    not_told: 'Points or shipping could not be told',
    hook_failed: 'What follows a payment did not run',
    other: 'Something waits for a person',
  },
  happened: {
    kept_aside:
      'A payment or a message came that does not fit this order: another amount or currency, or a second payment. It is not counted as this order’s.',
    return_failed: 'Kept-aside money did not go back: the provider refused, or was not reached.',
    refund_abnormal:
      'The provider cannot deliver the money (a cancelled card, for example); it still has it.',
    refund_unanswered:
      'A refund was sent, and nobody knows what became of it, or it does not come to an end.',
    refund_contradicted:
      'A person said that the refund had failed, and the provider says that it succeeded. It counts now. Has the money gone back twice?',
    refunded_elsewhere:
      'Some of the money went back in the provider’s back office, and the provider does not say how much.',
    not_ended:
      'Nobody paid, and for a day the order could not be closed; or a payment was asked about for 30 days and may still arrive.',
    not_told:
      'Member points or WeChat’s shipping management could not be told ten times over, or WeChat refuses. It has stopped.',
    hook_failed:
      'Your own step after a payment (onPaymentSuccess) did not end well in eight tries. It has stopped.',
    other: 'This version of the mini-program does not know the reason. Please update it.',
  },
  aside: {
    no_concern: 'The message is about no payment and no refund.',
    other_configuration: 'The message came for another payment configuration than this order’s.',
    denied: 'The message says paid, but the provider denied it when it was asked.',
    other_recipient: 'The message names a merchant or an app that is not yours.',
    no_attempt: 'The message names a payment that this order does not have.',
    other_provider: 'This payment was started at another provider.',
    no_amount: 'The message says paid, but not how much.',
    unreadable_amount: 'The amount in the message cannot be read.',
    other_currency: 'It was paid in another currency than the order’s.',
    other_app: 'It was paid in another mini-program.',
    other_amount: 'Another amount was paid than the order’s.',
    given_back: 'This money was given back before.',
    aside_before: 'This payment was kept aside before.',
    cancelled:
      'This payment was cancelled, and the provider does not tell whether the money went back. Look in its back office.',
    second_payment: 'The order was paid already, and a second payment came.',
    closed_though_paid: 'The provider calls the paid payment closed: its money may have gone back.',
    unconfirmed_refund: 'This refund was not asked for here, or the provider cannot be asked about it.',
    unknown_refund: 'This refund was not asked for here, or it could be one of several.',
    refund_of_other_provider: 'The refund comes from another provider than the one that was paid.',
    other_refund_amount: 'Another amount was refunded than was asked for.',
    refund_taken_back: 'The refund had succeeded, and now the provider says that it did not.',
    refund_gone_twice: 'A refund went through after it had failed: more went back than was paid.',
  },
  ends: {
    kept_aside:
      'Decide it under “Money kept aside”. If it is not there, “Ask now”; if the provider has nothing either, “Mark as seen”.',
    return_failed:
      'Send it back again under “Money kept aside”, or “Say how it ended” (not gone back) to leave it.',
    refund_abnormal:
      'By itself when the provider tells an end. Else settle it in the back office, then “Say how it ended”.',
    refund_unanswered:
      '“Ask now” first. Where the provider gives no answer, look in its back office, then “Say how it ended”.',
    refund_contradicted:
      'See whether the money went back twice, then “Say how it ended” (gone back): you have seen it.',
    refunded_elsewhere: 'See at the provider how much went back, then “Mark as seen”.',
    not_ended: 'By itself when it is paid or closed. Or “Ask now”, or “Close by force”.',
    not_told: 'Mend the cause, then “Try again now”.',
    hook_failed: 'Mend the cause, then “Try again now”.',
    other: '“Ask now”, or ask whoever runs the cloud functions.',
  },
  act: {
    asknow: 'Ask now',
    asknow_text:
      'Asks the provider about every payment and refund of this order now and books the answers. It makes no payment and no refund.',
    close: 'Close by force',
    close_text:
      'Closes at the provider where that can be done, else only here. An order that the provider calls paid stays. Money that still comes is marked “paid after closing”.',
    retry: 'Try again now',
    retry_text:
      'Tries once more what has failed too often: your step after the payment, points and shipping, questions to the provider.',
    seen_refunded_elsewhere: 'Mark as seen',
    seen_refunded_elsewhere_text:
      'You have seen at the provider how much went back. The reminder goes, the order’s amounts stay.',
    seen_kept_aside: 'Mark as seen',
    seen_kept_aside_text:
      'The provider is asked first: what it still knows comes back under “Money kept aside”, the rest is forgotten.',
    seen_force: 'Also if the provider gives no answer',
    resolverefund: 'Say how it ended',
    resolverefund_text:
      'The provider is asked once more. Your word counts only where it gives no answer or cannot deliver.',
    refund_succeeded: 'The money went back',
    refund_failed: 'The money did not go back',
    resolve: 'Decide about this money',
    return: 'Send it back to the payer',
    return_text:
      'All of this payment goes back through {name}, once. What can be refunded of the order itself stays the same.',
    returned_elsewhere: 'It went back another way',
    returned_elsewhere_text:
      'You gave it back in the back office, by bank or in cash. Nothing is sent from here.',
    dismissed: 'Nothing is to be done',
    dismissed_text: 'For a message without money, for example. This cannot be changed later.',
    finding: 'Decide about this difference',
    finding_returned_elsewhere_text:
      'The money went back another way. The difference is not counted any more.',
    finding_dismissed_text:
      'Nothing is to be done: the account serves another shop too, for example. The difference is not counted any more.',
    explanation: 'Explanation',
    explanation_needed: 'Why? Needed, at most 500 characters; it stays in the journal for ever',
    explanation_optional: 'Why? If you like; it stays in the journal',
    choose: 'Choose one',
    say_why: 'Say why first.',
  },
  decision: {
    return: 'Sent back to the payer',
    returned_elsewhere: 'Went back another way',
    dismissed: 'Nothing to be done',
  },
  attempt: {
    requested: 'Sent, outcome not known',
    open: 'Can be paid',
    closing: 'Being closed',
    declined: 'Declined',
    closed: 'Closed',
    aside: 'Does not fit',
    paid: 'Paid',
  },
  shipping: {
    due: 'WeChat is to be told',
    uploaded: 'WeChat was told',
    confirmed: 'The customer confirmed receipt',
    refunded: 'WeChat was told of the refund',
    refused: 'WeChat did not accept it',
    stopped: 'Telling WeChat has stopped',
  },
  refundState: {
    requested: 'Sent, outcome not known',
    processing: 'On its way',
    succeeded: 'Went back',
    failed: 'Did not go through',
    abnormal: 'Cannot be delivered',
  },
  finding: {
    missing_here: 'Missing here',
    missing_there: 'Missing at the provider',
    amount: 'Another amount',
    currency: 'Another currency',
    state: 'Another state',
    duplicate: 'Twice',
  },
  findingTodo: {
    missing_here:
      'Does the account serve another shop too? Then nothing is to be done. Of a refund in the back office the order itself tells.',
    missing_there:
      'If the provider denies it, ask its support with both numbers before you ship or refund anything more.',
    amount: 'Ask the provider. No amount was changed here.',
    currency:
      'Ask the provider; perhaps the statement has the currency that is settled, not that of the price.',
    state: 'Look at the provider. If the payment was taken back, is the customer to keep the goods?',
    duplicate: 'Ask the provider which of them moved money.',
  },
  journal: {
    created: 'Ordered',
    sent: 'Payment {no} sent to {name}',
    not_sent: 'Payment {no} was not sent',
    refused: 'Payment {no} was refused',
    declined: 'Payment {no} was declined',
    paid: 'Paid at {name}, number {no}',
    closed_at_psp: 'Payment {no} closed at the provider',
    closed_by_request: 'Closed by request',
    closed_in_time: 'Closed: nobody paid in time',
    closed_by_person: 'Closed by an operator',
    closed_by_force: 'Closed by force by an operator',
    refund_requested: 'Refund of {amount} asked for, number {no}',
    refund_again: 'Refund {no} sent again',
    refund_refused: 'Refund {no} was refused',
    refund_moved: 'Refund {no}: {state}',
    return_moved: 'Sent-back money {no}: {state}',
    went_back: '{amount} went back in the provider’s back office, booked as {no}',
    waits: 'Waits for a person: {what}',
    asked: 'An operator had the provider asked',
    tried: 'An operator had it tried again',
    seen: 'An operator has seen: {what}',
    seen_refund: 'An operator has seen refund {no}: {state}',
    decided_refund: 'An operator decided refund {no}: {state}',
    decided_aside: 'An operator decided about {no}: {decision}',
    decided_finding: 'An operator decided a difference ({kind}): {decision}',
    order_moved: 'Order: {state}',
    attempt_moved: 'Payment {no}: {state}',
    attempt_gone: 'Payment {no} never left and counts no more',
  },
};
