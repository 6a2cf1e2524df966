/** Does what an operator wants, through the very actions of function `pay`: the rights, the journal and every rule are theirs. */
import { callable } from '../../shared/kernel/callable';
import { PayError } from '../../shared/kernel/errors';
import { toMajor } from '../../shared/kernel/money';
import { DEFAULT_CONFIG_ID, type Order } from '../../shared/payments';
import type { Shop } from '../../shared/payments/flows/shop';
import { refundableFee } from '../../shared/payments/order/order';
import { payActions } from '../../shared/roots/pay';
import type { Terminal } from '../config/terminal';
import { shownOpenid } from '../config/shown';
import { openShopOf, type ShopOf } from '../environment/shop';
import { acts } from './acts';
import { onlyOperator } from './operator';
import { ordersOf } from './search';
import { answerLines, shownAnswer } from './view';
import type { Acting } from './wish';

/** What is asked of the function, about what, and under which configuration. */
interface Plan {
  readonly event: Readonly<Record<string, unknown>>;
  readonly configId: string;
  /** In words, for the person who is asked. */
  readonly what: string;
}

/** @returns 0 where it was done, 1 where it was refused or not wanted; what was refused stands in the answer's words */
export async function act(wish: Acting, terminal: Terminal): Promise<0 | 1> {
  return actIn(await openShopOf(wish.which), wish, terminal);
}

/** The same in a shop that is open. */
export async function actIn({ name, shop }: ShopOf, wish: Acting, terminal: Terminal): Promise<0 | 1> {
  const plan = await planOf(shop, wish);
  const openid = wish.as ?? (await onlyOperator(shop, plan.configId));
  const who = `${plan.what}, in ${name}, as ${shownOpenid(openid)}`;
  if (acts[wish.does].isFinal && !(await isWanted(terminal, who, wish.yes))) return 1;
  const identity = { openid, appid: '', unionid: '', fromAppid: appOf(plan.configId) };
  const door = { room: shop, identity: () => Promise.resolve(identity), log: shop.log };
  const answer = await callable(door, payActions, plan.event);
  if (wish.json) terminal.say(JSON.stringify(shownAnswer(answer), null, 2));
  else for (const line of answerLines(answer)) terminal.say(line);
  return answer.errcode === 0 ? 0 : 1;
}

/** The app of a shared environment whose document it is. */
const appOf = (configId: string): string =>
  configId.startsWith(`${DEFAULT_CONFIG_ID}_`) ? configId.slice(DEFAULT_CONFIG_ID.length + 1) : '';

async function isWanted(terminal: Terminal, what: string, yes: boolean): Promise<boolean> {
  if (yes) return true;
  if (!terminal.isPerson) {
    terminal.say(`Nothing was done. --yes does it without asking: ${what}`);
    return false;
  }
  if (/^y(es)?$/i.test(await terminal.ask(`${what}? (yes/no) `))) return true;
  terminal.say('Nothing was done.');
  return false;
}

async function planOf(shop: Shop, wish: Acting): Promise<Plan> {
  const { action, names } = acts[wish.does];
  if (names === 'order') return planOfOrder(wish, await orderMeant(shop, wish.number));
  if (names === 'waiting') return planOfResolving(shop, wish);
  return {
    event: { action, ...wish.fields },
    configId: wish.config ?? DEFAULT_CONFIG_ID,
    what: wish.does,
  };
}

function planOfOrder({ does, fields, config }: Acting, order: Order): Plan {
  return {
    event: { action: acts[does].action, out_trade_no: order.outTradeNo, ...fields },
    configId: config ?? order.configId,
    what:
      does === 'refund' ? refundWords(order, fields) : `${does} order ${order.outTradeNo} (${order.state})`,
  };
}

function refundWords(order: Order, { refund_fee: fee }: Acting['fields']): string {
  const { currency } = order.total;
  const [left, wanted] = [refundableFee(order), typeof fee === 'number' ? fee : refundableFee(order)];
  const inWords = (value: number): string => `${toMajor({ value, currency })} ${currency}`;
  return `refund ${inWords(wanted)} of order ${order.outTradeNo}, of which ${inWords(left)} of ${inWords(order.total.value)} are left`;
}

async function orderMeant(shop: Shop, number: string): Promise<Order> {
  const { items, unreadable } = await ordersOf(shop.store, number, 2);
  const [order, other] = items;
  if (order && !other) return order;
  const [broken] = unreadable;
  if (broken)
    throw new PayError('DOCUMENT_UNREADABLE', `order ${broken.id} cannot be read: ${broken.problem}`);
  const why = order
    ? `${number} is a number of several orders. Give the order's own`
    : `no order has the number ${number}`;
  throw new PayError('ORDER_NOT_FOUND', why);
}

/** What waits may be a refund whose end nobody knows, a notice that was kept aside, or a finding of reconciliation. */
const planOfResolving = (shop: Shop, wish: Acting): Promise<Plan> =>
  wish.fields.state === undefined ? planOfDecision(shop, wish) : planOfRefundsEnd(shop, wish);

async function planOfRefundsEnd(shop: Shop, { number, fields, config }: Acting): Promise<Plan> {
  const order = await shop.store.orderOfRefund(number);
  return {
    event: { action: 'resolverefund', out_refund_no: number, ...fields },
    configId: config ?? order?.configId ?? DEFAULT_CONFIG_ID,
    what: `resolve refund ${number} as ${String(fields.state)}`,
  };
}

async function planOfDecision(shop: Shop, { number, fields, config }: Acting): Promise<Plan> {
  const notice = await shop.store.asideNotice(number);
  const about = notice ? ` (${notice.paySp}, order ${notice.outTradeNo}: ${notice.reason})` : '';
  return {
    event: { action: 'resolve', ...(notice ? { notice_id: number } : { finding_id: number }), ...fields },
    configId: config ?? notice?.configId ?? DEFAULT_CONFIG_ID,
    what: `resolve ${number}${about} as ${String(fields.decision ?? '?')}`,
  };
}
