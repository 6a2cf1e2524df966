/** What happened in a shop before anything went wrong: orders do not all have to be followed from their first moment. */
import type { SandboxEvent } from '../sandbox';
import { BUYERS, OPERATORS } from './shop-window';
import type { Course } from './course';
import type { Tickets } from './tickets';
import type { Result, World } from './world';

export const openingNames = [
  [2, 'nothing'],
  [2, 'ordered'],
  [5, 'opened'],
  [1.5, 'opened long ago'],
  [3, 'paid'],
  [2, 'paid unseen'],
  [2, 'refunded a part'],
  [1.5, 'closed'],
  [3, 'two paid'],
  [2, 'too little paid'],
  [1.5, 'refunded unseen'],
] as const;
export type OpeningName = (typeof openingNames)[number][1];

const [BUYER] = BUYERS;
const [OPERATOR] = OPERATORS;
const MINUTE = 60_000;

/** Plays the opening without waiting for turns, and without mishaps. */
export async function playOpening(
  name: OpeningName,
  { world, tickets, course }: { readonly world: World; readonly tickets: Tickets; readonly course: Course },
): Promise<void> {
  if (name === 'nothing') return;
  world.scheduler.note(`(it begins: ${name})`);
  world.scheduler.isDirect = true;
  await new Opening(world, tickets, course).play(name);
  world.scheduler.isDirect = false;
}

class Opening {
  private order = '';

  constructor(
    private readonly world: World,
    private readonly tickets: Tickets,
    private readonly course: Course,
  ) {}

  async play(name: Exclude<OpeningName, 'nothing'>): Promise<void> {
    await this.placeOrder();
    if (name === 'ordered') return;
    await this.checkOut();
    await this.afterwards[name]();
  }

  private readonly afterwards: Readonly<
    Record<Exclude<OpeningName, 'nothing' | 'ordered'>, () => Promise<unknown>>
  > = {
    opened: () => Promise.resolve(),
    'opened long ago': () => this.course.pass(this.world.dice.between(60, 125) * MINUTE, 0),
    closed: () => this.ask(BUYER, { action: 'closeorder' }),
    paid: () => this.payAndLook({}),
    'paid unseen': () => this.pay({ drop_notify: true }),
    'refunded unseen': async () => {
      await this.pay({ drop_notify: true });
      await this.refundElsewhere();
    },
    'too little paid': () => this.payAndLook({ amount: 689 }),
    'refunded a part': async () => {
      await this.payAndLook({});
      await this.ask(OPERATOR, { action: 'refund', refund_fee: 100 });
    },
    'two paid': async () => {
      await this.payAndLook({});
      await this.play('paid');
    },
  };

  private async payAndLook(event: Pick<SandboxEvent, 'amount'>): Promise<void> {
    await this.pay(event);
    await this.ask(BUYER, { action: 'queryorder' });
  }

  private async ask(openid: string, event: Result): Promise<Result | undefined> {
    const said = this.world.ask('somebody', openid, { out_trade_no: this.order, ...event });
    await this.course.finish();
    return said;
  }

  private async placeOrder(): Promise<void> {
    const items = [{ goods_id: this.world.dice.pick(['waffles', 'cheese']), quantity: 1 }];
    const said = await this.ask(BUYER, { action: 'createorder', items });
    this.order = typeof said?.out_trade_no === 'string' ? said.out_trade_no : '';
  }

  private async checkOut(): Promise<void> {
    const said = await this.ask(BUYER, { action: 'unifiedorder', pay_method: 'wechat' });
    if (said?.errcode === 0) this.tickets.handOut(this.order, said);
  }

  private async pay(event: Pick<SandboxEvent, 'amount' | 'drop_notify'>): Promise<void> {
    const ticket = this.tickets.list().at(-1);
    if (!ticket) return;
    void this.world.house.event(ticket.paySp, { event: 'pay', trade_no: ticket.tradeNo, ...event });
    await this.course.finish();
  }

  /** The merchant gives money back at the PSP before anybody here knows that it came. */
  private async refundElsewhere(): Promise<void> {
    const { house, paySps, dice } = this.world;
    const paid = house.payments(paySps).find(({ state }) => state === 'paid');
    const amount = dice.pick([100, undefined]);
    if (paid)
      await house.refundElsewhere(paid.paySp, { trade_no: paid.trade_no, ...(amount ? { amount } : {}) });
  }
}
