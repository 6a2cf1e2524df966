/** What must hold when everything has come to rest: no money nobody knows of, nothing stuck, nothing forgotten. */
import { netFee } from '../../shared/payments/order/follow-ups';
import { goingBack, isLive, isOnItsWay, type Order } from '../../shared/payments/order/order';
import { readConfig } from '../../shared/payments/flows/payment-config';
import { dueAt } from '../../shared/payments/order/schedule';
import { disagreements } from '../../shared/payments/order/replay';
import { connectorOf, connectors } from '../connectors';
import type { Connector } from '../../shared/payments/psp/connector';
import { isOf, isStanding, worth } from './invariants';
import type { HeldPayment, HeldRefund } from './psp-house';
import { MERCHANTS_OWN } from './shop-window';
import type { World } from './world';

const HOUR = 3600_000;

export function lastLook(world: World): void {
  for (const what of world.secrets?.found() ?? []) world.wrong(what);
  checkRequests(world);
  const payments = world.house.payments(world.paySps);
  const refunds = world.house.refunds(world.paySps);
  for (const order of world.orders()) {
    const mine = payments.filter((one) => isOf(order, one));
    const theirs = refunds.filter((one) => isOf(order, one));
    const wrong = (what: string): void => world.wrong(`${order.outTradeNo}: at the end ${what}`);
    for (const what of disagreements(order, world.memory.journalOf(order))) wrong(what);
    checkMoney(world, order, mine, wrong);
    checkEnding(world, order, wrong);
    checkGoneBefore(world, order, wrong);
    checkHook(world, order, wrong);
    checkFollowers(world, order, wrong);
    checkRefunds(order, theirs, wrong);
  }
}

/**
 * A while after the last mishap every payment is known that somebody made while its attempt was young; `since`: when the
 * mishaps ended, milliseconds.
 */
export function promptLook(world: World, since: number): void {
  const payments = world.house.payments(world.paySps).filter(({ state }) => state === 'paid');
  for (const order of world.orders().filter(({ state }) => state === 'created' || state === 'pending')) {
    const young = order.attempts.filter(
      (one) => isLive(one) && since - one.requestedAt < 5 * HOUR && one.requestedAt <= since,
    );
    const isPaid = young.some(({ no, paySp }) =>
      payments.some(
        (one) => one.out_trade_no === no && one.paySp === paySp && (one.paid_at ?? since) <= since,
      ),
    );
    if (isPaid && !waitsForPerson(order))
      world.wrong(`${order.outTradeNo}: minutes after the last mishap its payment is not known`);
  }
}

/** The same request is one order, also where nobody heard of the first one. */
function checkRequests(world: World): void {
  for (const openid of world.requests.numbered()) {
    const orders = [...world.memory.orderTable.values()].filter(
      (order) => order.openid === openid && !order.outTradeNo.startsWith(MERCHANTS_OWN),
    ).length;
    if (orders > world.requests.mostOrders(openid))
      world.wrong(
        `at the end there are ${orders} orders of a buyer who asked for ${world.requests.mostOrders(openid)}`,
      );
  }
}

type Wrong = (what: string) => void;

const waitsForPerson = ({ attention }: Order, ...reasons: readonly string[]): boolean =>
  attention.some(({ reason }) => reasons.length === 0 || reasons.includes(reason));

/** Money at a PSP is that of a paid order, was decided about by a person, or is kept aside with a record of it. */
function checkMoney(world: World, order: Order, mine: readonly HeldPayment[], wrong: Wrong): void {
  for (const payment of mine.filter(({ state }) => state === 'paid')) {
    if (isSettled(order, payment)) continue;
    const value = payment.paid?.value;
    const words = `${value ?? 0} were paid as ${payment.out_trade_no}`;
    if (!waitsForPerson(order, 'kept_aside')) wrong(`${words}, and nobody is told`);
    if (!isKept(world, order, value)) wrong(`${words}, and no record of it is kept`);
  }
}

function isSettled(order: Order, { paid, out_trade_no: no }: HeldPayment): boolean {
  const isOurs = order.state === 'paid' && no === order.paidAttempt && paid?.value === order.total.value;
  return isOurs || order.decisions.some(({ about }) => about.no === no);
}

const isKept = ({ memory }: World, { outTradeNo: no }: Order, value: number | undefined): boolean =>
  memory.archive.some(
    ({ verdict, outTradeNo, amount }) => verdict === 'kept_aside' && outTradeNo === no && amount === value,
  );

function checkEnding(world: World, order: Order, wrong: Wrong): void {
  // Nobody said how long it may stay unpaid, and nobody began to pay it.
  const isEndless = order.createdAt === 0 && order.state === 'created';
  const hasEnded = order.state === 'paid' || order.state === 'closed' || isEndless;
  if (!hasEnded && !waitsForPerson(order)) wrong(`it is ${order.state}, and nobody is told`);
  if (order.state === 'closed' && order.attempts.some(({ state }) => state === 'open'))
    wrong('it is closed with an open attempt');
  checkRest(world, order, wrong);
}

function checkRest(world: World, order: Order, wrong: Wrong): void {
  const isOver = dueAt(order) === undefined || waitsForPerson(order) || isOfAnotherMerchant(world, order);
  if (!isOver) wrong('the timer still has something to do');
}

/** Made while the configuration named another merchant: it is asked about once a day, in case that one is named again. */
function isOfAnotherMerchant({ memory, configId }: World, { attempts }: Order): boolean {
  const config = readConfig(configId, memory.configTable.get(configId) ?? {}, connectors);
  return attempts.some(({ paySp, merchant }) => {
    const { connector, account } = config.account(paySp);
    return merchant !== undefined && merchant !== connector.merchant(account.config);
  });
}

/** Where the PSP said, with the payment, that money of it had gone back, that is booked or shown. */
function checkGoneBefore({ memory }: World, order: Order, wrong: Wrong): void {
  const wasToldSo = memory.journalOf(order).some(({ event }) => /^paid at .*\(REFUND\b/.test(event));
  const isKnown = order.refunds.length > 0 || waitsForPerson(order, 'refunded_elsewhere');
  if (wasToldSo && !isKnown)
    wrong('money of it had gone back before its payment was known, and nobody is told');
}

function checkHook(world: World, { outTradeNo, state, hook, attention }: Order, wrong: Wrong): void {
  const runs = world.hooks.completedFor(outTradeNo);
  // Every process that began it died or failed: then it waits for a person.
  const isTold = attention.some(({ reason }) => reason === 'hook_failed');
  if (hook === 'stopped' && isTold && world.hooks.isExcused(outTradeNo)) return;
  if (state === 'paid' && (runs === 0 || hook !== 'done')) wrong(`its hook ran ${runs} times and is ${hook}`);
}

/** Who follows the order's money knows what it is worth at the end; where telling them was given up, a person is shown that. */
function checkFollowers({ followers }: World, order: Order, wrong: Wrong): void {
  const heard = followers.worthOf(order.outTradeNo);
  const net = order.state === 'paid' ? netFee(order) : undefined;
  if (heard !== net && !waitsForPerson(order, 'not_told'))
    wrong(`those who follow it heard ${heard}, it is worth ${net}`);
}

function checkRefunds(order: Order, theirs: readonly HeldRefund[], wrong: Wrong): void {
  for (const { outRefundNo } of goingBack(order).filter(isOnItsWay)) {
    if (!order.attention.some(({ of }) => of === outRefundNo))
      wrong(`refund ${outRefundNo} is on its way, and nobody is told`);
  }
  checkAbnormal(order, theirs, wrong);
  const back = worth(theirs.filter(({ state }) => state === 'succeeded'));
  const ours = worth(goingBack(order).filter(({ state }) => state === 'succeeded'));
  if (paidAt(order)?.queryRefund && back < ours) wrong('more is called refunded than went back');
  // What the back office gave back comes to the shop's ears at some PSPs only.
  if (theirs.some((one) => one.isElsewhere)) return;
  checkUnsent(order, wrong);
  const isTold = waitsForPerson(order, ...TROUBLED);
  if (back !== ours && !isTold) wrong(`${back} went back at the PSP, the order says ${ours}`);
  const [standing, held] = [worth(theirs.filter(isStanding)), worth(goingBack(order).filter(isHeld))];
  if (standing > held) wrong(`${standing} went or go back at the PSP, only ${held} are held for it`);
}

/** What could not be delivered may go through later, and is asked about daily. */
function checkAbnormal(order: Order, theirs: readonly HeldRefund[], wrong: Wrong): void {
  if (!paidAt(order)?.queryRefund) return;
  for (const { outRefundNo } of order.refunds.filter(({ state }) => state === 'abnormal')) {
    const held = theirs.find((one) => one.out_refund_no === outRefundNo);
    if (held?.state === 'succeeded') wrong(`refund ${outRefundNo} went through, and is called abnormal`);
  }
}

/** A person knows of a refund that did not go as it should. */
const TROUBLED = [
  'refund_unanswered',
  'refund_abnormal',
  'refund_contradicted',
  'return_failed',
  'kept_aside',
] as const;

/** A person called failed what the PSP still counts, so that what was given out anew is more than it takes; and somebody is told. */
const isMisjudged = (order: Order): boolean =>
  waitsForPerson(order, 'refund_unanswered') &&
  order.refunds.some(({ state, decidedAt = 0 }) => state === 'failed' && decidedAt > 0);

/** Where the PSP can be asked and takes repetitions, no machine leaves a refund without an answer to a person. */
function checkUnsent(order: Order, wrong: Wrong): void {
  const connector = paidAt(order);
  if (!connector?.queryRefund || connector.can.refundRetry === 'unknown') return;
  if (isMisjudged(order)) return;
  const left = goingBack(order).find(({ state }) => state === 'requested');
  if (left) wrong(`refund ${left.outRefundNo} was neither sent again nor ended`);
}

const isHeld = ({ state }: { readonly state: string }): boolean => state !== 'failed';

/** The PSP that was paid. */
function paidAt({ attempts, paidAttempt }: Order): Connector | undefined {
  return connectorOf(attempts.find(({ no }) => no === paidAttempt)?.paySp ?? '');
}
