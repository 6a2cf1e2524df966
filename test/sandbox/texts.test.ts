/** What the sandboxes make of texts: lengths in the PSP's unit where one is published, and whole characters only. */
import { allPsps, merchantOf } from './merchants';
import { openWorld, type World } from './world';

let world: World;
beforeAll(async () => (world = await openWorld(undefined, undefined, { inProcess: true })));
beforeEach(() => world.reset());

/** A text of so many bytes of UTF-8, most of it Chinese. */
const textOf = (bytes: number): string => '茶'.repeat(Math.floor(bytes / 3)) + 'x'.repeat(bytes % 3);
const refused = /PARAM_ERROR|参数错误/;

const pay = (paySp: string): Promise<unknown> =>
  world.control('sandbox', { pay_sp: paySp, event: 'pay', out_trade_no: 'ORDER0001' });

it.each([
  ['v2', 'body', 127],
  ['v2', 'attach', 127],
  ['v2sp', 'body', 127],
  ['v3', 'description', 127],
  ['v3', 'attach', 128],
  ['v3sp', 'description', 127],
  ['cloudpay', 'body', 128],
])('an order at %s has a %s of %i bytes at most', async (paySp, field, bytes) => {
  const merchant = merchantOf(world, paySp);
  expect(JSON.stringify(await merchant.order('ORDER0001', { [field]: textOf(bytes + 1) }))).toMatch(refused);
  expect(world.view(paySp).payments).toEqual([]);
  await merchant.order('ORDER0001', { [field]: textOf(bytes) });
  expect(world.view(paySp).payments).toHaveLength(1);
});

it.each([
  ['v2', 'refund_desc'],
  ['v2sp', 'refund_desc'],
  ['v3', 'reason'],
  ['v3sp', 'reason'],
  ['cloudpay', 'refund_desc'],
])('a refund at %s has a %s of 80 bytes at most', async (paySp, field) => {
  const merchant = merchantOf(world, paySp);
  await merchant.order('ORDER0001');
  await pay(paySp);
  const refund = (text: string): Promise<unknown> => merchant.refund('ORDER0001', 'R1', { [field]: text });
  expect(JSON.stringify(await refund(textOf(81)))).toMatch(refused);
  expect(world.view(paySp).refunds).toEqual([]);
  await refund(textOf(80));
  expect(world.view(paySp).refunds).toHaveLength(1);
});

it.each([
  ['yaband', 'description'],
  ['2paynow', 'subject'],
  ['supay', 'goods_name'],
  ['latipay', 'product_name'],
  ['royalpay', 'description'],
  ['pockyt', 'description'],
])('%s publishes no length of %s, so none is refused', async (paySp, field) => {
  await merchantOf(world, paySp).order('ORDER0001', { [field]: textOf(3000) });
  expect(world.view(paySp).payments).toHaveLength(1);
});

const jsonPsps = [
  ['yaband', 'description'],
  ['supay', 'store_name'],
  ['cloudpay', 'body'],
  ['v3', 'description'],
  ['v3sp', 'description'],
  ['latipay', 'product_name'],
  ['snappay', 'description'],
  ['royalpay', 'description'],
  ['airwallex', 'merchant_order_id'],
] as const;

it.each(jsonPsps)('%s refuses half a character in its JSON, and takes a whole one', async (paySp, field) => {
  const merchant = merchantOf(world, paySp);
  for (const half of ['\ud83c', '\udf75', '\udf75\ud83c'])
    await merchant.order('ORDER0001', { [field]: half });
  expect(world.view(paySp).payments).toEqual([]);
  await merchant.order('ORDER0001', { [field]: '\ud83c\udf75' });
  expect(world.view(paySp).payments).toHaveLength(1);
});

it('the others have no JSON', () => {
  const named = jsonPsps.map(([paySp]) => paySp);
  expect(allPsps.filter((paySp) => !named.some((each) => each === paySp))).toEqual([
    ...['2paynow', 'vr', 'v2', 'v2sp', 'qfpay', 'nihaopay', 'pockyt'],
  ]);
});
