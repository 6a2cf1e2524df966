/** The sandbox of WeChat's server API in the world of `npm start`: it has the shop's configuration and knows its payments. */
import { openWorld, paidOrder, type Result, type Running } from './running-world';

const mini = { appid: 'wxcrosspaydemo0001', secret: 'a1f00d5ec7e7000000000000000demo1' };

let running: Running;
beforeAll(async () => (running = await openWorld('v3')), 60_000);
afterAll(() => running.world.close());

const token = async (): Promise<string> => {
  const asked = { grant_type: 'client_credential', ...mini };
  return String((await running.post('/sandbox/weixin/cgi-bin/stable_token', asked)).body.access_token);
};
const order = async (transaction_id: unknown): Promise<Result> => {
  const path = `/sandbox/weixin/wxa/sec/order/get_order?access_token=${await token()}`;
  return (await running.post(path, { transaction_id })).body;
};
const configured = (): Promise<readonly Result[]> =>
  running.world.cloud.database.find('config', { _id: 'wechat' });

it('the shop finds it in its configuration', async () => {
  const [document] = await configured();
  expect(document).toMatchObject({ ...mini, endpoint: `${running.world.url}/sandbox/weixin` });
});

it('a payment at a PSP is known to WeChat, until everything starts over', async () => {
  const { transaction_id } = await running.order(await paidOrder(running, 'v3'));
  expect(await order(transaction_id)).toMatchObject({ errcode: 0, order: { order_state: 1 } });
  const before = await token();
  expect((await running.post('/control/reset', {})).status).toBe(200);
  expect(await token()).not.toBe(before);
  expect(await order(transaction_id)).toMatchObject({ errcode: 10060001 });
  expect(await configured()).toHaveLength(1);
});
