/** What WeChat pushes about cards: it says what is, may come twice and in any order, and nothing is counted. */
import type { CardEvent } from '../../../shared/membership/card-event';
import { onCardManagementEvent } from '../../../shared/membership/cards/card-events';
import { account, openCardWorld, type CardWorld } from './card-world';

const CARD = 'pMember00001';
const CODE = '198374613512';

function event(
  name: string,
  fields: Readonly<Record<string, string>>,
  createTime = 1_780_000_000,
): CardEvent {
  return {
    appid: account,
    fromUser: 'o-holder',
    createTime,
    event: name,
    field: (one = '') => fields[one],
  };
}

const take = (world: CardWorld, ...events: readonly CardEvent[]): Promise<void> =>
  events.reduce(
    (before, one) => before.then(() => onCardManagementEvent({ records: world.records }, one)),
    Promise.resolve(),
  );

/** Every order of a list, and every entry twice. */
function anyOrder<T>(list: readonly T[]): readonly (readonly T[])[] {
  if (list.length <= 1) return [[...list, ...list]];
  return list.flatMap((one, index) =>
    anyOrder([...list.slice(0, index), ...list.slice(index + 1)]).map((rest) => [one, ...rest, one]),
  );
}

describe('the audit of a card', () => {
  const refused = event('card_not_pass_check', { CardId: CARD, RefuseReason: 'no photo' }, 1_780_000_000);
  const passed = event('card_pass_check', { CardId: CARD }, 1_780_000_500);

  test('is shown with the card and in the list', async () => {
    const world = openCardWorld();
    world.server.put(CARD);
    await take(world, refused);
    const audit = { result: 'refused', reason: 'no photo', at: 1_780_000_000_000 };
    expect((await world.ask('getcard', { card_id: CARD })).note).toEqual({ audit });
    expect((await world.ask('listcards')).notes).toEqual({ [CARD]: { audit } });
  });

  test.each(anyOrder([refused, passed]))('ends with the newest, whatever the order', async (...events) => {
    const world = openCardWorld();
    world.server.put(CARD);
    await take(world, ...events);
    const { note } = await world.ask('getcard', { card_id: CARD });
    expect(note).toMatchObject({ audit: { result: 'passed' } });
  });

  test('and a stock warning are kept beside each other', async () => {
    const world = openCardWorld();
    world.server.put(CARD);
    await take(
      world,
      event('card_sku_remind', { CardId: CARD, Detail: 'less than 10%' }, 1_780_000_900),
      passed,
    );
    expect((await world.ask('getcard', { card_id: CARD })).note).toEqual({
      audit: { result: 'passed', reason: '', at: 1_780_000_500_000 },
      stock_warning: { detail: 'less than 10%', at: 1_780_000_900_000 },
    });
  });

  test('of another account is not shown', async () => {
    const world = openCardWorld();
    world.server.put(CARD);
    await take(world, { ...passed, appid: 'wx0000000000000099' });
    expect(await world.ask('getcard', { card_id: CARD })).not.toHaveProperty('note');
  });
});

test.each([
  ['1', 'passed'],
  ['true', 'passed'],
  ['0', 'refused'],
  ['false', 'refused'],
])('the audit of a sub-merchant with IsPass %s is shown as %s', async (IsPass, result) => {
  const world = openCardWorld();
  world.server.merchants.set(12, { merchant_id: 12, status: 'CHECKING' });
  await take(world, event('card_merchant_check_result', { MerchantId: '12', IsPass, Reason: 'letter' }));
  const audit = { result, reason: 'letter', at: 1_780_000_000_000 };
  expect(await world.ask('submerchant', { do: 'get', merchant_id: 12 })).toMatchObject({
    info: { note: { audit } },
  });
  expect(await world.ask('submerchant', { do: 'list' })).toMatchObject({ info_list: [{ note: { audit } }] });
});

describe('a consumption that WeChat tells of', () => {
  const consumed = (source: string) =>
    event('user_consume_card', { CardId: CARD, UserCardCode: CODE, ConsumeSource: source }, 1_780_000_100);

  function withCode(): CardWorld {
    const world = openCardWorld();
    world.server.put(CARD, 5, 'GIFT');
    world.server.take(CARD, CODE);
    return world;
  }
  const intents = (world: CardWorld) => [...world.consumptions.values()];
  const wish = { code: CODE, card_id: CARD };

  test('and that we know nothing of is imported once, and the code is worth nothing', async () => {
    const world = withCode();
    await take(world, consumed('FROM_MP'), consumed('FROM_MP'));
    expect(intents(world)).toMatchObject([
      { state: 'foreign', source: 'FROM_MP', operator: '', openid: 'o-holder', endedAt: 1_780_000_100_000 },
    ]);
    expect((await world.ask('consume', wish)).errcode).toBe(4105);
    expect(world.server.count('card/code/consume')).toBe(0);
  });

  test('twice at once is imported once', async () => {
    const world = withCode();
    await Promise.all([take(world, consumed('FROM_MP')), take(world, consumed('FROM_MP'))]);
    expect(intents(world)).toHaveLength(1);
  });

  test('and that we made changes nothing', async () => {
    const world = withCode();
    const first = await world.ask('consume', wish);
    await take(world, consumed('FROM_API'), consumed('FROM_API'));
    expect(await world.ask('consume', wish)).toEqual(first);
  });

  test('confirms one of ours whose answer was lost', async () => {
    const world = withCode();
    world.server.fail('card/code/consume', 'before');
    await world.ask('consume', wish);
    await take(world, consumed('FROM_API'));
    expect(intents(world)).toMatchObject([{ state: 'consumed', operator: 'oOperator1' }]);
    expect((await world.ask('consume', wish)).errcode).toBe(0);
  });

  test('at the counter is not ours, although our own answer was lost', async () => {
    const world = withCode();
    world.server.fail('card/code/consume', 'before');
    await world.ask('consume', wish);
    await take(world, consumed('FROM_MOBILE_HELPER'));
    expect((await world.ask('consume', wish)).errcode).toBe(4105);
  });

  test('before we told WeChat anything is not ours', async () => {
    const world = withCode();
    world.server.fail('card/code/get', 'before', 'before', 'before');
    await world.ask('consume', wish);
    await take(world, consumed('FROM_API'));
    expect((await world.ask('consume', wish)).errcode).toBe(4105);
  });

  test('while we wait for WeChat’s own answer is that answer', async () => {
    const world = withCode();
    const real = world.server.send.bind(world.server);
    world.server.send = async (request) => {
      const answer = await real(request);
      if (request.url.includes('code/consume')) await take(world, consumed('FROM_API'));
      return answer;
    };
    expect((await world.ask('consume', wish)).errcode).toBe(0);
    expect(intents(world)).toMatchObject([{ state: 'consumed' }]);
  });
});

test.each([
  ['without its card', event('card_pass_check', {})],
  ['with a card_id of another form', event('card_pass_check', { CardId: '../x' })],
  ['without its code', event('user_consume_card', { CardId: CARD })],
  ['without its merchant', event('card_merchant_check_result', { IsPass: '1' })],
  ['without its outcome', event('card_merchant_check_result', { MerchantId: '12' })],
  ['of another kind', event('user_get_card', { CardId: CARD, UserCardCode: CODE })],
  ['named like something that every object has', event('constructor', { CardId: CARD })],
])('an event %s leaves nothing behind', async (_, one) => {
  const world = openCardWorld();
  await take(world, one);
  expect([world.notes.size, world.consumptions.size]).toEqual([0, 0]);
});
