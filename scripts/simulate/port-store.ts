/** The store port as one call sees it: every method passes through `through`, which decides when and whether. */
import type { NoticeStore, Store } from '../../shared/payments/ports';
import { asDocuments } from './documents';
import type { Call, Surroundings } from './instance';
import type { Words } from './scheduler';
import type { Order } from '../../shared/payments/order/order';

/** Does `work` in its turn, or fails in its place. */
export type Through = <T>(what: Words, work: () => Promise<T>) => Promise<T>;

/** In a few words how an order stands. */
export function standing(order: Order): string {
  const list = (name: string, states: readonly string[]): string =>
    states.length === 0 ? '' : `, ${name} ${states.join(' ')}`;
  const attempts = order.attempts.map(
    ({ state, cancels, doubtful }) => state + (doubtful ? '?' : '') + (cancels > 0 ? `/${cancels}` : ''),
  );
  const refunds = order.refunds.map(
    ({ outRefundNo, amount, state, doubtful }) =>
      `${outRefundNo}:${amount.value}:${state}${doubtful ? '?' : ''}`,
  );
  const waiting = order.attention.map(({ reason }) => reason);
  const hook = order.hook === 'none' ? '' : `, hook ${order.hook}`;
  const late = order.late ? ' late' : '';
  return `${order.state}${late}${list('attempts', attempts)}${list('refunds', refunds)}${hook}${list('attention', waiting)}`;
}

/** Whose store it is. */
interface Whose {
  readonly around: Surroundings;
  readonly call: Call;
}

export function storeThrough(store: Store, through: Through, whose: Whose): Store {
  const { around, call } = whose;
  const orders = around.isThorough
    ? asDocuments(store.orders, (order) => around.lostInDocument(order))
    : store.orders;
  return {
    configDocument: (id) => through('store: read configuration', () => store.configDocument(id)),
    configIds: (limit) => through('store: list configurations', () => store.configIds(limit)),
    goods: (ids) => through('store: read goods', () => store.goods(ids)),
    orders: ordersThrough(orders, through, whose),
    orderOfAttempt: (no) =>
      through(
        () => `store: order of attempt ${no}`,
        () => store.orderOfAttempt(no),
      ),
    orderOfTransaction: (no) =>
      through(
        () => `store: order of transaction ${no}`,
        () => store.orderOfTransaction(no),
      ),
    orderOfRefund: (no) =>
      through(
        () => `store: order of refund ${no}`,
        () => store.orderOfRefund(no),
      ),
    listOrders: (filter) => through('store: list orders', () => store.listOrders(filter)),
    openOrders: (openid) => through('store: count open orders', () => store.openOrders(openid)),
    dueOrders: (question) => through('store: due orders', () => store.dueOrders(question)),
    postpone: (id, until) =>
      through(
        () => `store: postpone ${id}`,
        () => store.postpone(id, until),
      ),
    reserveRefundNumber: (no, order) =>
      through(
        () => `store: reserve ${no} for ${order}`,
        () => store.reserveRefundNumber(no, order),
      ),
    ...archiveThrough(store, through, call),
  };
}

type Archive = NoticeStore & Pick<Store, 'archiveJournal'>;

function archiveThrough(store: Store, through: Through, call: Call): Archive {
  return {
    archiveJournal: (lines) =>
      through(
        () => `store: archive lines from ${lines.from} of ${lines.outTradeNo}`,
        () => store.archiveJournal(lines),
      ),
    asideNotice: (id) =>
      through(
        () => `store: read notice ${id}`,
        () => store.asideNotice(id),
      ),
    asideNotices: (filter) => through('store: list notices', () => store.asideNotices(filter)),
    decideNotice: (id, decided) =>
      through(
        () => `store: decide ${id}`,
        () => store.decideNotice(id, decided),
      ),
    archiveNotice: (notice) =>
      through(
        () => `store: archive ${notice.verdict}`,
        async () => {
          await store.archiveNotice(notice);
          call.hasArchived = true;
        },
      ),
    strayNotices: (question) => through('store: stray notices', () => store.strayNotices(question)),
    countNotices: (question) => through('store: count notices', () => store.countNotices(question)),
    adoptNotice: (...adopted) => through('store: adopt notice', () => store.adoptNotice(...adopted)),
  };
}

function ordersThrough(orders: Store['orders'], through: Through, { around, call }: Whose): Store['orders'] {
  return {
    idOf: (order) => orders.idOf(order),
    get: (id) =>
      through(
        () => `store: read ${id}`,
        () => Promise.resolve(around.storeFaults.stale(id) ?? orders.get(id)),
      ),
    insert: (order) =>
      through(
        () => `store: insert ${order.outTradeNo}`,
        () => orders.insert(order),
      ),
    replace: (order, expected) =>
      through(
        () => `store: write ${order.outTradeNo} over version ${expected ?? '-'}`,
        async () => {
          call.hasWritten = true;
          around.storeFaults.rival(order.outTradeNo);
          const isWritten = await orders.replace(order, expected);
          around.scheduler.note(() =>
            isWritten ? `${order.outTradeNo} is ${standing(order)}` : 'somebody wrote before',
          );
          return isWritten;
        },
      ),
  };
}
