/** Reads what the console shows from the local cloud's database and log and from the sandboxes, past all functions. */
import { fromDocument } from '../../shared/adapters/order-document';
import { money } from '../../shared/kernel/money';
import { refundableFee, refundedFee, type Attempt } from '../../shared/payments/order/order';
import type { LocalCloud } from '../local-cloud';
import type { LocalDatabase } from '../local-cloud/database/local-database';
import { faultKinds, operations, type Sandbox, type Sandboxes } from '../sandbox/sandbox';
import type { WireLog } from '../sandbox/wire-log';
import { readAside } from './aside';
import type {
  AttemptView,
  BrokenOrder,
  ConsoleState,
  OrderDetail,
  OrderPage,
  OrderView,
  SandboxState,
} from './console-data';
import { newest, type Doc } from './newest';
import { archivedNotice, refusedNotices } from './notices';
import { findOrders, ordersPerPage, type OrderQuery } from './order-search';
import { readPeople } from './people';
import { readWire } from './wire-view';

/** What the console stands beside, and the person it refunds as. */
export interface ConsoleWorld {
  readonly cloud: LocalCloud;
  readonly sandboxes: Sandboxes;
  /** What went over the wire between the shop and the sandboxes. */
  readonly wire: WireLog;
  readonly operatorOpenid: string;
  /** The mini-program that the operator comes from. */
  readonly appid: string;
  /** The PSP of the shop: its sandbox stands first. */
  readonly paySp: string;
}

/** What a page looks at. */
export interface Look {
  readonly orders: OrderQuery;
  /** The number of an order to show whole; empty for none. */
  readonly order: string;
  /** Whether the wire is looked at. */
  readonly wire: boolean;
}

const shownWaiting = 100;
const shownExchanges = 100;
const shownNotices = 200;
const shownPayments = 50;

/** The state of the world as the page shows it, newest first. */
export async function readState(world: ConsoleWorld, look: Look): Promise<ConsoleState> {
  const { database, logs } = world.cloud;
  const [orders, waiting, order, wire, archived, aside, people] = await Promise.all([
    pageOf(database, look.orders),
    waitingOrders(database),
    look.order === '' ? undefined : detailOf(world, look.order),
    look.wire ? readWire({ ...world, database, logs }, { limit: shownExchanges }) : undefined,
    newest(database, { collection: 'payment', time: 'received_at', limit: shownNotices }),
    readAside(database),
    readPeople(database),
  ]);
  const isFirst = ({ paySp }: Sandbox): number => Number(paySp === world.paySp);
  const sandboxes = world.sandboxes.list.toSorted((a, b) => isFirst(b) - isFirst(a));
  const notices = [...archived.map(archivedNotice), ...refusedNotices(logs.entries())];
  return {
    envId: database.envId,
    operator: { openid: world.operatorOpenid, appid: world.appid },
    orders,
    waiting,
    ...(order && { order }),
    ...(wire && { wire }),
    notices: notices.toSorted((a, b) => b.at - a.at).slice(0, shownNotices),
    aside,
    people,
    sandboxes: sandboxes.map(sandboxOf),
    operations: [...operations, 'any'],
    faultKinds,
  };
}

async function pageOf(database: LocalDatabase, query: OrderQuery): Promise<OrderPage> {
  const { documents, total, page } = await findOrders(database, query);
  const pages = Math.max(1, Math.ceil(total / ordersPerPage));
  return { rows: documents.map(orderOf), total, page, pages };
}

async function waitingOrders(database: LocalDatabase): Promise<OrderView[]> {
  const where = { 'attention.0': { $exists: true } };
  const found = await newest(database, {
    ...{ collection: 'orders', time: 'created_at', limit: shownWaiting, where },
  });
  return found.map(orderOf).filter((order): order is OrderView => !('problem' in order));
}

/** One order, asked for by its number or the number of one of its attempts. */
async function detailOf(world: ConsoleWorld, number: string): Promise<OrderDetail | undefined> {
  const { database, logs } = world.cloud;
  const where = { $or: [{ _id: number }, { 'attempts.no': number }] };
  const [document] = await newest(database, { collection: 'orders', time: 'created_at', limit: 1, where });
  if (!document) return undefined;
  const order = orderOf(document);
  const numbers = numbersOf(order);
  const [archived, wire] = await Promise.all([
    newest(database, {
      ...{ collection: 'payment', time: 'received_at', limit: shownNotices },
      where: { out_trade_no: { $in: numbers } },
    }),
    readWire({ ...world, database, logs }, { limit: shownExchanges, numbers }),
  ]);
  const steps = world.wire.steps().filter(({ outTradeNo }) => numbers.includes(outTradeNo));
  return { order, notices: archived.map(archivedNotice), wire, steps };
}

/** Every number under which somebody may speak of an order. */
function numbersOf(order: OrderView | BrokenOrder): string[] {
  if ('problem' in order) return [order.outTradeNo];
  const attempts = order.attempts.flatMap(({ no, spTradeNo }) => [no, spTradeNo]);
  const refunds = [...order.refunds, ...order.returns].flatMap((one) => [one.outRefundNo, one.spRefundNo]);
  const all = [order.outTradeNo, order.transactionId, ...attempts, ...refunds];
  return [...new Set(all.filter((number) => number !== undefined && number !== ''))] as string[];
}

function orderOf(document: Doc): OrderView | BrokenOrder {
  try {
    const order = fromDocument(document);
    const { currency } = order.total;
    return {
      ...order,
      attempts: order.attempts.map(attemptOf),
      refunded: money(refundedFee(order), currency),
      refundable: money(refundableFee(order), currency),
    };
  } catch (error) {
    return { outTradeNo: String(document._id), problem: error instanceof Error ? error.message : '' };
  }
}

function attemptOf({ ticket, ...attempt }: Attempt): AttemptView {
  return ticket && 'url' in ticket ? { ...attempt, link: ticket.url } : attempt;
}

/** A sandbox's payments, each with its refunds and notices. */
function sandboxOf({ paySp, ...sandbox }: Sandbox): SandboxState {
  const { payments, refunds, notifications, faults, probes } = sandbox.view();
  const shown = payments.slice(-shownPayments).toReversed();
  return {
    paySp,
    faults,
    probes,
    payments: shown.map(({ notify_url: _url, description: _text, ...payment }) => ({
      ...payment,
      // An earlier attempt under the same number was never paid, so no refund is its.
      refunds:
        payment.state === 'paid'
          ? refunds.filter(({ out_trade_no }) => out_trade_no === payment.out_trade_no)
          : [],
      notices: notifications.filter(({ out_trade_no }) => out_trade_no === payment.out_trade_no),
    })),
  };
}
