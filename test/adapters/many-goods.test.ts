/** A shop of more goods than the database answers without being told how many. */
import { cloudStore } from '../../shared/adapters/cloud-store';
import { startCloud, type StartedCloud } from '../local-cloud/fixture';

let running: StartedCloud;
beforeAll(async () => {
  running = await startCloud();
  Object.assign(process.env, running.cloud.sdkEnvironment());
});
afterAll(async () => running.stop());

beforeEach(() => running.cloud.database.ensureCollection('goods'));

test('three hundred goods are all on sale', async () => {
  for (let place = 0; place < 300; place += 1) {
    const document = {
      _id: `g${String(place).padStart(3, '0')}`,
      title: 'Tulips',
      price: 100,
      fee_type: 'EUR',
    };
    await running.cloud.database.put('goods', document);
  }
  const { items, unreadable } = await cloudStore.goods();
  expect(items).toHaveLength(300);
  expect(new Set(items.map(({ goodsId }) => goodsId)).size).toBe(300);
  expect(unreadable).toEqual([]);
});
