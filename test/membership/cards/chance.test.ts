/** Lost answers, dead processes and many callers by chance, the same for each seed: what must hold whatever happens. */
import { everyNth } from '../../thorough';
import type { Fault } from './card-server';
import { openCardWorld, type CardWorld, type Result } from './card-world';
import { diceFor } from './dice';

const CARD = 'pChance00001';
const CODE = '198374613512';
const seeds = Array.from({ length: 60 }, (_, seed) => seed + 1);

const kinds: readonly Fault[] = [
  'before',
  'after',
  'html',
  'cut off',
  'status 500',
  'unreachable',
  -1,
  99_999,
];

/** Calls that may die under way or meet a misbehaving server. */
function unlucky(world: CardWorld, roll: (sides: number) => number, paths: readonly string[]) {
  return (action: string, input: object, operator?: string): Promise<Result> => {
    for (const path of paths) {
      const fault = kinds[roll(kinds.length * 2)];
      if (fault !== undefined) world.server.fail(path, fault);
    }
    const dies = roll(4) === 0;
    const ask = dies ? world.dying(1 + roll(14), roll(2) === 0 ? 'before' : 'after') : world.dawdling(roll);
    return ask(action, input, operator);
  };
}

/** Asks until there is an answer that will not change. */
async function atLast(
  world: CardWorld,
  ask: () => Promise<Result>,
  final: readonly number[],
): Promise<number> {
  for (let tries = 0; tries < 12; tries += 1) {
    const errcode = Number((await ask()).errcode);
    if (final.includes(errcode)) return errcode;
    world.advance(31_000);
  }
  throw new Error('no answer in the end');
}

test.each(everyNth(seeds, 4))(
  'seed %i: one sale gets a code, and the one that gets it keeps it',
  async (seed) => {
    const world = openCardWorld();
    const roll = diceFor(seed);
    world.server.put(CARD, 5, 'CASH');
    world.server.take(CARD, CODE);
    const ask = unlucky(world, roll, ['card/code/get', 'card/code/consume']);
    const sales = ['oOperator1', 'oOperator2', 'oOperator3'];
    const won = new Set<string>();
    for (let round = 0; round < 3; round += 1) {
      const callers = Array.from({ length: 1 + roll(4) }, () => String(sales[roll(3)]));
      const answers = await Promise.all(
        callers.map((who) =>
          ask('consume', { code: CODE, card_id: CARD }, who).then(({ errcode }) => [who, errcode]),
        ),
      );
      for (const [who, errcode] of answers) if (errcode === 0) won.add(String(who));
      if (roll(2) === 0) world.advance(roll(40_000));
    }
    world.server.forgive();
    for (const who of sales) {
      const end = await atLast(
        world,
        () => world.ask('consume', { code: CODE, card_id: CARD }, who),
        [0, 4105],
      );
      if (end === 0) won.add(who);
      else expect(won.has(who)).toBe(false);
    }
    expect(won.size).toBe(1);
    expect(world.server.codes.get(CODE)?.status).toBe('CONSUMED');
  },
);

test.each(everyNth(seeds, 4))('seed %i: each change of stock counts once', async (seed) => {
  const world = openCardWorld();
  const roll = diceFor(seed + 1000);
  world.server.put(CARD, 1000);
  const ask = unlucky(world, roll, ['card/get', 'card/modifystock']);
  const changes = Array.from({ length: 4 }, (_, index) => {
    const by = 1 + roll(50);
    const amount = roll(2) === 0 ? { increase_stock_value: by } : { reduce_stock_value: by };
    return { card_id: CARD, record_no: `R${index}`, ...amount };
  });
  let taken = 0;
  for (let round = 0; round < 3; round += 1) {
    const wishes = Array.from({ length: 1 + roll(3) }, () => changes[roll(4)] ?? {});
    const answers = wishes.map((wish) => ask('modifystock', wish));
    if (roll(2) === 0) world.server.take(CARD, `T${(taken += 1)}`);
    await Promise.all(answers);
    if (roll(2) === 0) world.advance(roll(40_000));
  }
  world.server.forgive();
  for (const wish of changes) await atLast(world, () => world.ask('modifystock', wish), [0]);
  const sum = changes.reduce(
    (all, { increase_stock_value: more = 0, reduce_stock_value: less = 0 }: Record<string, unknown>) =>
      all + Number(more) - Number(less),
    1000 - taken,
  );
  expect(world.server.cards.get(CARD)?.quantity).toBe(sum);
});
