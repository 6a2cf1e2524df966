/** Well signed notices under our number that name another trade than the PSP gave our payment. */
import { payAt } from './fake-psp';
import { openWorld, pending, stored, take, type World } from './world';

const verdicts = (world: World): readonly string[] => world.store.archive.map((notice) => notice.verdict);

describe('a notice that names another trade under our number', () => {
  async function ofAnotherTrade(world: World) {
    const { outTradeNo } = await pending(world);
    const made = world.psp.payments.get(outTradeNo);
    if (!made) throw new Error('nothing was made');
    world.psp.payments.set(outTradeNo, { ...made, trade: 'TR-SOMEBODY', state: 'paid' });
    const notice = world.psp.paymentNotice(outTradeNo);
    world.psp.payments.set(outTradeNo, made);
    return { outTradeNo, notice };
  }

  test('pays nothing while the PSP, asked about ours, calls it unpaid, and waits for a person', async () => {
    const world = openWorld('yaband');
    const { outTradeNo, notice } = await ofAnotherTrade(world);
    expect((await take(world, notice)).status).toBe(200);
    expect(stored(world, outTradeNo)).toMatchObject({
      state: 'pending',
      attention: [{ reason: 'kept_aside' }],
    });
    expect(world.store.archive).toMatchObject([{ verdict: 'kept_aside', spTradeNo: 'TR-SOMEBODY' }]);
    payAt(world.psp, outTradeNo);
    expect((await take(world, world.psp.paymentNotice(outTradeNo))).status).toBe(200);
    expect(stored(world, outTradeNo).state).toBe('paid');
  });

  test('waits for a person where the PSP, asked about ours, does not know that', async () => {
    const world = openWorld('yaband');
    const { outTradeNo } = await pending(world);
    const order = stored(world, outTradeNo);
    const attempts = order.attempts.map((one) => ({ ...one, spTradeNo: 'TR-EDITED' }));
    world.store.orderTable.set(outTradeNo, { ...order, attempts });
    payAt(world.psp, outTradeNo);
    expect((await take(world, world.psp.paymentNotice(outTradeNo))).status).toBe(200);
    expect(stored(world, outTradeNo)).toMatchObject({
      state: 'pending',
      attention: [{ reason: 'kept_aside' }],
    });
    expect(verdicts(world)).toEqual(['kept_aside']);
  });

  test('pays with ours where the PSP, asked, calls that paid', async () => {
    const world = openWorld('yaband');
    const { outTradeNo, notice } = await ofAnotherTrade(world);
    payAt(world.psp, outTradeNo);
    await take(world, notice);
    const [attempt] = stored(world, outTradeNo).attempts;
    expect(attempt).toMatchObject({ state: 'paid', spTradeNo: world.psp.payments.get(outTradeNo)?.trade });
  });
});
