/** Mistakes that are put into the shop on purpose, from outside, at its ports. Each is one that somebody really could make. */
import type { Plant } from '../../scripts/simulate/world';
import { HttpFailure } from '../../shared/kernel/ports';
import type { Order } from '../../shared/payments/order/order';
import type { Store } from '../../shared/payments/ports';

/** A store that keeps each order as `spoil` makes it. */
const keeping = (spoil: (order: Order) => Order): Plant => ({
  store: (store) => ({
    ...methodsOf(store),
    orders: {
      ...store.orders,
      replace: (order, expected) => store.orders.replace(spoil(order), expected),
    },
  }),
});

/** A class's methods do not come along with `…`. */
function methodsOf(store: Store): Store {
  return {
    configDocument: (id) => store.configDocument(id),
    goods: (ids) => store.goods(ids),
    orders: store.orders,
    orderOfAttempt: (no) => store.orderOfAttempt(no),
    orderOfRefund: (no) => store.orderOfRefund(no),
    orderOfTransaction: (no) => store.orderOfTransaction(no),
    listOrders: (filter) => store.listOrders(filter),
    openOrders: (openid) => store.openOrders(openid),
    dueOrders: (question) => store.dueOrders(question),
    postpone: (id, until) => store.postpone(id, until),
    reserveRefundNumber: (no, order) => store.reserveRefundNumber(no, order),
    archiveJournal: (lines) => store.archiveJournal(lines),
    archiveNotice: (notice) => store.archiveNotice(notice),
    asideNotice: (id) => store.asideNotice(id),
    asideNotices: (filter) => store.asideNotices(filter),
    decideNotice: (id, decided) => store.decideNotice(id, decided),
    strayNotices: (since, limit) => store.strayNotices(since, limit),
    adoptNotice: (...adopted) => store.adoptNotice(...adopted),
  };
}

const withAttempts = (order: Order, change: Partial<Order['attempts'][number]>): Order => ({
  ...order,
  attempts: order.attempts.map((attempt) => ({ ...attempt, ...change })),
});

export interface Planted {
  readonly mistake: string;
  /** What must be said about it. */
  readonly reads: RegExp;
  readonly paySp: string;
  readonly plant: Plant;
}

export const planted: readonly Planted[] = [
  {
    mistake: 'a notice is believed after a cancel that gave the money back',
    reads: /money at the PSP is reversed/,
    paySp: 'yaband',
    plant: keeping((order) => withAttempts(order, { cancels: 0, cancelUntil: 0 })),
  },
  {
    mistake: 'whoever writes last has the last word',
    reads: /lost lines|lost attempt|lost refund|went from/,
    paySp: 'yaband',
    plant: {
      store: (store) => ({
        ...methodsOf(store),
        orders: {
          ...store.orders,
          replace: async (order) => {
            const stored = await store.orders.get(order.outTradeNo);
            return store.orders.replace({ ...order, version: (stored?.version ?? 0) + 1 }, stored?.version);
          },
        },
      }),
    },
  },
  {
    mistake: 'nobody has the hook for himself',
    reads: /the hook ran \d times without a reason/,
    paySp: 'yaband',
    plant: keeping((order) => ({ ...order, hookUntil: 0 })),
  },
  {
    mistake: 'the hook is called done before it ran',
    reads: /its hook ran 0 times/,
    paySp: 'yaband',
    plant: keeping((order) => (order.hook === 'due' ? { ...order, hook: 'done' } : order)),
  },
  {
    mistake: 'money that does not fit is told to nobody',
    reads: /nobody is told/,
    paySp: 'yaband',
    plant: keeping((order) => ({ ...order, attention: [] })),
  },
  {
    mistake: 'no answer is taken for never sent',
    reads: /free here and stands at its PSP|ticket/,
    paySp: 'yaband',
    plant: {
      send: (send) => (sender, request, limitMs) =>
        send(sender, request, limitMs).catch((error: unknown) => {
          throw error instanceof HttpFailure ? new HttpFailure('unreachable', error.message) : error;
        }),
    },
  },
  {
    mistake: 'a refund without an answer is given up, and its money is free',
    reads: /free here and stands at its PSP/,
    paySp: 'v3',
    plant: keeping((order) => ({
      ...order,
      refunds: order.refunds.map((refund) =>
        refund.state === 'requested' && refund.doubtful ? { ...refund, state: 'failed' } : refund,
      ),
    })),
  },
  {
    mistake: 'a refund number may be that of two orders',
    reads: /a refund of two orders/,
    paySp: 'yaband',
    plant: {
      store: (store) => ({
        ...methodsOf(store),
        reserveRefundNumber: async (_no, order) => order,
        orderOfRefund: async () => undefined,
      }),
    },
  },
  {
    mistake: 'the timer finds nothing to do',
    reads: /nobody is told|without end|still has something/,
    paySp: 'vr',
    plant: { store: (store) => ({ ...methodsOf(store), dueOrders: async () => [] }) },
  },
  {
    mistake: 'what is kept aside is kept nowhere',
    reads: /no record of it is kept/,
    paySp: 'v3',
    plant: { store: (store) => ({ ...methodsOf(store), archiveNotice: async () => undefined }) },
  },
];
