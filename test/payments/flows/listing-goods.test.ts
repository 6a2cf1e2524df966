/** What is on sale: priced in the shop's currency, so that a basket has one sum, and shown whatever is wrong with the configuration. */
import { payActions } from '../../../shared/payments/door';
import { callable } from '../../../shared/kernel/callable';
import { openWorld, payer, type World } from './world';

type Answer = Readonly<Record<string, unknown>>;

const list = async (world: World, fromAppid = ''): Promise<unknown> => {
  const identity = async () => ({ openid: '', appid: payer.appid, unionid: '', fromAppid });
  const room = { room: world.shop, log: world.shop.log, identity };
  const answer: Answer = await callable(room, payActions, { action: 'listgoods' });
  return answer.errcode === 0 ? answer.goods : answer;
};

function configured(world: World, change: object, id = 'payment'): void {
  world.store.configTable.set(id, { ...world.store.configTable.get('payment'), ...change });
}

const inEuro = [
  { goods_id: 'waffles', title: 'Stroopwafels', price: 100, fee_type: 'EUR' },
  { goods_id: 'cheese', title: 'Gouda', price: 1290, fee_type: 'EUR' },
];

test('goods have their price in the shop’s currency; what has none in it is left out and named in the log', async () => {
  const world = openWorld();
  configured(world, { currency: 'CHF' });
  expect(await list(world)).toEqual([
    { goods_id: 'waffles', title: 'Stroopwafels', price: 95, fee_type: 'CHF' },
  ]);
  expect(world.logged.join('\n')).toContain('cheese');
});

test('the block of the default PSP says the currency where the top of the document does not', async () => {
  const world = openWorld();
  const { pay_sp, mchid, key, notify_url } = world.store.configTable.get('payment') ?? {};
  const providers = { yaband: { mchid, key, currency: 'CHF' }, supay: { currency: 'AUD' } };
  world.store.configTable.set('payment', { _id: 'payment', pay_sp, notify_url, providers });
  expect(await list(world)).toMatchObject([{ price: 95, fee_type: 'CHF' }]);
});

test('an app of a shared environment sees the prices of its own configuration', async () => {
  const world = openWorld();
  configured(world, { _id: 'payment_wxother', currency: 'CHF' }, 'payment_wxother');
  expect(await list(world, 'wxother')).toMatchObject([{ price: 95, fee_type: 'CHF' }]);
  expect(await list(world)).toEqual(inEuro);
});

test.each([
  ['is missing', undefined],
  ['names no PSP that there is', { pay_sp: 'nobody', currency: undefined }],
  ['names no currency that there is', { currency: 'eur' }],
  ['has a number for its currency', { currency: 5 }],
])('goods are shown as they are stored when the configuration %s', async (_what, change) => {
  const world = openWorld();
  if (change) configured(world, change);
  else world.store.configTable.clear();
  expect(await list(world)).toEqual(inEuro);
});

test('what is listed is what an order of it comes to', async () => {
  const world = openWorld();
  configured(world, { currency: 'CHF' });
  const identity = async () => ({ ...payer, unionid: '', fromAppid: '' });
  const room = { room: world.shop, log: world.shop.log, identity };
  const items = [{ goods_id: 'waffles', quantity: 2 }];
  expect(await callable(room, payActions, { action: 'createorder', items })).toMatchObject({
    ...{ errcode: 0, total_fee: 190, fee_type: 'CHF' },
  });
});

test('what does not fit into the answer that a phone receives is left out from the end and named in the log', async () => {
  const world = openWorld();
  const description = '花'.repeat(1000);
  world.store.goodsTable = Array.from({ length: 400 }, (_, place) => ({
    ...{ goodsId: `g${place}`, title: 'Tulips', price: 100, feeType: 'EUR', prices: {}, description },
  }));
  const listed = (await list(world)) as readonly Answer[];
  expect(Buffer.byteLength(JSON.stringify(listed))).toBeLessThan(1_000_000);
  expect(listed.length).toBeGreaterThan(280);
  expect(listed.map(({ goods_id }) => goods_id)).toEqual(listed.map((_, place) => `g${place}`));
  expect(world.logged.join('\n')).toContain(`g${listed.length} `);
});
