/** What an operator's shell makes of its words, and when it does nothing. */
import { actIn } from '../../scripts/orders/act';
import { readWish, type Acting } from '../../scripts/orders/wish';
import { spoken } from '../config/spoken';
import {
  openWorld,
  operator,
  paid,
  payer,
  pending,
  stored,
  stranger,
  type World,
} from '../payments/flows/world';

interface Ended {
  readonly code: number;
  readonly out: string;
}

/** The command with these words; `answer` is what the person at the terminal says, who is a script without one. */
async function orders(world: World, words: readonly string[], answer?: string): Promise<Ended> {
  const terminal = spoken(answer === undefined ? undefined : () => Promise.resolve(answer));
  const code = await actIn({ name: 'the shop', shop: world.shop }, readWish(words) as Acting, terminal);
  return { code, out: terminal.text() };
}

test('what cannot be taken back is asked first, and done after a yes', async () => {
  const world = openWorld();
  const { outTradeNo } = await paid(world);
  const words = ['refund', outTradeNo, '--refund-fee', '40'];
  const what = `refund 0.40 EUR of order ${outTradeNo}, of which 1.00 EUR of 1.00 EUR are left, in the shop, as o•••ator`;
  for (const answer of ['no', '', 'maybe'])
    expect(await orders(world, words, answer)).toEqual({
      code: 1,
      out: `${what}? (yes/no) \nNothing was done.`,
    });
  expect(stored(world, outTradeNo).refunds).toEqual([]);
  expect((await orders(world, words, 'yes')).code).toBe(0);
  expect(stored(world, outTradeNo).refunds).toMatchObject([{ amount: { value: 40 } }]);
});

test.each([
  ['refund', []],
  ['close', []],
  ['seen', ['--reason', 'kept_aside', '--explanation', 'x']],
])('a script that does not say --yes has nothing done by %s', async (verb, more) => {
  const world = openWorld();
  const { outTradeNo } = await (verb === 'close' ? pending(world) : paid(world));
  const before = stored(world, outTradeNo);
  const ended = await orders(world, [verb, outTradeNo, ...more]);
  expect(ended).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^Nothing was done\. --yes/) as unknown,
  });
  expect(stored(world, outTradeNo)).toEqual(before);
  expect((await orders(world, [verb, outTradeNo, ...more, '--yes'])).out).not.toContain('Nothing was done');
});

test('nobody but an operator acts, whatever is typed', async () => {
  const world = openWorld();
  const { outTradeNo } = await paid(world);
  for (const { openid } of [payer, stranger])
    expect(await orders(world, ['refund', outTradeNo, '--yes', '--as', openid])).toEqual({
      code: 1,
      out: 'FORBIDDEN: only an operator of the shop may do this',
    });
  expect(stored(world, outTradeNo).refunds).toEqual([]);
});

describe('where the configuration names', () => {
  const naming = async (fields: Readonly<Record<string, unknown>>): Promise<[World, string]> => {
    const world = openWorld();
    const { outTradeNo } = await paid(world);
    const { operators: _, ...config } = world.store.configTable.get('payment') ?? {};
    world.store.configTable.set('payment', { ...config, ...fields });
    world.advance(60_001);
    return [world, outTradeNo];
  };

  test('several operators, one has to say who acts', async () => {
    const [world, no] = await naming({ operators: [operator.openid, 'o-second'] });
    await expect(orders(world, ['refund', no, '--yes'])).rejects.toThrow('names 2 operators');
    expect((await orders(world, ['refund', no, '--yes', '--as', 'o-second'])).code).toBe(0);
  });

  test('another one in the block of a PSP, there are several', async () => {
    const [world, no] = await naming({
      operators: operator.openid,
      providers: { v3: { operators: ['o-second'] } },
    });
    await expect(orders(world, ['refund', no, '--yes'])).rejects.toThrow('names 2 operators');
  });

  test.each([{}, { operators: [] }, { operators: '' }, { operators: [7, null] }])(
    'nobody (%j), that is said',
    async (fields) => {
      const [world, no] = await naming(fields);
      await expect(orders(world, ['refund', no, '--yes'])).rejects.toThrow('names no operators');
    },
  );
});

test('a number of nobody’s order, or of several, does nothing', async () => {
  const world = openWorld();
  const made = [await paid(world), await paid(world)];
  await expect(orders(world, ['refund', 'NOSUCHORDER1', '--yes'])).rejects.toThrow('no order has the number');
  await expect(orders(world, ['refund', payer.openid, '--yes'])).rejects.toThrow('of several orders');
  for (const { outTradeNo } of made) expect(stored(world, outTradeNo).refunds).toEqual([]);
});

test('an answer shows whose order it is to nobody', async () => {
  const world = openWorld();
  const { outTradeNo } = await paid(world);
  for (const more of [[], ['--json']])
    expect((await orders(world, ['ask', outTradeNo, ...more])).out).not.toContain(payer.openid);
});

test.each([
  [['refund'], 'refund what?'],
  [['aside', 'X'], 'aside what?'],
  [['refund', 'X', 'Y'], 'npm run orders -- find'],
  [['refund', 'X', '--refund-fee', '1.50'], 'such as 150 for EUR 1.50'],
  [['refund', 'X', '--refund-fee', '-1'], 'refund-fee'],
  [['refund', 'X', '--refund-fee', '1e3'], 'such as 150 for EUR 1.50'],
  [['refund', 'X', '--decision', 'return'], 'refund takes no --decision'],
  [['find', 'X', '--yes'], 'find takes no --yes'],
  [['pay', 'X'], 'npm run orders -- find'],
])('%j is not understood, and why is said', (words, why) => {
  expect(() => readWish(words)).toThrow(why);
});
