/** `cloud.openapi` through the unmodified SDK inside a function: answered by the sandbox of WeChat, without a token. */
import type { LocalCloud } from '../../scripts/local-cloud';
import { loopbackPost } from '../../scripts/sandbox';
import { openWeixin } from '../../scripts/sandbox/weixin';
import { post, startCloud } from '../local-cloud/fixture';
import { containing } from './world';
import { anna, type Fields } from './weixin-world';

/** Calls `cloud.openapi.<name>(data)`. */
const source = `
  const cloud = require('wx-server-sdk');
  cloud.init({ env: cloud.DYNAMIC_CURRENT_ENV });
  exports.main = async ({ name, data }) => {
    try {
      return await name.split('.').reduce((api, part) => api[part], cloud.openapi)(data);
    } catch (error) {
      return { errCode: error.errCode, message: error.errMsg || error.message };
    }
  };`;

let cloud: LocalCloud;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ cloud, stop } = await startCloud(
    { caller: source },
    {
      openApiPermissions: false,
      mounts: async (running) => {
        const weixin = await openWeixin({
          clock: running.clock,
          origin: () => running.url,
          post: loopbackPost,
          onOpenApi: (name, answer) => void running.wx.openApi.set(name, answer),
        });
        return weixin.mounts;
      },
    },
  ));
});
afterAll(() => stop());

const call = async (name: string, data: Fields): Promise<Fields> =>
  (await cloud.functions.invoke('caller', { name, data }, { source: 'wx_client' })).result as Fields;
const control = (body: Fields) => post(`${cloud.url}/control/weixin`, body);
const client = async (name: string, body: Fields) =>
  (await post(`${cloud.url}/sandbox/weixin/client/${name}`, body)).body;

it('a phone number behind a code', async () => {
  const { code } = await client('phone', { openid: anna.mini });
  const told = await call('phonenumber.getPhoneNumber', { code });
  expect(told).toMatchObject({ errCode: 0, phoneInfo: { countryCode: '86' } });
  expect(await call('phonenumber.getPhoneNumber', { code })).toMatchObject({ errCode: 40029 });
});

it('a subscribe message, once it was agreed to', async () => {
  const message = { touser: anna.mini, templateId: 'TEMPLATE_0000000001', data: { thing1: { value: 'x' } } };
  expect(await call('subscribeMessage.send', message)).toMatchObject({ errCode: 43101 });
  await client('subscribe', { openid: anna.mini, tmplIds: ['TEMPLATE_0000000001'] });
  expect(await call('subscribeMessage.send', message)).toMatchObject({ errCode: 0 });
});

it('the shipping of an order', async () => {
  await control({ event: 'payment', transaction_id: '42001', openid: anna.mini });
  const sent = {
    orderKey: { orderNumberType: 2, transactionId: '42001' },
    logisticsType: 3,
    deliveryMode: 1,
    shippingList: [{ itemDesc: '电子票' }],
    uploadTime: new Date(cloud.clock.now()).toISOString(),
    payer: { openid: anna.mini },
  };
  expect(await call('wxa.sec.order.uploadShippingInfo', sent)).toMatchObject({ errCode: 0 });
  expect(await call('wxa.sec.order.getOrder', { transactionId: '42001' })).toMatchObject({
    order: { orderState: 2 },
  });
});

it('cards and menus of the official account', async () => {
  const { cardIdList } = await call('officialAccount.card.batchGet', { offset: 0, count: 10 });
  expect(cardIdList).toContain('pDemoMemberCardOfTheShop0001');
  expect(await call('officialAccount.menu.get', {})).toMatchObject({ errCode: 46003 });
});

it('a fault that loses the answer is an error of the platform', async () => {
  await control({ fault: { api: 'getuserphonenumber', kind: 'timeout_before_effect' } });
  const { code } = await client('phone', { openid: anna.mini });
  expect(await call('phonenumber.getPhoneNumber', { code })).toMatchObject({
    message: containing('no answer'),
  });
  expect(await call('phonenumber.getPhoneNumber', { code })).toMatchObject({ errCode: 0 });
});
