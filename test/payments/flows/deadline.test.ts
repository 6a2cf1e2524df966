/** Every call has an end: exchanges share the time that the platform gives the function. */
import { closeOrder } from '../../../shared/payments/flows/close-order';
import { shopUntil } from '../../../shared/payments/flows/shop';
import { unifiedOrder } from '../../../shared/payments/flows/unified-order';
import { HttpFailure } from '../../../shared/kernel/http';
import { codeOf, openWorld, ordered, payer, pending, stored, type World } from './world';

/** A PSP that takes so long for each answer, in a network that gives up at the limit that it is given. */
function slow(world: World, ms: number): { readonly shop: World['shop']; readonly limits: number[] } {
  const limits: number[] = [];
  const shop = {
    ...world.shop,
    http: {
      send: async (request: Parameters<World['shop']['http']['send']>[0], limitMs: number) => {
        limits.push(limitMs);
        world.advance(Math.min(ms, limitMs));
        if (ms > limitMs) throw new HttpFailure('timeout', 'no answer in time');
        return world.shop.http.send(request, limitMs);
      },
    },
  };
  return { shop, limits };
}

test('a question, a cancel and a new payment of seven seconds each end with a code before twenty seconds are over', async () => {
  const world = openWorld('yaband');
  const order = await pending(world);
  const begun = world.shop.clock.now();
  const { shop, limits } = slow(world, 7000);
  const call = unifiedOrder(shopUntil(shop, 19_000), stored(world, order.outTradeNo), {
    payMethod: 'alipay',
    appid: payer.appid,
  });
  expect(await codeOf(call)).toBe('OUTCOME_UNKNOWN');
  expect(world.shop.clock.now() - begun).toBeLessThan(19_000);
  expect(limits).toHaveLength(3);
});

test('what would outlive the function is not sent at all', async () => {
  const world = openWorld('v3');
  const order = await ordered(world);
  const { shop, limits } = slow(world, 1);
  const call = unifiedOrder(shopUntil(shop, 1500), order, { payMethod: 'wechat', appid: payer.appid });
  expect(await codeOf(call)).toBe('BUSY');
  expect(limits).toEqual([]);
  expect(stored(world, order.outTradeNo).attempts).toMatchObject([
    { state: 'declined', left: false, askAt: 0 },
  ]);
});

test('one exchange takes eight seconds at most, however much time the function has', async () => {
  const world = openWorld('v3');
  const order = await pending(world);
  const { shop, limits } = slow(world, 60_000);
  expect(await codeOf(closeOrder(shopUntil(shop, 60_000), order))).toBe('OUTCOME_UNKNOWN');
  expect(limits).toEqual([8000]);
});
