/** Ends the process of one call at each of its port calls in turn, and sees what becomes of the shop afterwards. */
import { Course } from '../../scripts/simulate/course';
import type { Moment } from '../../scripts/simulate/instance';
import { Invariants } from '../../scripts/simulate/invariants';
import { lastLook } from '../../scripts/simulate/last-look';
import type { PspHouse } from '../../scripts/simulate/psp-house';
import { calmShape } from '../../scripts/simulate/shape';
import { BUYERS, OPERATORS } from '../../scripts/simulate/shop-window';
import { Tickets } from '../../scripts/simulate/tickets';
import { World, type Result } from '../../scripts/simulate/world';
import type { Order } from '../../shared/payments/order/order';

export const [BUYER] = BUYERS;
export const [OPERATOR] = OPERATORS;

/** A shop in which one thing happens after the other. */
export class Shop {
  readonly world: World;
  readonly tickets: Tickets;
  readonly course: Course;
  /** The order that all is about. */
  outTradeNo = '';

  constructor(house: PspHouse, paySp: string, isTold: boolean) {
    this.world = new World({ shape: calmShape(1, [paySp]), house, isTold });
    this.tickets = new Tickets(house, [paySp]);
    this.course = new Course(this.world);
    const invariants = new Invariants(this.world, this.tickets);
    this.world.scheduler.afterStep = () => invariants.check();
  }

  /** Asks function `pay`, and waits until nobody is at work any more. */
  async ask(openid: string, event: Result): Promise<Result | undefined> {
    const asked = this.world.ask('somebody', openid, { out_trade_no: this.outTradeNo, ...event });
    await this.course.finish();
    const said = await asked;
    if (event.action === 'unifiedorder' && said?.errcode === 0) this.tickets.handOut(this.outTradeNo, said);
    return said;
  }

  async order(openid?: string): Promise<void> {
    const said = await this.tryToOrder(openid);
    if (said?.errcode !== 0)
      throw new Error(`no order: ${JSON.stringify(said)} ${this.world.violations.join()}`);
  }

  /** The number of the order is known to whoever got an answer. */
  async tryToOrder(openid: string = BUYER): Promise<Result | undefined> {
    const items = [{ goods_id: 'waffles', quantity: 1 }];
    const said = await this.ask(openid, { action: 'createorder', items });
    if (said?.errcode === 0) this.outTradeNo = String(said.out_trade_no);
    return said;
  }

  async checkOut(openid: string = BUYER): Promise<Result | undefined> {
    return this.ask(openid, { action: 'unifiedorder', pay_method: 'wechat' });
  }

  /** The payer pays with the newest ticket; without one nobody can. The notices take their way. */
  payAtPsp(event: { readonly drop_notify?: boolean } = {}): void {
    const ticket = this.tickets.list().at(-1);
    if (!ticket || !this.tickets.works(ticket, this.world.house.payments(this.world.paySps))) return;
    void this.world.house.event(ticket.paySp, { event: 'pay', trade_no: ticket.tradeNo, ...event });
  }

  async timer(): Promise<void> {
    void this.world.runTimer();
    await this.course.finish();
  }

  stored(): Order {
    const order = this.world.memory.orderTable.get(this.outTradeNo);
    if (!order) throw new Error('there is no order');
    return order;
  }

  /** What was refunded at the PSP or is on its way there, minor units. */
  refundedAtPsp(): number {
    const standing = this.world.house
      .refunds(this.world.paySps)
      .filter(({ state }) => state === 'processing' || state === 'succeeded');
    return standing.reduce((sum, { amount }) => sum + amount.value, 0);
  }
}

export interface Flow {
  readonly name: string;
  /** Up to the moment before the call in question. */
  prepare(shop: Shop): Promise<void>;
  /** The call that is to die; everything that it sets off may die as well. */
  act(shop: Shop): Promise<unknown>;
  /** What people do next: most ask again. */
  goOn(shop: Shop): Promise<void>;
  /** What must have come of it at last. */
  expect(shop: Shop): void;
}

export const moments: readonly Moment[] = ['before', 'during', 'after'];

export interface Kill {
  /** Counted from 1 since the call in question began. */
  readonly at: number;
  readonly moment: Moment;
}

export interface Outcome {
  readonly violations: readonly string[];
  /** Port calls of the call in question. */
  readonly ports: number;
  /** How many of the kills came to pass. */
  readonly deaths: number;
  readonly history: readonly string[];
}

interface Place {
  readonly house: PspHouse;
  readonly paySp: string;
}

/**
 * Runs a flow, ends processes at the given port calls, starts others in their place, and lets everything come to rest. The
 * history is told of what goes wrong.
 */
export async function runFlow(flow: Flow, at: Place, kills: readonly Kill[]): Promise<Outcome> {
  const outcome = await runOnce(flow, new Shop(at.house, at.paySp, false), kills);
  return outcome.violations.length === 0 ? outcome : runOnce(flow, new Shop(at.house, at.paySp, true), kills);
}

async function runOnce(flow: Flow, shop: Shop, kills: readonly Kill[]): Promise<Outcome> {
  await flow.prepare(shop);
  let ports = 0;
  const waiting = new Set(kills);
  shop.world.watch = (call, what, moment) => {
    if (moment === 'before') ports += 1;
    const kill = [...waiting].find((one) => one.at === ports && one.moment === moment);
    if (!kill) return;
    waiting.delete(kill);
    call.instance.die(
      () => `killed ${moment} port call ${ports}: ${typeof what === 'string' ? what : what()}`,
    );
  };
  await flow.act(shop);
  const counted = ports;
  if (kills.length < 2) shop.world.watch = () => undefined;
  await flow.goOn(shop);
  shop.world.watch = () => undefined;
  await shop.course.quietEnd();
  if (shop.world.violations.length === 0) lastLook(shop.world);
  if (shop.world.violations.length === 0) flow.expect(shop);
  const deaths = kills.length - waiting.size;
  return { violations: shop.world.violations, ports: counted, deaths, history: shop.world.scheduler.history };
}
