// One order for each checkout, whatever is lost between the phone and the shop, and also after the phone has ended the mini-program.
import { readPauses } from '../../miniprogram/services/cloud';
import type { createOrder } from '../../miniprogram/services/new-order';
import { FakeWechat, settled } from './page-under-test';

const phone = new FakeWechat();
const tea = [{ goods_id: 'tea', quantity: 2 }];
const address = { name: 'Li', phone: '+31 20 123', street: 'Dam 1' };
const made = { out_trade_no: 'CP1', state: 'created', total_fee: 2580, fee_type: 'EUR' };

/** Orders as the mini-program does after a start; the phone's storage stays. */
async function order(...wish: Parameters<typeof createOrder>): Promise<string> {
  jest.resetModules();
  const started = await import('../../miniprogram/services/new-order');
  const code = (failure: unknown): string => String(Reflect.get(Object(failure), 'code'));
  const ended = started.createOrder(...wish).then(({ out_trade_no }) => out_trade_no, code);
  for (const pause of readPauses) {
    await settled();
    jest.advanceTimersByTime(pause);
  }
  return ended;
}

const numbers = (): unknown[] => phone.asked('createorder').map(({ request_id }) => request_id);

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
  phone.install();
});
afterEach(() => jest.useRealTimers());

test('a question without an answer is put again by itself, under the same number', async () => {
  let asked = 0;
  phone.answers({ createorder: () => ((asked += 1) < 3 ? null : made) });
  expect(await order(tea)).toBe('CP1');
  expect(new Set(numbers()).size).toBe(1);
  expect(numbers()).toHaveLength(3);
});

test('the same checkout keeps its number over a restart until an order has come back', async () => {
  phone.answers({ createorder: null });
  expect(await order(tea, address)).toBe('NO_ANSWER');
  phone.answers({ createorder: made });
  expect(await order(tea, address)).toBe('CP1');
  expect(new Set(numbers()).size).toBe(1);
});

test('what is bought once more after that is another order', async () => {
  phone.answers({ createorder: made });
  await order(tea);
  await order(tea);
  expect(new Set(numbers()).size).toBe(2);
});

test.each([
  ['other goods', [{ goods_id: 'cup', quantity: 2 }], undefined],
  ['another quantity', [{ goods_id: 'tea', quantity: 3 }], undefined],
  ['an address', tea, address],
] as const)('a checkout with %s has a number of its own', async (_what, items, where) => {
  phone.answers({ createorder: null });
  await order(tea);
  await order(items, where);
  await order(tea);
  const [first, other, again] = [numbers()[0], numbers()[3], numbers()[6]];
  expect(other).not.toBe(first);
  expect(again).toBe(first);
});

test('an order that ran out while nobody knew of it gives its place to a new one', async () => {
  phone.answers({ createorder: null });
  await order(tea);
  const [lost] = numbers();
  phone.answers({
    createorder: ({ request_id }) =>
      request_id === lost ? { ...made, state: 'closed' } : { ...made, out_trade_no: 'CP2' },
  });
  expect(await order(tea)).toBe('CP2');
});

test('an order that was paid meanwhile is shown, not bought twice', async () => {
  phone.answers({ createorder: { ...made, state: 'paid' } });
  expect(await order(tea)).toBe('CP1');
  expect(numbers()).toHaveLength(1);
});

test('the same goods a day later are another purchase', async () => {
  phone.answers({ createorder: null });
  await order(tea);
  jest.setSystemTime(Date.now() + 24 * 3_600_000);
  await order(tea);
  expect(new Set(numbers()).size).toBe(2);
});

test('a number that the shop refuses is given up, any other refusal keeps it', async () => {
  phone.answers({ createorder: 'BUSY: others work on it' });
  expect(await order(tea)).toBe('BUSY');
  phone.answers({ createorder: 'REQUEST_ID_TAKEN: request_id belongs to another order' });
  expect(await order(tea)).toBe('REQUEST_ID_TAKEN');
  phone.answers({ createorder: made });
  await order(tea);
  expect(numbers()[1]).toBe(numbers()[0]);
  expect(numbers()[2]).not.toBe(numbers()[0]);
});

test('no more than five checkouts are remembered', async () => {
  phone.answers({ createorder: null });
  for (let quantity = 1; quantity <= 6; quantity += 1) await order([{ goods_id: 'tea', quantity }]);
  expect(phone.storage.get('checkouts')).toMatchObject({ value: { length: 5 } });
});
