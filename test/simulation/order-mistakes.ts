/** Mistakes about payments: what is believed, what is given up, what is never looked at again. */
import type { PlantedMistake } from './mistakes';

const order = 'shared/payments/order';
const flows = 'shared/payments/flows';

export const orderMistakes: readonly PlantedMistake[] = [
  {
    what: 'a request that is repeated is another order',
    edits: [
      {
        file: `${flows}/create-order.ts`,
        find: 'const requested = input.requestId === undefined ? undefined : requestedOrderNumber(caller, input.requestId);',
        put: 'const requested = undefined as string | undefined;',
      },
    ],
    reads: /the same request was answered with|orders of a buyer who asked for/,
  },
  {
    what: 'the same request twice at the same moment is told that it is taken',
    edits: [
      {
        file: `${flows}/create-order.ts`,
        find: 'return checkedRepetition(first, caller, input);',
        put: "throw new PayError('REQUEST_ID_TAKEN', 'taken');",
      },
    ],
    reads: /taken/,
  },
  {
    what: 'an order is closed without its PSP',
    edits: [
      {
        file: `${flows}/close-order.ts`,
        find: 'const without = await closeAttempts(shop, order, order.attempts.filter(isLive));',
        put: 'const without = await closeAttempts(shop, order, []);',
      },
      {
        file: `${flows}/close-order.ts`,
        find: 'if (current.attempts.some(isLive)) throw busy(current);',
        put: '',
      },
    ],
    reads: /is closed, and a ticket of it can still be paid/,
  },
  {
    what: 'a try that failed and can be paid all the same is over',
    edits: [
      {
        file: `${order}/transitions.ts`,
        find: "fact.payable ? { askAt: nextPaymentQuestion(attempt, now) } : ended('declined', now)",
        put: "ended('declined', now)",
      },
    ],
    reads: /ticket/,
  },
  {
    what: '"system busy" before a cancel counts as unpaid',
    edits: [
      {
        file: `${order}/policy.ts`,
        find: "if (!attempt.wasHandedOut || isGone(said, attempt)) return 'cancel';",
        put: "return 'cancel';",
      },
    ],
    paySp: 'yaband',
    reads: /nobody had asked whether it was paid/,
  },
  {
    what: 'a message that is older than our cancel is believed',
    edits: [
      {
        file: `${order}/transitions.ts`,
        find: 'if ((fact.afterCancels ?? -1) >= attempt.cancels) return undefined;',
        put: 'if (attempt.cancels > 0) return undefined;',
      },
    ],
    paySp: 'yaband',
    reads: /money at the PSP is reversed/,
  },
  {
    what: 'answers that do not show a reversal are believed after a cancel',
    edits: [
      {
        file: `${order}/transitions.ts`,
        find: 'rules.hidesReversals !== true',
        put: 'rules.closeReverses',
      },
    ],
    reads: /money at the PSP is reversed/,
  },
  {
    what: 'close and a notice at the same moment: the order is paid, its attempt stays closed',
    edits: [
      {
        file: `${order}/order-changes.ts`,
        find: "closed: ['aside', 'paid'],",
        put: "closed: ['aside'],",
      },
    ],
    reads: /its paid attempts are none/,
  },
  {
    what: 'any amount pays an order',
    edits: [
      {
        file: `${order}/transitions.ts`,
        find: 'if (!sameMoney(fact.amount, order.total)) {',
        put: 'if (order.total.value === 0) {',
      },
    ],
    reads: /is paid with \d+, and its money at the PSP is paid with/,
  },
  {
    what: 'a wrong amount that is found by asking stands in the log only',
    edits: [
      {
        file: `${flows}/ask-psp.ts`,
        find: "if (verdict !== 'kept_aside') return;",
        put: "if (verdict !== 'kept_aside' || fact.amount !== undefined) return;",
      },
    ],
    reads: /no record of it is kept/,
  },
  {
    what: 'what has ended is never asked about again',
    edits: [
      {
        file: `${order}/schedule.ts`,
        find: 'if (offset !== undefined) return endedAt + offset;',
        put: 'if (offset !== undefined || now > 0) return 0;',
      },
    ],
    reads: /nobody is told|no record/,
  },
  {
    what: 'the age of an order counts where that of the attempt should',
    edits: [
      {
        file: `${flows}/unified-order.ts`,
        find: 'askAt: nextPaymentQuestion({ requestedAt: now }, now),',
        put: 'askAt: nextPaymentQuestion({ requestedAt: 0 }, now),',
      },
    ],
    reads: /minutes after the last mishap its payment is not known/,
  },
  {
    what: 'unpaid orders never end',
    edits: [
      {
        file: `${order}/schedule.ts`,
        find: '    ...[endsAt(order) ?? undatedLook(order)].filter((one) => one !== undefined),\n',
        put: '',
      },
    ],
    reads: /it is (created|pending), and nobody is told|still has something to do/,
  },
  {
    what: 'an order of the merchant’s own function ends only if nobody else wrote it first',
    edits: [
      {
        file: `${order}/schedule.ts`,
        find: 'isPayable(order) && beganAt(order) > 0 ? Math.max(beganAt(order), order.endAt) : undefined;',
        put: 'isPayable(order) && order.endAt > 0 ? order.endAt : undefined;',
      },
    ],
    reads: /it is created, and nobody is told/,
  },
  {
    what: 'what an attempt was sent with is not written down first',
    edits: [
      {
        file: `${flows}/unified-order.ts`,
        find: '  const prepared = await changeOrder(shop, cleared, (current) =>\n    withExpiry(withIntent(shop, current, connected, wish), orderMs, shop.clock.now()),\n  );',
        put: '  const prepared = withExpiry(withIntent(shop, cleared, connected, wish), orderMs, shop.clock.now());',
      },
    ],
    reads: /no order knows of it/,
  },
];
