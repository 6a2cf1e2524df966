/** Reads what the console shows from the local cloud's database and log and from the sandboxes, past all functions. */
import { fromDocument } from '../../shared/adapters/order-document';
import { money } from '../../shared/kernel/money';
import { refundableFee, refundedFee, type Attempt } from '../../shared/payments/order/order';
import type { LocalCloud } from '../local-cloud';
import { faultKinds, operations, type Sandbox, type Sandboxes } from '../sandbox/sandbox';
import { readAside } from './aside';
import type { AttemptView, BrokenOrder, ConsoleState, OrderView, SandboxState } from './console-data';
import { newest, type Doc } from './newest';
import { archivedNotice, refusedNotices } from './notices';
import { readPeople } from './people';

/** What the console stands beside, and the person it refunds as. */
export interface ConsoleWorld {
  readonly cloud: LocalCloud;
  readonly sandboxes: Sandboxes;
  readonly operatorOpenid: string;
  /** The mini-program that the operator comes from. */
  readonly appid: string;
  /** The PSP of the shop: its sandbox stands first. */
  readonly paySp: string;
}

const shownOrders = 100;
const shownNotices = 200;
const shownPayments = 50;

/** The state of the world as the page shows it, newest first. */
export async function readState(world: ConsoleWorld): Promise<ConsoleState> {
  const { database, logs } = world.cloud;
  const [orders, archived, aside, people] = await Promise.all([
    newest(database, { collection: 'orders', time: 'created_at', limit: shownOrders }),
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
    orders: orders.map(orderOf),
    notices: notices.toSorted((a, b) => b.at - a.at).slice(0, shownNotices),
    aside,
    people,
    sandboxes: sandboxes.map(sandboxOf),
    operations: [...operations, 'any'],
    faultKinds,
  };
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
  const { payments, refunds, notifications, faults } = sandbox.view();
  const shown = payments.slice(-shownPayments).toReversed();
  return {
    paySp,
    faults,
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
