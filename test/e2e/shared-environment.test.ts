// An environment that is shared with another mini-program: the platform asks cloudbase_auth, and each app has the shop that is configured for it.
import { OPERATOR, openWorld, untilConfigCounts, type Result, type Running } from './running-world';

let running: Running;
beforeAll(async () => {
  running = await openWorld('v3');
});
afterAll(async () => running.world.close());

const FIRST = 'wx00000000000000aa';
const SECOND = 'wx00000000000000bb';

async function callFrom(appid: string, openid: string, data: Result) {
  const person = { 'x-wx-openid': 'oSharedOwner00001', 'x-wx-appid': 'wxowner000000000' };
  const reply = await fetch(`${running.world.url}/wx/callFunction`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...person,
      'x-wx-from-openid': openid,
      'x-wx-from-appid': appid,
    },
    body: JSON.stringify({ name: 'pay', data }),
  });
  return (await reply.json()) as {
    readonly result?: Result;
    readonly errCode?: number;
    readonly errMsg: string;
  };
}

const order = { action: 'createorder', items: [{ goods_id: 'tulips', quantity: 1 }] };

test('each app sells by its own configuration, and sees nothing of the other’s orders', async () => {
  const { database } = running.world.cloud;
  const [shared] = await database.find('config', { _id: 'payment' });
  await database.put('config', { ...shared, _id: `payment_${FIRST}`, operators: ['oOperatorOfFirst0'] });
  await untilConfigCounts();
  const first = await callFrom(FIRST, 'oBuyer00000000001', order);
  const second = await callFrom(SECOND, 'oBuyer00000000001', order);
  const numbers = [first, second].map(({ result }) => String(result?.out_trade_no));
  const stored = await Promise.all(numbers.map((number) => running.order(number)));
  expect(stored.map(({ config_id, appid }) => [config_id, appid])).toEqual([
    [`payment_${FIRST}`, FIRST],
    ['payment', SECOND],
  ]);
  const [ofFirst = ''] = numbers;
  const look = { action: 'queryorder', out_trade_no: ofFirst };
  expect((await callFrom(FIRST, 'oBuyer00000000001', look)).result).toMatchObject({ errcode: 0 });
  expect((await callFrom(FIRST, 'oOperatorOfFirst0', look)).result).toMatchObject({ errcode: 0 });
  expect((await callFrom(SECOND, 'oBuyer00000000002', look)).result?.errcode).toBe(1101);
  expect((await callFrom(SECOND, OPERATOR, look)).result?.errcode).toBe(1101);
});
