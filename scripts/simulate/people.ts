/** Whoever has to do with a shop: buyers with two phones, payers, operators, the bank, forgers, the timer, and mishap. */
import type { SandboxEvent } from '../sandbox';
import type { HeldPayment } from './psp-house';
import { BUYERS, OPERATORS, payMethodsOf } from './shop-window';
import type { Party } from './scheduler';
import type { Ticket, Tickets } from './tickets';
import type { Result, World } from './world';

/** How long after the end of an attempt money for it may still have been on its way. */
const CROSSING_MS = 10_000;

type Deed = () => Promise<unknown> | undefined;

/** What people of a world like to do. */
const habits = {
  everything: { switching: 0.3, closing: 1, paying: 10, refunding: 0.1, crossing: 0.3 },
  closing: { switching: 0.5, closing: 5, paying: 6, refunding: 0.04, crossing: 0.8 },
  refunds: { switching: 0.1, closing: 0.1, paying: 20, refunding: 0.4, crossing: 0.1 },
} as const;

export class People {
  private readonly wishes: Result[] = [];
  private readonly parties: Party[] = [];
  private busy = true;
  private refundNumbers = 0;
  private lastTimer = 0;
  private readonly habit: (typeof habits)[keyof typeof habits];

  constructor(
    private readonly world: World,
    private readonly tickets: Tickets,
    private readonly mostOrders: number,
  ) {
    this.habit = habits[world.dice.pick(['everything', 'closing', 'refunds'] as const)];
  }

  /** Everybody begins to live; each does one thing after the other, and does not always wait for the answer. */
  begin(): void {
    const { dice } = this.world;
    const live = (name: string, eagerness: number, deed: Deed): void => {
      const party = { name, isAlive: () => this.busy, eagerness };
      this.parties.push(party);
      void this.live(party, deed);
    };
    for (const buyer of BUYERS)
      for (const phone of ['left', 'right']) live(`${buyer}'s ${phone} phone`, 0.12, () => this.buy(buyer));
    for (const operator of OPERATORS) live(operator, this.habit.refunding, () => this.operate(operator));
    live('payer', 0.3, () => this.pay());
    live('bank', 0.04, () => this.settle());
    if (dice.chance(0.2)) live('back office', 0.01, () => this.refundElsewhere());
    live('forger', 0.01, () => this.forge());
    live('timer', 0.05, () => this.tick());
    if (dice.chance(0.7)) live('mishap', dice.pick([0.005, 0.02]), () => this.kill());
  }

  isOne(party: Party): boolean {
    return this.parties.includes(party);
  }

  end(): void {
    this.busy = false;
  }

  private async live(party: Party, deed: Deed): Promise<void> {
    const { scheduler, dice } = this.world;
    while (party.isAlive()) {
      await scheduler.turn(party, 'does something');
      const doing = deed();
      if (doing && dice.chance(0.75)) await doing;
    }
  }

  private anyOrder(): string | undefined {
    const orders = this.world.orders();
    return orders.length === 0 ? undefined : this.world.dice.pick(orders).outTradeNo;
  }

  private buy(openid: string): Promise<unknown> | undefined {
    const { dice } = this.world;
    const mine = this.world.orders().filter((one) => one.openid === openid);
    const mayOrder = this.world.orders().length < this.mostOrders;
    if (mine.length === 0 || (mayOrder && dice.chance(0.3))) {
      if (!mayOrder) return undefined;
      const items = [{ goods_id: dice.pick(['waffles', 'cheese']), quantity: dice.between(1, 2) }];
      return this.world.ask('buyer', openid, { action: 'createorder', items });
    }
    const out_trade_no = dice.pick(mine).outTradeNo;
    const action = dice.weighted([
      [6, 'unifiedorder'],
      [3, 'queryorder'],
      [this.habit.closing, 'closeorder'],
      [0.3, 'listorders'],
    ] as const);
    if (action === 'unifiedorder') return this.checkOut(openid, out_trade_no);
    return this.world.ask('buyer', openid, { action, out_trade_no });
  }

  private async checkOut(openid: string, out_trade_no: string): Promise<void> {
    const { dice, paySps } = this.world;
    const methods = payMethodsOf(paySps);
    const pay_method = dice.chance(this.habit.switching) ? dice.pick(methods) : 'wechat';
    const said = await this.world.ask('buyer', openid, { action: 'unifiedorder', out_trade_no, pay_method });
    if (said?.errcode === 0) this.tickets.handOut(out_trade_no, said);
  }

  // --- at the PSP ------------------------------------------------------------------------------------------------

  private pay(): undefined {
    const { dice, house, paySps } = this.world;
    const payments = house.payments(paySps);
    const tradeOf = ({ tradeNo }: Ticket): HeldPayment | undefined =>
      payments.find((one) => one.trade_no === tradeNo);
    const all = this.tickets.list().filter((one) => {
      const payment = tradeOf(one);
      return payment !== undefined && (this.tickets.works(one, payments) || this.isCrossing(payment));
    });
    if (all.length === 0) return undefined;
    const racing = this.beingClosed(all);
    const ticket = racing && dice.chance(this.habit.crossing) ? racing : dice.pick(all);
    const payment = tradeOf(ticket);
    if (!payment) return undefined;
    const event = dice.weighted([
      [this.habit.paying, 'pay'],
      [1, 'fail'],
      [0.3, 'close'],
    ] as const);
    const another = event === 'pay' && dice.chance(0.05) ? { amount: dice.between(1, 5000) } : {};
    this.atPsp(ticket, payment, { event, ...another, ...this.delivery() });
    return undefined;
  }

  /** A ticket whose attempt the shop is closing at this moment. */
  private beingClosed(all: readonly Ticket[]): Ticket | undefined {
    const closing = this.world
      .orders()
      .filter(({ attempts }) => attempts.some(({ state }) => state === 'closing'));
    return all.findLast(({ order }) => closing.some(({ outTradeNo }) => outTradeNo === order));
  }

  private isCrossing({ state, ended_at }: HeldPayment): boolean {
    const hasJustEnded = ended_at !== undefined && this.world.now() - ended_at < CROSSING_MS;
    return hasJustEnded && (state === 'closed' || state === 'expired');
  }

  private atPsp({ paySp, order }: Ticket, { trade_no, state }: HeldPayment, event: SandboxEvent): void {
    if (event.event !== 'pay' && state !== 'open') return;
    this.world.scheduler.note(`at ${paySp} for ${order} (${state}): ${JSON.stringify(event)}`);
    this.happen(paySp, { ...event, trade_no });
  }

  private happen(paySp: string, event: SandboxEvent): void {
    this.orRefused(this.world.house.event(paySp, event));
  }

  /** A sandbox may say that this cannot happen. */
  private orRefused(happening: Promise<unknown>): void {
    happening.then(
      () => undefined,
      (error: unknown) => {
        if (!(error instanceof Error && error.name === 'ControlError')) throw error;
      },
    );
  }

  private delivery(): Partial<SandboxEvent> {
    const { dice } = this.world;
    return dice.weighted<Partial<SandboxEvent>>([
      [6, {}],
      [1, { drop_notify: true }],
      [1, { duplicate: 2 }],
      [1, { delay_ms: dice.between(100, 60_000) }],
    ]);
  }

  private settle(): undefined {
    const { dice, house, paySps } = this.world;
    const open = house.refunds(paySps).filter(({ state }) => state === 'processing' || state === 'failed');
    if (open.length === 0) return undefined;
    const { paySp, out_refund_no, out_trade_no } = dice.pick(open);
    const event = dice.pick(['refund_ok', 'refund_fail'] as const);
    const refund_status = dice.pick(['ABNORMAL', 'CLOSED'] as const);
    this.world.scheduler.note(`the bank at ${paySp}: ${event} ${out_refund_no} ${refund_status}`);
    const failure = event === 'refund_fail' ? { refund_status } : {};
    const named = out_refund_no === '' ? {} : { out_refund_no };
    this.happen(paySp, { event, out_trade_no, ...named, ...failure, ...this.delivery() });
    return undefined;
  }

  private refundElsewhere(): undefined {
    const { dice, house, paySps } = this.world;
    const paid = house.payments(paySps).filter(({ state }) => state === 'paid');
    if (paid.length === 0) return undefined;
    const { paySp, trade_no, out_trade_no } = dice.pick(paid);
    this.world.scheduler.note(`the back office at ${paySp} refunds a part of ${out_trade_no}`);
    this.orRefused(house.refundElsewhere(paySp, { trade_no, amount: dice.pick([100, 345, 690]) }));
    return undefined;
  }

  private forge(): undefined {
    const { dice, paySps } = this.world;
    const out_trade_no = this.anyOrder();
    if (out_trade_no === undefined) return undefined;
    const event = dice.pick(['forge', 'replay', 'signtest'] as const);
    this.world.scheduler.note(`somebody tries: ${event} for ${out_trade_no}`);
    this.happen(dice.pick(paySps), { event, out_trade_no, unsigned: dice.chance(0.3) });
    return undefined;
  }

  // --- in the shop -----------------------------------------------------------------------------------------------

  private operate(openid: string): Promise<unknown> | undefined {
    const { dice } = this.world;
    const out_trade_no = this.anyOrder();
    if (out_trade_no === undefined) return undefined;
    const action = dice.weighted([
      [5, 'refund'],
      [2, 'again'],
      [2, 'queryrefund'],
      [this.habit.closing, 'closeorder'],
      [1, 'queryorder'],
    ] as const);
    // Hardly anybody refunds what was never paid.
    if (action === 'refund' && this.anyPaid() === undefined && dice.chance(0.9)) return undefined;
    if (action === 'refund') return this.refund(openid, this.anyPaid() ?? out_trade_no);
    if (action === 'again') return this.refundAgain(openid);
    if (action === 'queryrefund') return this.askAboutRefund(openid);
    return this.world.ask('operator', openid, { action, out_trade_no });
  }

  /** The same wish once more, mostly the newest; or its number and sum for another order. */
  private refundAgain(openid: string): Promise<unknown> | undefined {
    const { dice } = this.world;
    const newest = this.wishes.at(-1);
    if (!newest) return undefined;
    const wish = dice.chance(0.6) ? newest : dice.pick(this.wishes);
    const others = this.world
      .orders()
      .filter(({ outTradeNo, state }) => state === 'paid' && outTradeNo !== wish.out_trade_no);
    const isForAnother = 'out_refund_no' in wish && others.length > 0 && dice.chance(0.35);
    const another = isForAnother ? { out_trade_no: dice.pick(others).outTradeNo } : {};
    return this.world.ask('operator', openid, { ...wish, ...another });
  }

  private anyPaid(): string | undefined {
    const paid = this.world.orders().filter(({ state }) => state === 'paid');
    return paid.length === 0 ? undefined : this.world.dice.pick(paid).outTradeNo;
  }

  private refund(openid: string, out_trade_no: string): Promise<unknown> {
    const { dice } = this.world;
    if (dice.chance(0.6)) this.refundNumbers += 1;
    const out_refund_no = `refund-${this.refundNumbers}`;
    const wish = {
      action: 'refund',
      out_trade_no,
      ...(dice.chance(0.85) ? { refund_fee: dice.pick([100, 150, 200, 345]) } : {}),
      ...(dice.chance(0.6) ? { out_refund_no } : {}),
    };
    this.wishes.push(wish);
    return this.world.ask('operator', openid, wish);
  }

  private askAboutRefund(openid: string): Promise<unknown> | undefined {
    const refunds = this.world.orders().flatMap((order) => order.refunds);
    if (refunds.length === 0) return undefined;
    const out_refund_no = this.world.dice.pick(refunds).outRefundNo;
    return this.world.ask('operator', openid, { action: 'queryrefund', out_refund_no });
  }

  /** The trigger fires once a minute; now and then twice, and now and then not. */
  private tick(): Promise<unknown> | undefined {
    const { dice } = this.world;
    if (this.world.now() - this.lastTimer < 55_000 && !dice.chance(0.05)) return undefined;
    this.lastTimer = this.world.now();
    return this.world.runTimer();
  }

  private kill(): undefined {
    this.world.killOne();
    return undefined;
  }
}
