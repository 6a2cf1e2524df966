/**
 * Checkouts as phones make them: each has a number of its own, `request_id`, which the phone keeps until an order has come back. It asks
 * again under it where no answer came, also while the first question may still be under way.
 */
import type { Result } from '../world';
import { untilTold, type Stage } from './stage';

type Ask = (items: readonly Result[]) => Promise<unknown>;

/** How a buyer's phone asks for orders: with numbers, or plainly as earlier mini-programs did. */
export function checkouts({ world, dice: theirs }: Stage, openid: string): Ask {
  // Dice of their own: who asks plainly does what they did before there were numbers.
  const dice = theirs.of('checkouts');
  const ask = (asked: Result): Promise<Result | undefined> =>
    world.ask('buyer', openid, { action: 'createorder', ...asked });
  if (!dice.chance(0.25)) return (items) => ask({ items });
  let open: Result | undefined;
  return async (items) => {
    const asked = (open ??= { request_id: `CO${dice.hex(6)}`, items });
    const once = (): Promise<Result | undefined> => untilTold({ dice }, () => ask(asked));
    const said = await Promise.all(dice.chance(0.3) ? [once(), once()] : [once()]);
    if (open === asked && said.some((one) => one?.errcode === 0)) open = undefined;
  };
}
