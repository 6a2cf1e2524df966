/** A process dies at any step of a decision: afterwards the money goes back once, or a person is told, and both documents agree. */
import type { DecisionWord } from '../../../shared/payments/order/order';
import { disagreements } from '../../../shared/payments/order/replay';
import { decide, paidTooLittle, paidTwice, runFor, second, type AsideWorld } from './aside-world';
import { givenBack } from './fake-psp';
import { codeOf, paySps, stored, timeout, type World } from './world';

class Died extends Error {}

/** The `at`-th step of the database (before or after its effect) or of the network never comes back, nor does any later one. */
function dieAt(world: World, at: number, when: 'before' | 'after'): { readonly steps: () => number } {
  let step = 0;
  let isDead = false;
  const die = (): never => {
    isDead = true;
    throw new Died('the process died');
  };
  world.store.before = () => {
    if (isDead) throw new Died('the process is dead');
    step += 1;
    if (step === at && when === 'before') die();
  };
  world.store.after = () => {
    if (step === at && when === 'after') die();
  };
  world.network = (_asked, pass) => {
    if (isDead) return timeout();
    step += 1;
    if (step === at && when === 'before') return die();
    const reply = pass();
    return step === at ? die() : reply;
  };
  return { steps: () => step };
}

function revive(world: World): void {
  world.store.before = () => undefined;
  world.store.after = () => undefined;
  world.network = (_asked, pass) => pass();
}

/** The code of a decision; a process that died says nothing. */
const codeUnlessDead = async (work: Promise<unknown>): Promise<string> =>
  codeOf(work).catch((error: unknown) => {
    if (error instanceof Died) return 'died';
    throw error;
  });

async function stepsOf(make: () => Promise<AsideWorld>, word: DecisionWord): Promise<number> {
  const aside = await make();
  const { steps } = dieAt(aside.world, Infinity, 'before');
  await decide(aside, word);
  return steps();
}

const makers = { paidTooLittle, paidTwice };

describe.each(paySps)('a decision at %s whose process dies at any step', (paySp) => {
  test.each(['paidTooLittle', 'paidTwice'] as const)('returns the money once at most: %s', async (maker) => {
    const make = (): Promise<AsideWorld> => makers[maker](paySp);
    const steps = await stepsOf(make, 'return');
    expect(steps).toBeGreaterThan(5);
    for (let at = 1; at <= steps; at += 1) {
      for (const when of ['before', 'after'] as const) {
        const aside = await make();
        const { world, order, notice } = aside;
        dieAt(world, at, when);
        await codeUnlessDead(decide(aside, 'return'));
        revive(world);
        await runFor(world, 15);
        // Nobody is told that it did not happen, and asks again.
        await codeUnlessDead(decide(aside, 'return', second));
        await runFor(world, 15);
        const after = stored(world, order.outTradeNo);
        expect(disagreements(after, world.store.journalOf(after))).toEqual([]);
        const [money, ...others] = after.returns;
        expect(others).toEqual([]);
        expect(after.decisions).toMatchObject([{ word: 'return', noted: true }]);
        expect((await world.store.asideNotice(notice.id))?.decided?.word).toBe('return');
        const back = givenBack(world.psp);
        const isTold = after.attention.some(({ reason }) => reason === 'refund_unanswered');
        const isBack = back === money?.amount.value;
        expect({ at, when, back, isShown: isBack || isTold }).toEqual({
          at,
          when,
          back: isBack ? money.amount.value : 0,
          isShown: true,
        });
        if (paySp === 'v3') expect(isBack).toBe(true);
      }
    }
  });

  test.each(['returned_elsewhere', 'dismissed'] as const)('is known to both documents: %s', async (word) => {
    const steps = await stepsOf(() => paidTwice(paySp), word);
    for (let at = 1; at <= steps; at += 1) {
      for (const when of ['before', 'after'] as const) {
        const aside = await paidTwice(paySp);
        const { world, order, notice } = aside;
        dieAt(world, at, when);
        await codeUnlessDead(decide(aside, word));
        revive(world);
        await runFor(world, 2);
        const [decision] = stored(world, order.outTradeNo).decisions;
        const noted = await world.store.asideNotice(notice.id);
        expect([at, when, noted?.decided?.word]).toEqual([at, when, decision?.word]);
        expect(await codeOf(decide(aside, word, second))).toBe('no error');
        expect(stored(world, order.outTradeNo)).toMatchObject({
          decisions: [{ word, noted: true }],
          attention: [],
        });
        expect(givenBack(world.psp)).toBe(0);
      }
    }
  });
});
