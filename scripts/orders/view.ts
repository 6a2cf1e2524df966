/** Orders as they are shown to whoever runs the shop: no payer's strings, and of persons only what tells one from another. */
import { toMajor } from '../../shared/kernel/money';
import { present } from '../../shared/kernel/present';
import type { Attempt, JournalEntry, Order } from '../../shared/payments/order/order';
import { orderView } from '../../shared/payments/words';
import { aligned } from '../bench/row';
import { hiddenMark } from '../console/hidden-fields';
import { shownOpenid } from '../config/shown';

type View = Readonly<Record<string, unknown>>;

/** What `find --json` has of an order. */
export function foundView(order: Order): View {
  const { address, ...view } = orderView(order);
  return {
    ...view,
    openid: shownOpenid(order.openid),
    ...(address === undefined ? {} : { address: hiddenMark }),
  };
}

/** What `show --json` has of it. */
export const wholeView = (order: Order, journal: readonly JournalEntry[]): View => ({
  ...foundView(order),
  config_id: order.configId,
  attempts: order.attempts.map(attemptView),
  attention: order.attention,
  journal: journal.map(({ at, event, by, why }) => ({
    at,
    event,
    ...present({ by: by === undefined ? undefined : shownOpenid(by), why }),
  })),
});

const attemptView = ({ no, paySp, payMethod, state, spTradeNo }: Attempt): View => ({
  number: no,
  pay_sp: paySp,
  pay_method: payMethod,
  state,
  ...present({ sp_trade_no: spTradeNo }),
});

const moment = (at: unknown): string =>
  typeof at === 'number' && at > 0 ? `${new Date(at).toISOString().slice(0, 19)}Z` : '';

/** One order a line, newest first. */
export function table(orders: readonly Order[]): string {
  const head = ['number', 'made', 'state', 'amount', 'PSP', 'PSP’s number', 'waits for'];
  const rows = orders.map((order) => {
    const { pay_sp: paySp, sp_trade_no: spTradeNo } = orderView(order);
    return [
      order.outTradeNo,
      moment(order.createdAt),
      order.state,
      `${toMajor(order.total)} ${order.total.currency}`,
      ...[paySp, spTradeNo].map((one) => (typeof one === 'string' ? one : '')),
      order.attention.map(({ reason }) => reason).join(' '),
    ];
  });
  return aligned([head, ...rows]);
}

/** One order in full, in lines. */
export function* wholeLines(order: Order, journal: readonly JournalEntry[]): Generator<string> {
  const { items, refunds, returns, attention, attempts, journal: _, ...single } = wholeView(order, journal);
  for (const [name, value] of Object.entries(single)) yield `${name.padEnd(15)} ${shown(name, value)}`;
  const lists = { items, attempts, refunds, returns, attention };
  for (const [name, list] of Object.entries(lists))
    for (const one of Array.isArray(list) ? (list as readonly unknown[]) : [])
      yield `${name.padEnd(15)} ${JSON.stringify(one)}`;
  yield 'journal';
  for (const { at, event, by, why } of journal) {
    const person = by === undefined ? '' : `  (${shownOpenid(by)}${why === undefined ? '' : `: ${why}`})`;
    yield `  ${moment(at)}  ${event}${person}`;
  }
}

const shown = (name: string, value: unknown): string =>
  /_at$/.test(name) ? moment(value) : typeof value === 'string' ? value : JSON.stringify(value);

type Answer = Readonly<Record<string, unknown>>;

/** What function `pay` answered, without what tells who somebody is. */
export function shownAnswer(answer: Answer): Answer {
  const { address, decided_by: decidedBy, notices, ...rest } = answer;
  return {
    ...rest,
    ...(address === undefined ? {} : { address: hiddenMark }),
    ...(typeof decidedBy === 'string' ? { decided_by: shownOpenid(decidedBy) } : {}),
    ...(Array.isArray(notices) ? { notices: (notices as readonly Answer[]).map(shownAnswer) } : {}),
  };
}

/** The same in lines: what was refused by its own words; a list an item a line; what was kept aside counted at the end. */
export function* answerLines(answer: Answer): Generator<string> {
  const { errcode: _, errmsg, ...fields } = shownAnswer(answer);
  if (typeof errmsg === 'string') yield errmsg;
  for (const [name, value] of Object.entries(fields)) {
    if (!Array.isArray(value)) yield `${name.padEnd(15)} ${shown(name, value)}`;
    else for (const one of value as readonly unknown[]) yield `${name.padEnd(15)} ${JSON.stringify(one)}`;
  }
  if (Array.isArray(fields.notices)) yield `${fields.notices.length} kept aside`;
}
