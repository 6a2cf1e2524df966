/**
 * A person decides about something that was kept aside. The order's document decides who was first; the notice's document
 * only says what was decided, and the timer writes it there if the process died in between.
 */
import { PayError } from '../../../kernel/errors';
import type { Caller } from '../../../kernel/ports';
import { present } from '../../../kernel/present';
import { decisionOn, MOST_DECISIONS, withDecision, withNoted } from '../../order/aside';
import type { Decision, DecisionWord, Matter, Order, Return } from '../../order/order';
import type { AsideNotice, Decided } from '../../ports';
import { noticeFor } from './list-aside';
import { changeOrder } from '../orders';
import {
  planReturn,
  refuseUntaken,
  refuseUnreturnable,
  returnIn,
  sendReturn,
  type PlannedReturn,
} from './return-aside';
import type { Shop } from '../shop';

export interface Ruling {
  readonly word: DecisionWord;
  readonly explanation: string;
}

export interface Resolved {
  readonly notice: AsideNotice;
  /** The money on its way back, where that was decided. */
  readonly money?: Return;
}

/**
 * Decides about a notice. The same decision again gives the same result, and sends a return that failed again.
 * @throws PayError NOTICE_NOT_FOUND, FORBIDDEN, NOTICE_DECIDED, NOT_SUPPORTED, PSP_REFUSED, OUTCOME_UNKNOWN, …
 */
export async function resolveAside(
  shop: Shop,
  caller: Caller,
  noticeId: string,
  ruling: Ruling,
): Promise<Resolved> {
  const notice = await noticeFor(shop, caller, noticeId);
  const order = await orderOf(shop, notice);
  const { about } = notice;
  const isOrders = about !== undefined && order?.configId === notice.configId;
  // What is about no order of its configuration is the notice's alone.
  if (!isOrders) return resolveAlone(shop, caller, notice, ruling);
  return resolveInOrder(shop, order, { caller, notice, about, ruling });
}

async function orderOf(shop: Shop, { outTradeNo }: AsideNotice): Promise<Order | undefined> {
  return outTradeNo === '' ? undefined : shop.store.orders.get(outTradeNo);
}

async function resolveAlone(
  shop: Shop,
  { openid: by }: Caller,
  notice: AsideNotice,
  { word, explanation: why }: Ruling,
): Promise<Resolved> {
  if (!notice.decided) {
    if (word === 'return') {
      throw new PayError(
        'NOT_SUPPORTED',
        'this notice is of no order of its configuration, so nothing can be sent back for it. Look at the PSP; then resolve it as returned_elsewhere or dismissed',
      );
    }
    await shop.store.decideNotice(notice.id, { word, by, at: shop.clock.now(), why });
  }
  const newest = (await shop.store.asideNotice(notice.id)) ?? notice;
  if (newest.decided) refuseOther(newest.decided, word);
  return { notice: newest };
}

function refuseOther(decided: Pick<Decided, 'word' | 'at'>, word: DecisionWord): void {
  if (decided.word === word) return;
  const at = new Date(decided.at).toISOString();
  throw new PayError('NOTICE_DECIDED', `it was decided at ${at}: ${decided.word}, not ${word}`);
}

interface Case {
  readonly caller: Caller;
  readonly notice: AsideNotice;
  readonly about: Matter;
  readonly ruling: Ruling;
}

async function resolveInOrder(shop: Shop, order: Order, one: Case): Promise<Resolved> {
  const { notice, about, ruling } = one;
  const isNew = decisionOn(order, about) === undefined;
  const plan = isNew && ruling.word === 'return' ? await planReturn(shop, order, notice, about) : undefined;
  let isMine = false;
  const decided = await changeOrder(shop, order, (current) => {
    const known = decisionOn(current, about);
    isMine = known === undefined;
    if (known) refuseOther(known, ruling.word);
    return known ? undefined : withRuling(current, one, plan, shop.clock.now());
  });
  const decision = decisionOn(decided, about);
  if (!decision) throw new PayError('INTERNAL', `the decision about ${notice.id} was not stored`);
  return concluded(shop, decided, { notice, decision, isMine });
}

function withRuling(
  order: Order,
  { caller, notice, about, ruling }: Case,
  plan: PlannedReturn | undefined,
  now: number,
): Order {
  if (order.decisions.length >= MOST_DECISIONS) {
    throw new PayError('NOT_SUPPORTED', `order ${order.outTradeNo} holds no further decision`);
  }
  const decision: Decision = {
    noticeId: notice.id,
    word: ruling.word,
    about,
    by: caller.openid,
    at: now,
    why: ruling.explanation,
    noted: false,
    ...present({ outRefundNo: plan?.outRefundNo }),
  };
  const decided = withDecision(order, decision);
  if (!plan) return decided;
  refuseUnreturnable(order, about);
  return { ...decided, returns: [...decided.returns, returnIn(order, plan, now)] };
}

interface Ruled {
  readonly notice: AsideNotice;
  readonly decision: Decision;
  /** This call decided. */
  readonly isMine: boolean;
}

/** Sends what is to be sent, and writes the decision into the notice. Throws what the PSP made of it. */
async function concluded(shop: Shop, order: Order, { notice, decision, isMine }: Ruled): Promise<Resolved> {
  const { outRefundNo } = decision;
  const sent = outRefundNo === undefined ? undefined : await sendReturn(shop, order, outRefundNo, isMine);
  const after = sent?.after ?? order;
  await noteDecision(shop, after, decision).catch((error: unknown) => left(shop, order, error));
  if (sent && outRefundNo !== undefined) await refuseUntaken(shop, sent, outRefundNo);
  const money = after.returns.find((one) => one.outRefundNo === outRefundNo);
  return { notice: { ...notice, decided: decidedOf(decision) }, ...present({ money }) };
}

function left(shop: Shop, { outTradeNo }: Order, error: unknown): void {
  const why = error instanceof Error ? error.message : 'threw';
  shop.log('decision_not_noted', { out_trade_no: outTradeNo, why });
}

const decidedOf = ({ word, by, at, why, outRefundNo }: Decision): Decided => ({
  word,
  by,
  at,
  why,
  ...present({ outRefundNo }),
});

async function noteDecision(shop: Shop, order: Order, decision: Decision): Promise<void> {
  if (decision.noted) return;
  await shop.store.decideNotice(decision.noticeId, decidedOf(decision));
  await changeOrder(shop, order, (current) => withNoted(current, decision.noticeId));
}

/** Writes into their notices what people decided of an order, where the process that heard it died before. */
export async function noteDecisions(shop: Shop, order: Order): Promise<void> {
  for (const decision of order.decisions) await noteDecision(shop, order, decision);
}
