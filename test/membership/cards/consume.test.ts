/** Consuming a code: once, whoever asks, however often, whatever is lost, wherever a process dies. */
import { account, openCardWorld, type CardWorld, type Result } from './card-world';

const CARD = 'pCoupon00001';
const CODE = '198374613512';
const consumeApi = 'card/code/consume';

function withCode(status = 'NORMAL'): CardWorld {
  const world = openCardWorld();
  world.server.put(CARD, 100, 'CASH');
  world.server.take(CARD, CODE, { status });
  return world;
}

const intentOf = (world: CardWorld) => [...world.consumptions.values()][0];
const wish = { code: CODE, card_id: CARD };

test('a code is consumed, and the answer says whose it was', async () => {
  const world = withCode();
  expect(await world.ask('consume', wish)).toEqual({
    errcode: 0,
    code: CODE,
    card_id: CARD,
    openid: `o-holder-${CODE}`,
    state: 'consumed',
    user_card_status: 'CONSUMED',
    consumed_at: expect.any(Number) as unknown,
  });
  expect(world.server.codes.get(CODE)?.status).toBe('CONSUMED');
});

test('the intent is on record before WeChat is told', async () => {
  const world = withCode();
  world.server.fail(consumeApi, 'unreachable', 'unreachable', 'unreachable');
  expect((await world.ask('consume', wish)).errcode).toBe(3103);
  expect(intentOf(world)).toMatchObject({
    cardId: CARD,
    code: CODE,
    operator: 'oOperator1',
    state: 'recorded',
  });
});

test('the code is looked at before it is consumed', async () => {
  const world = withCode();
  await world.ask('consume', wish);
  expect(world.server.sent.map(({ path }) => path)).toEqual(['card/code/get', consumeApi]);
  expect(world.server.sent[0]?.body).toEqual({ code: CODE, card_id: CARD, check_consume: false });
});

test('asked again it answers the same and tells WeChat nothing', async () => {
  const world = withCode();
  const first = await world.ask('consume', wish);
  world.advance(3_600_000);
  expect(await world.ask('consume', wish)).toEqual(first);
  expect(world.server.count(consumeApi)).toBe(1);
});

test('twenty calls at once in two processes consume once and answer the same', async () => {
  const world = withCode();
  const processes = [world.another(), world.another()];
  const calls = processes.flatMap((ask) => Array.from({ length: 10 }, () => ask('consume', wish)));
  const answers = new Set((await Promise.all(calls)).map((one) => JSON.stringify(one)));
  expect(answers.size).toBe(1);
  expect([...answers][0]).toContain('"errcode":0');
  expect(world.server.count(consumeApi)).toBe(1);
});

test('two operators at once: one has consumed it, the other is told that it is worth nothing', async () => {
  const world = withCode();
  const both = await Promise.all([
    world.another()('consume', wish, 'oOperator1'),
    world.another()('consume', wish, 'oOperator2'),
  ]);
  expect(both.map(({ errcode }) => errcode).sort()).toEqual([0, 4105]);
});

test('another sale of the same operator is told that it is worth nothing', async () => {
  const world = withCode();
  expect((await world.ask('consume', { ...wish, record_no: 'SALE-1' })).errcode).toBe(0);
  expect((await world.ask('consume', { ...wish, record_no: 'SALE-1' })).errcode).toBe(0);
  expect((await world.ask('consume', { ...wish, record_no: 'SALE-2' })).errcode).toBe(4105);
});

test('a code that somebody else consumed before is not ours, and stays so', async () => {
  const world = withCode('CONSUMED');
  expect((await world.ask('consume', wish)).errcode).toBe(4105);
  expect((await world.ask('consume', wish)).errcode).toBe(4105);
  expect(intentOf(world)?.state).toBe('foreign');
  expect(world.server.count(consumeApi)).toBe(0);
});

test('a code that somebody else consumes between looking and telling is not ours', async () => {
  const world = withCode();
  world.server.fail(consumeApi, 40099);
  expect((await world.ask('consume', wish)).errcode).toBe(4105);
});

test('a code that was consumed at the counter before we told WeChat anything is not ours', async () => {
  const world = withCode();
  world.server.fail(consumeApi, 'unreachable', 'unreachable', 'unreachable');
  await world.ask('consume', wish);
  world.server.codes.set(CODE, { cardId: CARD, openid: 'o', status: 'CONSUMED' });
  expect((await world.ask('consume', wish)).errcode).toBe(4105);
});

test('a code is not ours where no access token could be had to tell WeChat', async () => {
  const world = withCode();
  const real = world.server.send.bind(world.server);
  let isOut = false;
  world.server.send = (request) => {
    if (request.url.includes(consumeApi)) {
      isOut = true;
      return Promise.resolve({ status: 200, headers: {}, body: '{"errcode":42001}' });
    }
    if (isOut && request.url.includes('stable_token')) {
      return Promise.resolve({ status: 200, headers: {}, body: '{"errcode":40125}' });
    }
    return real(request);
  };
  expect((await world.ask('consume', wish)).errcode).toBe(3103);
  world.server.send = real;
  world.server.codes.set(CODE, { cardId: CARD, openid: 'o', status: 'CONSUMED' });
  expect((await world.ask('consume', wish)).errcode).toBe(4105);
});

describe('a lost answer', () => {
  test('to a consumption that happened is found out at once', async () => {
    const world = withCode();
    world.server.fail(consumeApi, 'after');
    expect((await world.ask('consume', wish)).errcode).toBe(0);
  });

  test('whose look is lost too says so, and the next call finds it done', async () => {
    const world = withCode();
    world.server.fail(consumeApi, 'after');
    const lost = await lostLook(world, 'after');
    expect(lost.errcode).toBe(3102);
    expect((await world.ask('consume', wish)).errcode).toBe(0);
    expect(world.server.count(consumeApi)).toBe(1);
  });

  test('to one that did not happen is sent again by the next call, and counts once', async () => {
    const world = withCode();
    world.server.fail(consumeApi, 'before');
    expect((await world.ask('consume', wish)).errcode).toBe(3102);
    expect((await world.ask('consume', wish)).errcode).toBe(0);
  });

  test('followed by "already consumed" is ours', async () => {
    const world = withCode();
    world.server.fail(consumeApi, 'before');
    await world.ask('consume', wish);
    world.server.fail(consumeApi, 40099);
    expect((await world.ask('consume', wish)).errcode).toBe(0);
  });

  test('of another operator is waited for before the code is taken over', async () => {
    const world = withCode();
    world.server.fail(consumeApi, 'before');
    await world.ask('consume', wish, 'oOperator1');
    expect((await world.ask('consume', wish, 'oOperator2')).errcode).toBe(5001);
    world.advance(10_000);
    expect((await world.ask('consume', wish, 'oOperator2')).errcode).toBe(0);
    expect((await world.ask('consume', wish, 'oOperator1')).errcode).toBe(4105);
  });

  test('of another operator that did happen belongs to that operator', async () => {
    const world = withCode();
    await lostLook(world, 'after');
    expect((await world.ask('consume', wish, 'oOperator2')).errcode).toBe(4105);
    expect((await world.ask('consume', wish, 'oOperator1')).errcode).toBe(0);
  });

  /** The answer is lost, and so is the look that follows it. */
  async function lostLook(world: CardWorld, fault: 'before' | 'after'): Promise<Result> {
    const real = world.server.send.bind(world.server);
    world.server.send = async (request) => {
      if (request.url.includes(consumeApi)) world.server.fail('card/code/get', 'before', 'before', 'before');
      return real(request);
    };
    world.server.fail(consumeApi, fault);
    const result = await world.ask('consume', wish);
    world.server.send = real;
    return result;
  }
});

describe('a process that dies', () => {
  const steps = Array.from({ length: 12 }, (_, index) => index + 1);

  test.each(steps.flatMap((at) => [[at, 'before'] as const, [at, 'after'] as const]))(
    'at step %i, %s it, leaves a code that the same operator can consume once',
    async (at, when) => {
      const world = withCode();
      const dying = world.dying(at, when);
      const first = await dying('consume', wish);
      world.advance(30_001);
      const second = await world.ask('consume', wish);
      expect(second.errcode).toBe(0);
      expect(world.server.codes.get(CODE)?.status).toBe('CONSUMED');
      if (!dying.hasDied()) expect(first).toEqual(second);
    },
  );

  test('dies somewhere in these steps, and not in all of them', async () => {
    const world = withCode();
    const early = world.dying(1, 'before');
    await early('consume', wish);
    const late = world.dying(40, 'before');
    await late('consume', wish);
    expect([early.hasDied(), late.hasDied()]).toEqual([true, false]);
  });
});

test.each([
  ['GIFTING', 4106],
  ['GIFT_TIMEOUT', 4106],
  ['EXPIRE', 4106],
  ['DELETE', 4106],
  ['UNAVAILABLE', 4106],
  ['SOMETHING_NEW', 4106],
])('a code that is %s is not consumed, and the error says so', async (status, errcode) => {
  const world = withCode(status);
  const refused = await world.ask('consume', wish);
  expect(refused.errcode).toBe(errcode);
  expect(refused.errmsg).toContain(status);
  expect(world.server.count(consumeApi)).toBe(0);
});

test('a code that was refused for now can be consumed later, also by somebody else', async () => {
  const world = withCode('GIFTING');
  await world.ask('consume', wish, 'oOperator1');
  world.server.codes.set(CODE, { cardId: CARD, openid: 'o', status: 'NORMAL' });
  expect((await world.ask('consume', wish, 'oOperator2')).errcode).toBe(0);
});

test('an unknown code is not found', async () => {
  expect((await withCode().ask('consume', { code: '999', card_id: CARD })).errcode).toBe(4102);
});

test('a code of another card is not found', async () => {
  const world = withCode();
  world.server.put('pOther000001');
  expect((await world.ask('consume', { code: CODE, card_id: 'pOther000001' })).errcode).toBe(4102);
  expect(world.server.count(consumeApi)).toBe(0);
});

test('with and without card_id it is the same code', async () => {
  const world = withCode();
  const first = await world.ask('consume', { code: CODE });
  expect(await world.ask('consume', wish)).toEqual(first);
  expect(world.server.count(consumeApi)).toBe(1);
  expect(world.consumptions.size).toBe(1);
});

test('the same code of the merchant’s own on two cards is two codes', async () => {
  const world = withCode();
  await world.ask('consume', wish);
  world.server.codes.set(CODE, { cardId: 'pOther000001', openid: 'o2', status: 'NORMAL', isOwn: true });
  expect(await world.ask('consume', { code: CODE, card_id: 'pOther000001' })).toMatchObject({ errcode: 0 });
});

test('an encrypted code is decrypted first, url-decoded once', async () => {
  const world = withCode();
  const sealed = encodeURIComponent(Buffer.from(CODE).toString('base64'));
  expect(await world.ask('consume', { encrypt_code: sealed })).toMatchObject({ errcode: 0, code: CODE });
});

test.each([
  [{}, 'either code or encrypt_code'],
  [{ code: CODE, encrypt_code: 'QUJD' }, 'either code or encrypt_code'],
  [{ code: '' }, 'code must not be empty'],
  [{ code: 5 }, 'code must be a text'],
  [{ code: '1'.repeat(21) }, 'code must be at most 20 characters'],
  [{ code: CODE, card_id: 'x' }, 'card_id must be a card_id'],
  [{ code: CODE, record_no: ' ' }, 'record_no must be 1 to 64'],
])('%j is refused before anything is asked', async (input, says) => {
  const world = withCode();
  const refused = await world.ask('consume', input);
  expect(refused.errcode).toBe(1002);
  expect(refused.errmsg).toContain(says);
  expect(world.server.sent).toEqual([]);
});

test('record numbers do not give a code away', async () => {
  const world = withCode();
  await world.ask('consume', wish);
  expect([...world.consumptions.keys()].join()).not.toContain(CODE);
  expect(intentOf(world)?.appid).toBe(account);
});
