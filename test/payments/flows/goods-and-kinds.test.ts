/** Goods of several kinds, where an order goes, and what the phone asks about the shop: through the door, in the ecosystem's words. */
import { callable } from '../../../shared/kernel/callable';
import { payActions } from '../../../shared/payments/door';
import { openWorld, operator, paid, payer, type World } from './world';

type Result = Readonly<Record<string, unknown>>;

const call = (world: World, event: unknown, openid = payer.openid): Promise<Result> =>
  callable(
    {
      room: world.shop,
      log: world.shop.log,
      identity: () => Promise.resolve({ openid, appid: payer.appid, unionid: '', fromAppid: '' }),
    },
    payActions,
    event,
  );

function worldWithKinds(): World {
  const world = openWorld();
  const [waffles, cheese] = world.store.goodsTable;
  if (!waffles || !cheese) throw new Error('the world sells two kinds of goods');
  const kinds = [
    { id: 'small', title: '4 pieces', price: 100, prices: { CHF: 95 } },
    { id: 'large', title: '12 pieces', price: 270, prices: {} },
  ];
  const shown = { picture: '/assets/waffles.png', category: 'Sweets', description: 'Warm them on a cup' };
  world.store.goodsTable = [{ ...waffles, ...shown, specifications: kinds }, cheese];
  return world;
}

const order = (world: World, item: object, more: object = {}): Promise<Result> =>
  call(world, { action: 'createorder', items: [{ goods_id: 'waffles', quantity: 2, ...item }], ...more });

test('goods are listed with picture, category, description and each kind at its own price', async () => {
  const { goods } = await call(worldWithKinds(), { action: 'listgoods' });
  expect(goods).toEqual([
    {
      goods_id: 'waffles',
      title: 'Stroopwafels',
      price: 100,
      fee_type: 'EUR',
      picture: '/assets/waffles.png',
      category: 'Sweets',
      description: 'Warm them on a cup',
      specifications: [
        { specification_id: 'small', title: '4 pieces', price: 100 },
        { specification_id: 'large', title: '12 pieces', price: 270 },
      ],
    },
    { goods_id: 'cheese', title: 'Gouda', price: 1290, fee_type: 'EUR' },
  ]);
});

test('kinds without a price in the shop’s currency are not offered', async () => {
  const world = worldWithKinds();
  const document = world.store.configTable.get('payment') ?? {};
  world.store.configTable.set('payment', { ...document, currency: 'CHF' });
  const { goods } = await call(world, { action: 'listgoods' });
  expect(goods).toMatchObject([
    { goods_id: 'waffles', price: 95, specifications: [{ specification_id: 'small', price: 95 }] },
  ]);
});

test('an order takes the price of the chosen kind and says which one it was', async () => {
  const world = worldWithKinds();
  const made = await order(world, { specification_id: 'large' });
  expect(made).toMatchObject({ errcode: 0, total_fee: 540 });
  const { out_trade_no } = made;
  expect(await call(world, { action: 'queryorder', out_trade_no })).toMatchObject({
    items: [
      {
        goods_id: 'waffles',
        title: 'Stroopwafels',
        specification_id: 'large',
        specification: '12 pieces',
        quantity: 2,
        price: 270,
      },
    ],
  });
});

test.each([
  ['no kind of goods that have kinds', {}, 'INVALID_INPUT: items: "waffles" needs a specification_id'],
  [
    'a kind that there is not',
    { specification_id: 'huge' },
    'GOODS_NOT_FOUND: "waffles" has no specification',
  ],
  ['a kind that an object has', { specification_id: 'constructor' }, 'GOODS_NOT_FOUND'],
  ['a kind of goods without kinds', { goods_id: 'cheese', specification_id: 'small' }, 'GOODS_NOT_FOUND'],
  ['a kind that is no text', { specification_id: 7 }, 'INVALID_INPUT: items.0.specification_id'],
])('an order with %s is refused and not made', async (_what, item, errmsg) => {
  const world = worldWithKinds();
  const answer = await order(world, item);
  expect(answer.errmsg).toContain(errmsg);
  expect(world.store.orderTable.size).toBe(0);
});

const address = { name: '王小明', phone: '+31 6 1234 5678', street: 'Damrak 1', city: 'Amsterdam' };

test('an order keeps where it goes, field by field, for its buyer and its operators', async () => {
  const world = worldWithKinds();
  const sent = { ...address, postal_code: ' 1012 LG ', openid: 'o-forged' };
  const { out_trade_no } = await order(world, { specification_id: 'small' }, { address: sent });
  const kept = { ...address, postal_code: '1012 LG' };
  for (const openid of [payer.openid, operator.openid]) {
    const shown = await call(world, { action: 'queryorder', out_trade_no }, openid);
    expect(shown.address).toEqual(kept);
  }
  expect(world.logged.join('\n')).not.toContain('王小明');
});

test.each([
  ['without a street', { name: 'a', phone: '1' }, 'address.street is missing'],
  ['with an empty name', { ...address, name: '  ' }, 'address.name must not be empty'],
  ['with a novel', { ...address, city: 'x'.repeat(201) }, 'address.city must be at most 200 characters'],
  ['that is a text', 'Damrak 1', 'address'],
])('an address %s is refused by name', async (_what, sent, errmsg) => {
  const world = worldWithKinds();
  const answer = await order(world, { specification_id: 'small' }, { address: sent });
  expect(answer.errmsg).toContain(errmsg);
  expect(world.store.orderTable.size).toBe(0);
});

test('the phone learns the shop’s currency and of which configured PSPs its person is an operator', async () => {
  const world = openWorld();
  expect(await call(world, { action: 'shop' })).toEqual({
    errcode: 0,
    fee_type: 'EUR',
    operator_of: [],
    templates: {},
  });
  expect((await call(world, { action: 'shop' }, operator.openid)).operator_of).toEqual(['yaband']);
});

test('what only operators may see of an order is shown to them alone', async () => {
  const world = openWorld();
  const { outTradeNo: out_trade_no } = await paid(world);
  const ofBuyer = await call(world, { action: 'queryorder', out_trade_no });
  for (const field of ['openid', 'journal', 'attempts']) expect(ofBuyer).not.toHaveProperty(field);
  const ofOperator = await call(world, { action: 'queryorder', out_trade_no }, operator.openid);
  expect(ofOperator).toMatchObject({
    openid: payer.openid,
    attempts: [{ pay_sp: 'yaband', state: 'paid' }],
    journal_from: 0,
  });
  const journal = ofOperator.journal as readonly { moved?: readonly object[] }[];
  expect(journal.flatMap(({ moved = [] }) => moved)).toContainEqual(
    expect.objectContaining({ of: 'attempt', pay_sp: 'yaband', to: 'paid', fee: 100 }),
  );
});

test('an operator is told in full words what is wrong with the configuration, and others are not', async () => {
  const world = openWorld();
  const ask = { action: 'problems' };
  expect(await call(world, ask, operator.openid)).toEqual({ errcode: 0, problems: [] });
  const { key: _key, ...document } = world.store.configTable.get('payment') ?? {};
  world.store.configTable.set('payment', { ...document, order_minutes: 'soon', providers: { supay: {} } });
  world.advance(61_000);
  const { problems } = await call(world, ask, operator.openid);
  const found = problems as readonly { pay_sp?: string; errmsg: string; why: string; fix: string }[];
  expect([...new Set(found.map(({ pay_sp }) => pay_sp))]).toEqual(['yaband', 'supay', undefined]);
  expect(found.map(({ errmsg }) => errmsg).join('\n')).toMatch(
    /key is missing[\s\S]*providers.supay.key is missing[\s\S]*order_minutes must be/,
  );
  for (const { why, fix } of found) expect([why, fix]).not.toContain('');
  expect((await call(world, ask)).errmsg).toContain('FORBIDDEN');
});

test('an operator is told in the language that the call names; the code is the same in each', async () => {
  const world = openWorld();
  const document = world.store.configTable.get('payment') ?? {};
  world.store.configTable.set('payment', { ...document, order_minutes: 'soon' });
  const told = async (lang: string) =>
    (await call(world, { action: 'problems', lang }, operator.openid)).problems;
  const problem = { config_id: 'payment', field: 'order_minutes', code: 'quoted_count' };
  expect(await told('en')).toMatchObject([{ ...problem, why: 'No order can be made while it is wrong.' }]);
  expect(await told('zh-CN')).toMatchObject([{ ...problem, why: '改正之前无法下单。' }]);
  expect(await told('zh-TW')).toMatchObject([{ ...problem, why: '改正之前無法下單。' }]);
  const strange = await call(world, { action: 'problems', lang: 'fr' }, operator.openid);
  expect(strange.errmsg).toContain('INVALID_INPUT');
});

test('an operator of one block hears of that PSP only', async () => {
  const world = openWorld();
  const { key: _key, ...document } = world.store.configTable.get('payment') ?? {};
  const providers = { supay: { operators: ['o-of-supay'] } };
  world.store.configTable.set('payment', { ...document, order_minutes: 'soon', providers });
  const { problems } = await call(world, { action: 'problems' }, 'o-of-supay');
  const named = (problems as readonly { pay_sp?: string }[]).map(({ pay_sp }) => pay_sp);
  expect([...new Set(named)]).toEqual(['supay']);
});
