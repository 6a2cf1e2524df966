/** Whoever holds a ticket: pays, twice, too little, too late, while the shop closes; gives up; lets it go. */
import type { SandboxEvent } from '../../sandbox';
import type { HeldPayment } from '../psp-house';
import type { Ticket } from '../tickets';
import { delivery, orRefused, type Deed, type Stage } from './stage';

/** How long after the end of an attempt money for it may still have been on its way. */
const CROSSING_MS = 10_000;

export function payer(stage: Stage): Deed {
  const { world, tickets, dice, habit } = stage;
  return () => {
    const payments = world.house.payments(world.paySps);
    const paymentOf = ({ tradeNo }: Ticket): HeldPayment | undefined =>
      payments.find((one) => one.trade_no === tradeNo);
    const all = tickets.list().filter((one) => mayBePaid(stage, paymentOf(one)));
    if (all.length === 0) return undefined;
    const racing = beingClosed(stage, all);
    const crossing = all.find((one) => isCrossing(stage, paymentOf(one)));
    const urgent = racing ?? crossing;
    const ticket = urgent && dice.chance(habit.crossing) ? urgent : dice.pick(all);
    const payment = paymentOf(ticket);
    if (payment && (isCrossing(stage, payment) || tickets.works(ticket, payments)))
      act(stage, ticket, payment);
    return undefined;
  };
}

const mayBePaid = (stage: Stage, payment: HeldPayment | undefined): boolean =>
  payment !== undefined &&
  (payment.state === 'open' || payment.state === 'failed' || isCrossing(stage, payment));

/** A ticket whose attempt the shop is closing at this moment. */
function beingClosed({ world }: Stage, all: readonly Ticket[]): Ticket | undefined {
  const closing = world.orders().filter(({ attempts }) => attempts.some(({ state }) => state === 'closing'));
  return all.findLast(({ order }) => closing.some(({ outTradeNo }) => outTradeNo === order));
}

function isCrossing({ world }: Stage, payment: HeldPayment | undefined): boolean {
  if (payment === undefined) return false;
  const { state, ended_at } = payment;
  const hasJustEnded = ended_at !== undefined && world.now() - ended_at < CROSSING_MS;
  return hasJustEnded && (state === 'closed' || state === 'expired');
}

function act({ world, dice, habit }: Stage, ticket: Ticket, payment: HeldPayment): void {
  const event = dice.weighted([
    [habit.paying, 'pay'],
    [4, 'fail'],
    [0.3, 'close'],
  ] as const);
  if (event !== 'pay' && payment.state !== 'open') return;
  const whole = payment.amount.value;
  const amount = dice.pick([whole - 1, whole + 1, Math.ceil(whole / 2), whole * 2, dice.between(1, 5000)]);
  const another = event === 'pay' && dice.chance(0.08) ? { amount } : {};
  const happening: SandboxEvent = { event, ...another, ...delivery(dice) };
  const { paySp, order } = ticket;
  world.scheduler.note(() => `at ${paySp} for ${order} (${payment.state}): ${JSON.stringify(happening)}`);
  orRefused(world.house.event(paySp, { ...happening, trade_no: payment.trade_no }));
}
