/** Mistakes in whose account an answer comes from, and which payment or refund a number means. */
import type { Mistake } from './mistake';

export const accountMistakes: readonly Mistake[] = [
  {
    what: 'a question that never went out ends the count of a hanging PSP’s silences',
    file: 'shared/payments/flows/pauses.ts',
    find: "if (outcome.is !== 'unsent') memories",
    put: 'memories',
    tests: 'test/payments/flows/pauses.test.ts',
  },
  {
    what: 'the wrong keys of one account rest its PSP for all',
    file: 'shared/payments/flows/pauses.ts',
    find: "'keys_away', 'token_away'];",
    put: "'keys_away', 'token_away', 'no_keys'];",
    tests: 'test/payments/flows/pauses.test.ts',
  },
  {
    what: 'two refunds of one order that went back elsewhere share a number',
    file: 'shared/payments/order/refund-facts.ts',
    find: 'while (refundOf(order, `${order.outTradeNo}${ELSEWHERE}${n}`)) n += 1;',
    put: '',
    tests: 'test/payments/order/refund-facts.test.ts',
  },
  {
    what: 'keys of another account close what can still be paid, where nothing names the merchant',
    file: 'shared/payments/order/policy.ts',
    find: ' && !(wasHandedOut && isNameless)',
    put: '',
    tests: 'test/payments/flows/other-merchant.test.ts',
  },
  {
    what: 'keys of another account free a refund that went through, where nothing names the merchant',
    file: 'shared/payments/flows/refunds/ask-refund.ts',
    find: 'if (!(await knowsPayment(shop, order, through)))',
    put: 'if (false)',
    tests: 'test/payments/flows/other-merchant.test.ts',
  },
  {
    what: 'a person cannot end a refund that the keys of another account cannot send',
    file: 'shared/payments/flows/people/resolve-refund.ts',
    find: '&& (await knowsPayment(shop, order, through))',
    put: '',
    tests: 'test/payments/flows/other-merchant.test.ts',
  },
  {
    what: 'a true notice that its PSP, asked, does not know is never shown to anybody',
    file: 'shared/payments/flows/notices/settle-notice.ts',
    find: "if (isAnswer(said) && fact.status === 'paid')",
    put: 'if (false)',
    tests: 'test/payments/flows/other-trade.test.ts',
  },
  {
    what: 'a notice of another trade under our number pays an order',
    file: 'shared/payments/order/transitions.ts',
    find: 'if (isOfAnotherTrade(attempt, fact))',
    put: 'if (false)',
    tests: 'test/payments/flows/other-trade.test.ts',
  },
];
