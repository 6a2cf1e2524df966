// A call from another mini-program: the platform asks the owner's function cloudbase_auth first.
import { post, startCloud, type StartedCloud } from './fixture';

const running: StartedCloud[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map(({ stop }) => stop()));
});

const shop = 'exports.main = () => "served";';
const fromOutside = {
  'x-wx-openid': 'oOwner',
  'x-wx-appid': 'wxowner',
  'x-wx-from-openid': 'oGuest',
  'x-wx-from-appid': 'wxguest',
};

async function called(auth: string | undefined, headers: Readonly<Record<string, string>>) {
  const started = await startCloud({ shop, ...(auth === undefined ? {} : { cloudbase_auth: auth }) });
  running.push(started);
  const { body } = await post(`${started.cloud.url}/wx/callFunction`, { name: 'shop', data: {} }, headers);
  return { body: body as Readonly<Record<string, unknown>>, logs: started.cloud.logs.entries() };
}

test('passes when it answers errCode 0, and the function learns who calls from which app', async () => {
  const asks = `const cloud = require('wx-server-sdk'); cloud.init();
    exports.main = () => {
      const { FROM_OPENID, FROM_APPID } = cloud.getWXContext();
      return FROM_OPENID === 'oGuest' && FROM_APPID === 'wxguest' ? { errCode: 0, errMsg: '', auth: '{}' } : { errCode: 9 };
    };`;
  expect((await called(asks, fromOutside)).body).toMatchObject({ result: 'served' });
});

test.each([
  ['refuses', 'exports.main = () => ({ errCode: 7, errMsg: "not you" });', -601017],
  ['answers nothing', 'exports.main = () => undefined;', -601016],
  ['answers an empty object', 'exports.main = () => ({});', -601016],
  ['throws', 'exports.main = () => { throw new Error("broken"); };', -504002],
])('is not served when it %s', async (_what, auth, errCode) => {
  const { body } = await called(auth, fromOutside);
  expect(body).toMatchObject({ errCode });
  expect(body).not.toHaveProperty('result');
});

test('without the function the call passes here, and the log says that the cloud refuses it', async () => {
  const { body, logs } = await called(undefined, fromOutside);
  expect(body).toMatchObject({ result: 'served' });
  expect(logs.map(({ text }) => text).join('\n')).toContain('-601015');
});

test('a call of the own mini-program asks nobody', async () => {
  const own = { 'x-wx-openid': 'oOwner', 'x-wx-appid': 'wxowner' };
  const { body } = await called('exports.main = () => ({ errCode: 7 });', own);
  expect(body).toMatchObject({ result: 'served' });
});
