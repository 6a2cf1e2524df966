/**
 * What others are told of an order's money: member points and the buyer of the payment and of each refund, WeChat's shipping
 * management of the payment. Told again until they know it; what they do is safe to be told twice.
 */
import { present } from '../../kernel/present';
import { refundedFee, type FollowUpName, type FollowUpState, type Order } from './order';
import { withAttention, withoutAttention } from './order-changes';

/** What came of telling. `never`: telling again would not help, and a person should know. */
export type Told =
  | { readonly is: 'told'; readonly state: string }
  | { readonly is: 'later'; readonly why: string }
  | { readonly is: 'never'; readonly why: string };

const followsRefunds: Readonly<Record<FollowUpName, boolean>> = {
  points: true,
  shipping: false,
  messages: true,
};

/** WeChat knows a payment a while after it was made. */
const FIRST_AFTER_MS: Readonly<Record<FollowUpName, number>> = {
  points: 0,
  shipping: 60_000,
  messages: 0,
};
const MINUTE_MS = 60_000;
const LONGEST_MS = 6 * 60 * MINUTE_MS;

/** After so many tries it is tried no more, and a person is told. */
export const TELLING_TRIES = 10;

/** What is left of the money that was paid, minor units. */
export const netFee = (order: Order): number => order.total.value - refundedFee(order);

/** Whether somebody is still to be told of the order as it stands. */
export const isToTell = (order: Order, { name, told, over }: FollowUpState): boolean =>
  !over && (told === undefined || (followsRefunds[name] && told !== netFee(order)));

/** Those whose turn it is. */
export const dueFollowUps = (order: Order, now: number): readonly FollowUpState[] =>
  order.state === 'paid'
    ? (order.followUps ?? []).filter((one) => one.tryAt <= now && isToTell(order, one))
    : [];

/** When the timer has to tell somebody; none when everybody knows. */
export const followUpMoments = (order: Order): readonly number[] =>
  order.state === 'paid'
    ? (order.followUps ?? []).flatMap((one) => (isToTell(order, one) ? [one.tryAt] : []))
    : [];

/** The order with those who want to hear of it; what was decided before stays. */
export function withFollowUps(order: Order, names: readonly FollowUpName[], now: number): Order {
  if (order.followUps) return order;
  const first = names.map((name) => ({
    name,
    state: 'due',
    tries: 0,
    tryAt: now + FIRST_AFTER_MS[name],
    over: false,
  }));
  return { ...order, followUps: first };
}

/** The order with the next try of those whose turn it is, so that whoever comes next leaves them alone. */
export function withTurnsTaken(order: Order, now: number): Order {
  const due = dueFollowUps(order, now);
  const worn = due.filter(({ tries }) => tries >= TELLING_TRIES);
  const taken = (one: FollowUpState): FollowUpState => {
    if (!due.includes(one)) return one;
    if (worn.includes(one)) return { ...one, ...STOPPED };
    return {
      ...one,
      tries: one.tries + 1,
      tryAt: now + Math.min(MINUTE_MS * 2 ** Math.min(one.tries, 10), LONGEST_MS),
    };
  };
  const next: Order = { ...order, followUps: (order.followUps ?? []).map(taken) };
  return worn.reduce((told, { name }) => withAttention(told, 'not_told', name, now), next);
}

const STOPPED = { state: 'stopped', over: true } as const;

/** The order in which those who were not told are told anew. */
export function withTellingsAnew(order: Order, now: number): Order {
  if (!order.followUps) return order;
  const isStuck = ({ name }: FollowUpState): boolean =>
    order.attention.some(({ reason, of }) => reason === 'not_told' && of === name);
  const anew = (one: FollowUpState): FollowUpState =>
    isStuck(one) ? { ...one, state: 'due', over: false, tries: 0, tryAt: now } : one;
  const stuck = order.followUps.filter(isStuck);
  const next: Order = { ...order, followUps: order.followUps.map(anew) };
  return stuck.reduce((calm, { name }) => withoutAttention(calm, 'not_told', name), next);
}

/** What one of them was told: of which worth of the order, and what came of it. */
export interface Telling {
  readonly name: FollowUpName;
  readonly net: number;
  readonly said: Told;
}

/** The order after one of them was told; undefined where that is no news. */
export function withTold(order: Order, { name, net, said }: Telling, now: number): Order | undefined {
  const before = order.followUps?.find((one) => one.name === name);
  if (!before || before.over) return undefined;
  const isWorn = said.is === 'later' && before.tries >= TELLING_TRIES;
  const after = { ...before, ...outcomeOf(before, net, said, now), ...(isWorn ? STOPPED : {}) };
  const next = {
    ...order,
    followUps: (order.followUps ?? []).map((one) => (one.name === name ? after : one)),
  };
  return said.is === 'never' || isWorn
    ? withAttention(next, 'not_told', name, now)
    : settledWith(next, said, name);
}

const settledWith = (order: Order, { is }: Told, name: FollowUpName): Order =>
  is === 'told' ? withoutAttention(order, 'not_told', name) : order;

function outcomeOf(before: FollowUpState, net: number, said: Told, now: number): Partial<FollowUpState> {
  switch (said.is) {
    case 'told':
      // An older telling that ends late takes nothing back: what is owed since is still to be told.
      return {
        state: said.state,
        tries: 0,
        tryAt: now,
        ...present({ told: oldest(before.told, net, before) }),
      };
    case 'later':
      return {};
    case 'never':
      return { state: 'refused', over: true };
  }
}

/** The order after one of them said by itself how far it is; undefined where that is no news, or a step back. */
export function withNews(
  order: Order,
  name: FollowUpName,
  state: string,
  steps: readonly string[],
): Order | undefined {
  const before = order.followUps?.find((one) => one.name === name);
  if (!before || steps.indexOf(state) <= steps.indexOf(before.state)) return undefined;
  const after = { ...before, state, told: before.told ?? netFee(order) };
  return { ...order, followUps: (order.followUps ?? []).map((one) => (one.name === name ? after : one)) };
}

/** Refunds only grow, so of two tellings the one of less money is the newer. */
const oldest = (told: number | undefined, net: number, { name }: FollowUpState): number =>
  told === undefined || !followsRefunds[name] ? net : Math.min(told, net);
