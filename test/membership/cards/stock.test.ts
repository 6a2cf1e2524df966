/** Changes of a card's stock: each counts once, one at a time, and is looked up after a lost answer. */
import { compareStock } from '../../../shared/membership/cards/stock';
import { openCardWorld, type CardWorld, type Result } from './card-world';
import { diceFor } from './dice';

const CARD = 'pStocked00001';
const api = 'card/modifystock';

function withCard(quantity = 100): CardWorld {
  const world = openCardWorld();
  world.server.put(CARD, quantity);
  return world;
}

const stock = (world: CardWorld) => world.server.cards.get(CARD)?.quantity;
const more = (record_no: string, by = 10) => ({ card_id: CARD, increase_stock_value: by, record_no });
const less = (record_no: string, by = 10) => ({ card_id: CARD, reduce_stock_value: by, record_no });

test('stock is added and taken away', async () => {
  const world = withCard();
  expect(await world.ask('modifystock', more('A', 25))).toEqual({
    errcode: 0,
    card_id: CARD,
    record_no: 'A',
    state: 'applied',
  });
  await world.ask('modifystock', less('B', 5));
  expect(stock(world)).toBe(120);
});

test('a request without a number gets one', async () => {
  const world = withCard();
  const { record_no: no } = await world.ask('modifystock', { card_id: CARD, increase_stock_value: 1 });
  expect(no).toMatch(/^stock-[0-9a-f]{24}$/);
});

test('the same number counts once', async () => {
  const world = withCard();
  const first = await world.ask('modifystock', more('A'));
  expect(await world.ask('modifystock', more('A'))).toEqual(first);
  expect([stock(world), world.server.count(api)]).toEqual([110, 1]);
});

test('the same number with another difference or card is refused', async () => {
  const world = withCard();
  await world.ask('modifystock', more('A', 10));
  for (const other of [more('A', 11), less('A', 10), { ...more('A', 10), card_id: 'pOther000001' }]) {
    expect((await world.ask('modifystock', other)).errcode).toBe(4103);
  }
  expect(stock(world)).toBe(110);
});

test('it is on record, with the stock as it was read, before it is sent', async () => {
  const world = withCard();
  world.server.fail(api, 'before');
  await world.ask('modifystock', more('A'));
  expect([...world.stockChanges.values()][0]).toMatchObject({ recordNo: 'A', delta: 10, state: 'recorded' });
  expect([...world.stockBooks.values()][0]?.underWay).toMatchObject({
    recordNo: 'A',
    before: { quantity: 100, total: 100 },
  });
});

test('twenty identical requests at once in two processes count once', async () => {
  const world = withCard();
  const processes = [world.another(), world.another()];
  const calls = processes.flatMap((ask) => Array.from({ length: 10 }, () => ask('modifystock', more('A'))));
  const answers = await Promise.all(calls);
  expect(answers.every(({ errcode }) => errcode === 0)).toBe(true);
  expect([stock(world), world.server.count(api)]).toEqual([110, 1]);
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'identical requests in processes of different speed count once (%i)',
  async (seed) => {
    const world = withCard();
    const roll = diceFor(seed);
    const calls = Array.from({ length: 12 }, () => world.dawdling(roll)('modifystock', more('A')));
    expect((await Promise.all(calls)).map(({ errcode }) => errcode)).toEqual(Array(12).fill(0));
    expect([stock(world), world.server.count(api)]).toEqual([110, 1]);
  },
);

test('different requests at once are sent one after the other', async () => {
  const world = withCard();
  let under = 0;
  let most = 0;
  const real = world.server.send.bind(world.server);
  world.server.send = async (request) => {
    const isChange = request.url.includes(api);
    if (isChange) most = Math.max(most, (under += 1));
    const answer = await real(request);
    if (isChange) under -= 1;
    return answer;
  };
  const calls = ['A', 'B', 'C', 'D'].map((no) => world.another()('modifystock', more(no)));
  expect((await Promise.all(calls)).map(({ errcode }) => errcode)).toEqual([0, 0, 0, 0]);
  expect([stock(world), most]).toEqual([140, 1]);
});

describe('a lost answer', () => {
  test('to a change that arrived is found out at once, although people take cards meanwhile', async () => {
    const world = withCard();
    world.server.fail(api, 'after');
    const real = world.server.send.bind(world.server);
    world.server.send = (request) => {
      if (request.url.includes(api)) world.server.take(CARD, '111');
      return real(request);
    };
    expect((await world.ask('modifystock', more('A'))).errcode).toBe(0);
    expect(stock(world)).toBe(109);
  });

  test('to one that did not arrive is unknown, and its number may be repeated', async () => {
    const world = withCard();
    world.server.fail(api, 'before');
    const lost = await world.ask('modifystock', more('A'));
    expect(lost).toMatchObject({ errcode: 3102, record_no: 'A' });
    expect(lost.errmsg).toContain('record_no A');
    expect((await world.ask('modifystock', more('A'))).errcode).toBe(0);
    expect([stock(world), world.server.count(api)]).toEqual([110, 2]);
  });

  test('is not taken for "did not arrive" while it may still be on its way', async () => {
    const world = withCard();
    world.server.fail(api, 'before');
    await world.ask('modifystock', more('A'));
    const sentAt = world.now();
    await world.ask('modifystock', more('A'));
    expect(world.now() - sentAt).toBeGreaterThanOrEqual(9_500);
  });

  test('that arrived is found out by the next call too', async () => {
    const world = withCard();
    await lostWithItsLook(world, 'after');
    expect((await world.ask('modifystock', more('A'))).errcode).toBe(0);
    expect([stock(world), world.server.count(api)]).toEqual([110, 1]);
  });

  test('is settled before another change of the same card is sent', async () => {
    const world = withCard();
    await lostWithItsLook(world, 'after');
    expect((await world.ask('modifystock', more('B', 5))).errcode).toBe(0);
    expect((await world.ask('modifystock', more('A'))).errcode).toBe(0);
    expect([stock(world), world.server.count(api)]).toEqual([115, 2]);
  });

  test('that others made undecidable is decided by a person', async () => {
    const world = withCard();
    await lostWithItsLook(world, 'after');
    const card = world.server.cards.get(CARD);
    if (card) [card.quantity, card.total] = [400, 400];
    const open = await world.ask('modifystock', more('A'));
    expect(open.errcode).toBe(3102);
    expect(open.errmsg).toContain('decision');
    expect((await world.ask('modifystock', more('B'))).errcode).toBe(3102);
    expect((await world.ask('modifystock', { ...more('A'), decision: 'applied' })).errcode).toBe(0);
    expect([stock(world), world.server.count(api)]).toEqual([400, 1]);
    expect((await world.ask('modifystock', more('B'))).errcode).toBe(0);
  });

  test('that a person says did not arrive is sent again', async () => {
    const world = withCard();
    await lostWithItsLook(world, 'before');
    const card = world.server.cards.get(CARD);
    if (card) [card.quantity, card.total] = [400, 400];
    expect((await world.ask('modifystock', { ...more('A'), decision: 'not_applied' })).errcode).toBe(0);
    expect(stock(world)).toBe(410);
  });

  test('is not a person’s to decide where WeChat says what happened', async () => {
    const world = withCard();
    await lostWithItsLook(world, 'after');
    expect((await world.ask('modifystock', { ...more('A'), decision: 'not_applied' })).errcode).toBe(0);
    expect([stock(world), world.server.count(api)]).toEqual([110, 1]);
  });

  async function lostWithItsLook(world: CardWorld, fault: 'before' | 'after'): Promise<Result> {
    const real = world.server.send.bind(world.server);
    world.server.send = async (request) => {
      if (request.url.includes(api)) world.server.fail('card/get', 'before', 'before', 'before');
      return real(request);
    };
    world.server.fail(api, fault);
    const result = await world.ask('modifystock', more('A'));
    world.server.send = real;
    expect(result.errcode).toBe(3102);
    return result;
  }
});

test.each([
  [40122, 3101],
  [48001, 3101],
  [45009, 3104],
])(
  'after WeChat’s definite no (%i) the turn is free and the number may be used again',
  async (code, errcode) => {
    const world = withCard();
    world.server.fail(api, code);
    expect((await world.ask('modifystock', more('A'))).errcode).toBe(errcode);
    expect((await world.ask('modifystock', more('B'))).errcode).toBe(0);
    expect((await world.ask('modifystock', more('A'))).errcode).toBe(0);
    expect(stock(world)).toBe(120);
  },
);

test('where no access token can be had nothing is under way', async () => {
  const world = withCard();
  const real = world.server.send.bind(world.server);
  world.server.send = (request) => {
    const isRefused = request.url.includes(api);
    const isToken = request.url.includes('stable_token') && world.server.count('card/get') > 0;
    const body = JSON.stringify({ errcode: isRefused ? 42001 : 40125 });
    return isRefused || isToken ? Promise.resolve({ status: 200, headers: {}, body }) : real(request);
  };
  expect(await world.ask('modifystock', more('A'))).toMatchObject({ errcode: 3103, record_no: 'A' });
  expect([...world.stockBooks.values()][0]?.underWay).toBeUndefined();
});

test('a code that nobody documents says nothing: the card is read', async () => {
  const world = withCard();
  world.server.fail(api, 99_999);
  expect((await world.ask('modifystock', more('A'))).errcode).toBe(3102);
  expect((await world.ask('modifystock', more('A'))).errcode).toBe(0);
  expect(stock(world)).toBe(110);
});

describe('a process that dies', () => {
  const steps = Array.from({ length: 12 }, (_, index) => index + 1);

  test.each(steps.flatMap((at) => [[at, 'before'] as const, [at, 'after'] as const]))(
    'at step %i, %s it, leaves a change that counts once when it is repeated',
    async (at, when) => {
      const world = withCard();
      await world.dying(at, when)('modifystock', more('A'));
      world.advance(30_001);
      expect((await world.ask('modifystock', more('A'))).errcode).toBe(0);
      expect(stock(world)).toBe(110);
      expect((await world.ask('modifystock', less('B'))).errcode).toBe(0);
      expect(stock(world)).toBe(100);
    },
  );

  test('holds up others no longer than its time', async () => {
    const world = withCard();
    // The touch after the turn was taken is the sending.
    await world.dying(9, 'before')('modifystock', more('A'));
    expect(world.server.count(api)).toBe(0);
    expect([...world.stockBooks.values()][0]?.underWay?.recordNo).toBe('A');
    world.advance(19_200);
    expect((await world.ask('modifystock', more('B'))).errcode).toBe(0);
    expect(stock(world)).toBe(110);
  });
});

test('an unknown card is not found, and nothing is sent', async () => {
  const world = withCard();
  const missing = await world.ask('modifystock', { ...more('A'), card_id: 'pNobody00001' });
  expect(missing).toMatchObject({ errcode: 4102, record_no: 'A' });
  expect(world.server.count(api)).toBe(0);
});

test.each([
  [{}, 'card_id is missing'],
  [{ card_id: CARD }, 'either increase_stock_value or reduce_stock_value'],
  [{ card_id: CARD, increase_stock_value: 1, reduce_stock_value: 1 }, 'either increase_stock_value or'],
  [{ card_id: CARD, increase_stock_value: 0 }, 'increase_stock_value must be a whole number'],
  [{ card_id: CARD, reduce_stock_value: 1.5 }, 'reduce_stock_value must be a whole number'],
  [{ card_id: CARD, increase_stock_value: '5' }, 'increase_stock_value must be a whole number'],
  [{ card_id: 'x', increase_stock_value: -1, record_no: 'ä' }, 'record_no must be 1 to 64'],
])('%j is refused before anything is asked', async (input, says) => {
  const world = withCard();
  const refused = await world.ask('modifystock', input);
  expect(refused.errcode).toBe(1002);
  expect(refused.errmsg).toContain(says);
  expect(world.server.sent).toEqual([]);
});

describe('two readings of the stock', () => {
  const reading = (quantity?: number, total?: number) => ({ quantity, total });

  test.each([
    ['the total rose', reading(50, 100), reading(150, 200), 100, 'applied'],
    ['the total rose and people took some', reading(50, 100), reading(20, 200), 100, 'applied'],
    ['the total fell', reading(50, 100), reading(40, 90), -10, 'applied'],
    ['the total stayed', reading(50, 100), reading(50, 100), 100, 'not applied'],
    ['the total stayed and people took some', reading(50, 100), reading(40, 100), -10, 'not applied'],
    ['the total stayed and yet more is left', reading(50, 100), reading(60, 100), 10, 'undecided'],
    ['the total rose by something else', reading(50, 100), reading(150, 300), 100, 'undecided'],
    ['without totals more is left', reading(50), reading(60), 100, 'applied'],
    ['without totals no more is left', reading(50), reading(50), 100, 'undecided'],
    ['without totals less was taken away than asked', reading(50), reading(45), -10, 'not applied'],
    ['without totals as much is gone as was asked', reading(50), reading(40), -10, 'undecided'],
    ['nothing is known', reading(), reading(), 10, 'undecided'],
  ] as const)('%s', (...[, before, after, delta, finding]) => {
    expect(compareStock(before, after, delta)).toBe(finding);
  });
});

test('where WeChat does not say the total, what cannot be seen is not guessed', async () => {
  const world = withCard();
  world.server.tellsTotal = false;
  world.server.fail(api, 'before');
  await world.ask('modifystock', more('A'));
  expect((await world.ask('modifystock', more('A'))).errcode).toBe(3102);
  expect(world.server.count(api)).toBe(1);
});
