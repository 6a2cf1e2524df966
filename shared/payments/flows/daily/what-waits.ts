/** What of the payments waits for a person: money kept aside, orders, refunds without an end, and what the doctor finds. */
import { paySps } from '../../psp';
import type { Speak } from '../../doctor/said';
import { goingBack, type Order } from '../../order/order';
import { STRAY_FOR_MS } from '../notices/archive';
import { signingPsps } from '../notices/signing-psps';
import { examined } from '../people/examined';
import type { Shop } from '../shop';
import type { DailyMatter } from '../../daily-matters';
import type { OrderFilter } from '../../ports';
import { matterOf } from './digest';

/** So many of a kind are looked at; people are told that there may be more. */
const MOST = 100;
/** So many times that, where those that are looked for stand among others. */
const MOST_PAGES = 10;
const DAY_MS = 86_400_000;

/** @param configIds the configuration documents that there are */
export async function whatWaits(shop: Shop, configIds: readonly string[]): Promise<readonly DailyMatter[]> {
  const each = configIds.map(async (configId) => [
    await aside(shop, configId),
    await ofDoctor(shop, configId),
  ]);
  const found = [
    await unknownOrders(shop),
    await waitingOrders(shop),
    await refundsWithoutEnd(shop),
    ...(await Promise.all(each)).flat(),
  ];
  return found.filter((one) => one !== undefined);
}

const everything = { before: Number.MAX_SAFE_INTEGER, limit: MOST };

async function aside(shop: Shop, configId: string): Promise<DailyMatter | undefined> {
  const { items, unreadable } = await shop.store.asideNotices({
    ...everything,
    configId,
    paySps,
    all: false,
  });
  const named = [...items.map(({ outTradeNo }) => outTradeNo), ...unreadable.map(({ id }) => id)];
  return matterOf('kept_aside', named, { limit: MOST, configId });
}

/** What only hints speak of is left out: anybody can send those. */
async function unknownOrders(shop: Shop): Promise<DailyMatter | undefined> {
  const strays = await shop.store.strayNotices({
    since: shop.clock.now() - STRAY_FOR_MS,
    paySps: await signingPsps(),
    limit: MOST,
  });
  const named = new Set(strays.map(({ outTradeNo, id }) => outTradeNo || id));
  return matterOf('unknown_orders', [...named], { limit: strays.length < MOST ? Infinity : 0 });
}

async function waitingOrders(shop: Shop): Promise<DailyMatter | undefined> {
  const { items, unreadable } = await shop.store.listOrders({ ...everything, waiting: true });
  const named = [...items.map(({ outTradeNo }) => outTradeNo), ...unreadable.map(({ id }) => id)];
  return matterOf('waiting_orders', named, { limit: MOST });
}

/**
 * Of the refunds that are asked about: an order with one stays in the timer's queue, and what is asked about no more waits for a person,
 * and is told of as such.
 */
async function refundsWithoutEnd(shop: Shop): Promise<DailyMatter | undefined> {
  const { orders, isCut } = await ordersGivingBack(shop);
  const since = shop.clock.now() - DAY_MS;
  const named = orders
    .flatMap(goingBack)
    .filter(({ state, requestedAt }) => /^(requested|processing)$/.test(state) && requestedAt < since)
    .map(({ outRefundNo }) => outRefundNo);
  return matterOf('refunds_without_end', named, { limit: isCut ? 0 : Infinity });
}

interface SomeOrders {
  readonly orders: readonly Order[];
  /** There may be more than were looked at. */
  readonly isCut: boolean;
}

/** Orders with something that went back or is to go back, and of which something is under way; the newest first. */
async function ordersGivingBack(shop: Shop): Promise<SomeOrders> {
  const orders: Order[] = [];
  let at: Pick<OrderFilter, 'before' | 'beforeNo'> = everything;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const filter = { ...everything, ...at, refunded: true, underWay: true } as const;
    const { items } = await shop.store.listOrders(filter);
    orders.push(...items);
    const last = items.at(-1);
    // A first page may have more than was asked for: all orders of its last millisecond.
    if (items.length < MOST || !last) return { orders, isCut: false };
    at = { before: last.createdAt, beforeNo: last.outTradeNo };
  }
  return { orders, isCut: true };
}

/** What the doctor finds, certificates that end soon among it. */
async function ofDoctor(shop: Shop, configId: string): Promise<DailyMatter | undefined> {
  const [findings, english, chinese] = await Promise.all([
    examined(shop, configId),
    ...(['en', 'zh-CN'] as const).map(async (one) => (await import('../../doctor/speak-in')).speakIn(one)),
  ]);
  const said = (speak: Speak | undefined): readonly string[] =>
    speak ? findings.map(({ field, problem }) => `${field} ${speak(problem)}`) : [];
  return matterOf('configuration', said(english), { limit: Infinity, configId, inChinese: said(chinese) });
}
