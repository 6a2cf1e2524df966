/** Mistakes about money that goes back, and about who is told of money that came. */
import type { PlantedMistake } from './mistakes';

const order = 'shared/payments/order';
const flows = 'shared/payments/flows';

export const moneyMistakes: readonly PlantedMistake[] = [
  {
    what: 'a refusal of a second sending frees what the first may have given back',
    edits: [
      {
        file: `${order}/policy.ts`,
        find: "  if (before !== 'nothing') return before;\n  if (outcome.is === 'unsent') return 'unsent';\n  // Only a documented",
        put: "  if (outcome.is === 'unsent') return 'unsent';\n  // Only a documented",
      },
    ],
    paySp: 'v2',
    reads: /is free here and stands at its PSP/,
  },
  {
    what: 'a refund that its PSP would not recognise goes out again as if it would',
    edits: [
      { file: 'shared/payments/psp/nihaopay.ts', find: "refundRetry: 'listed'", put: "refundRetry: 'safe'" },
    ],
    paySp: 'nihaopay',
    reads: /more refunds at its PSP than wishes/,
  },
  {
    what: 'a payment’s sum that fits nothing counts as nothing refunded',
    edits: [
      {
        file: 'shared/payments/psp/nihaopay-refunds.ts',
        find: 'if (back === refundedBefore?.value)',
        put: 'if (back !== allRefunded?.value)',
      },
    ],
    paySp: 'nihaopay',
    reads: /more refunds at its PSP than wishes|only \d+ are held/,
  },
  {
    what: 'no answer is taken for never sent',
    edits: [
      {
        file: 'shared/kernel/exchange.ts',
        find: "return kind === 'unreachable' || kind === 'untrusted_certificate'",
        put: "return kind !== 'too_large'",
      },
    ],
    reads: /is free here and stands at its PSP|ticket/,
  },
  {
    what: 'a no in words that nobody published frees a refund',
    edits: [
      {
        file: `${order}/policy.ts`,
        find: "  if (outcome.is === 'refused') return 'ended';\n  return 'doubtful';",
        put: "  return 'ended';",
      },
    ],
    reads: /is free here and stands at its PSP/,
  },
  {
    what: 'a refund is sent before it is written down',
    edits: [
      {
        file: `${flows}/refunds/refund.ts`,
        find: '  const reserved = await changeOrder(shop, order, (current) =>\n    withReservation(current, connected, { wish, outRefundNo, now: shop.clock.now() }),\n  );',
        put: '  const reserved = withReservation(order, connected, { wish, outRefundNo, now: shop.clock.now() });',
      },
    ],
    reads: /no order knows of|more refunds at its PSP than wishes|our own mistake/,
  },
  {
    what: 'refunds are bounded by what was paid, not by what is left',
    edits: [
      { file: `${flows}/refunds/refund-limits.ts`, find: 'value > left', put: 'value > order.total.value' },
    ],
    reads: /are more than was paid/,
  },
  {
    what: 'the same wish clicked twice is two refunds',
    edits: [
      {
        file: `${flows}/refunds/refund.ts`,
        find: "if (state === 'requested') return true;",
        put: "if (state === 'requested') return false;",
      },
    ],
    reads: /two refunds without an answer stand for one wish/,
  },
  {
    what: 'two orders share a refund number',
    edits: [
      {
        file: `${flows}/refunds/refund.ts`,
        find: 'const isOurs = owner === order.outTradeNo && (holder?.outTradeNo ?? owner) === owner;',
        put: 'const isOurs = owner !== (holder?.outTradeNo ?? "");',
      },
    ],
    reads: /is a refund of two orders/,
  },
  {
    what: 'a refund that failed is answered as if it stood',
    edits: [
      {
        file: `${flows}/refunds/refund.ts`,
        find: "  if (state === 'failed') throw failedError(known);\n  return known;",
        put: '  return known;',
      },
    ],
    reads: /its state is failed/,
  },
  {
    what: 'a refund that its PSP never heard of is left to a person',
    edits: [
      {
        file: `${order}/policy.ts`,
        find: "if (isRefused(said, 'not_found') && isDoubtful && mayRepeat) return 'send again';",
        put: '',
      },
    ],
    reads: /was neither sent again nor ended/,
  },
  {
    what: 'a refund that could not be delivered is never asked about again',
    edits: [
      {
        file: `${order}/schedule.ts`,
        find: "isOnItsWay(refund) || refund.state === 'abnormal' ||",
        put: 'isOnItsWay(refund) ||',
      },
    ],
    paySp: 'v3',
    reads: /went through, and is called abnormal/,
  },
  {
    what: 'a refund has its next try before the first is over',
    edits: [
      {
        file: `${flows}/refunds/send-refund.ts`,
        find: '  leaseUntil: now + REFUND_LEASE_MS,',
        put: '  leaseUntil: now - REFUND_LEASE_MS,',
      },
      {
        file: `${flows}/refunds/refund.ts`,
        find: "if (isSafe || (state === 'failed' && !known.left))",
        put: 'if (isSafe || known.outRefundNo !== "")',
      },
    ],
    reads: /is \d+ refunds at its PSP|more refunds at its PSP than wishes|is free here/,
  },
  {
    what: 'two people give kept-aside money back twice',
    edits: [
      {
        file: `${order}/aside.ts`,
        find: 'order.decisions.find(({ about }) => isSameMatter(about, matter));',
        put: 'order.decisions.find(({ about, noted }) => noted && isSameMatter(about, matter));',
      },
      {
        file: `${flows}/people/return-aside.ts`,
        find: 'const outRefundNo = returnNumber(order.outTradeNo, notice.id);',
        put: 'const outRefundNo = returnNumber(order.outTradeNo, notice.id + String(shop.clock.now()));',
      },
    ],
    paySp: 'cloudpay',
    reads: /went or go back of|neither sent again nor ended/,
  },
  {
    what: 'money that does not fit its order is told to nobody',
    edits: [
      {
        file: `${order}/order-changes.ts`,
        find: 'if (isKnown || order.attention.length >= ATTENTION_LIMIT) return order;',
        put: "if (isKnown || reason === 'kept_aside' || order.attention.length >= ATTENTION_LIMIT) return order;",
      },
    ],
    reads: /nobody is told/,
  },
  {
    what: 'every duplicate of a notice runs the hook again',
    edits: [
      {
        file: `${flows}/fulfil.ts`,
        find: "if (current.hook !== 'due' || isHeld(current.hookUntil, now)) return undefined;",
        put: "if (current.hook !== 'due') return undefined;",
      },
    ],
    reads: /the hook ran \d+ times without a reason/,
  },
  {
    what: 'the hook is called done before it ran',
    edits: [{ file: `${order}/transitions.ts`, find: "hook: 'due',", put: "hook: 'done'," }],
    reads: /its hook ran 0 times/,
  },
  {
    what: 'nobody runs the hook of a process that died',
    edits: [
      {
        file: `${flows}/look-at-order.ts`,
        find: "if (order.hook === 'due') steps.push(() => fulfil(shop, order, false));",
        put: '',
      },
    ],
    reads: /its hook ran 0 times|still has something to do|without end/,
  },
  {
    what: 'a hook that never returns is waited for',
    edits: [
      {
        file: `${flows}/fulfil.ts`,
        find: "await Promise.race([running, shop.clock.sleep(limit).then((): Ended => ({ is: 'on' }))]);",
        put: 'await running;',
      },
    ],
    paySp: 'vr',
    reads: /was ended by the platform/,
  },
  {
    what: 'those who follow the money hear of no refund',
    edits: [
      {
        file: `${order}/follow-ups.ts`,
        find: 'points: true,\n  shipping: false,',
        put: 'points: false,\n  shipping: false,',
      },
    ],
    reads: /those who follow it heard/,
  },
  {
    what: 'a telling that ends late hides what was refunded since',
    edits: [
      {
        file: `${flows}/follow-up.ts`,
        find: 'withTold(newest, { name, net, said }',
        put: 'withTold(newest, { name, net: netFee(newest), said }',
      },
    ],
    reads: /those who follow it heard/,
  },
  {
    what: 'what was refunded before we learned of the payment is not booked',
    edits: [
      {
        file: `${order}/refund-facts.ts`,
        find: '  if (refunded === undefined) return order;',
        put: '  if (refunded === undefined || order.refunds.length >= 0) return order;',
      },
    ],
    paySp: 'v2',
    reads: /had gone back before its payment was known/,
  },
];
