// WeChat's own APIs through the unmodified SDK: stubs, permissions, and clear errors for the rest; and storage.
import type { LocalCloud } from '../../scripts/local-cloud/index';
import { rejection, startCloud } from './fixture';
import { loadTcbAdminNode, loadWxServerSdk, type WxServerSdk } from './sdk';

const caller = `
  const cloud = require('wx-server-sdk');
  cloud.init({ env: cloud.DYNAMIC_CURRENT_ENV });
  exports.main = async () => {
    try {
      return await cloud.openapi.security.msgSecCheck({ content: 'hi' });
    } catch (error) {
      return { errCode: error.errCode, message: error.errMsg || error.message };
    }
  };`;

let cloud: LocalCloud;
let sdk: WxServerSdk;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ cloud, stop } = await startCloud({
    allowed: { source: caller, config: { permissions: { openapi: ['security.msgSecCheck'] } } },
    forbidden: caller,
  }));
  Object.assign(process.env, cloud.sdkEnvironment());
  sdk = loadWxServerSdk();
  sdk.init({ env: sdk.DYNAMIC_CURRENT_ENV });
});
afterAll(async () => stop());

describe('open APIs', () => {
  it('are answered by the stub, which gets the parameters and the calling function', async () => {
    let seen: unknown;
    cloud.wx.openApi.set('security.msgSecCheck', (params, from) => {
      seen = { params, from };
      return { errcode: 0, errmsg: 'ok', trace_id: '1' };
    });
    const { result } = await cloud.functions.invoke('allowed', {}, { source: 'wx_client' });
    expect(result).toMatchObject({ errCode: 0, traceId: '1' });
    expect(seen).toMatchObject({ params: { content: 'hi' }, from: { functionName: 'allowed' } });
  });

  it('are refused to a function whose config.json does not name them', async () => {
    cloud.wx.openApi.set('security.msgSecCheck', () => ({ errcode: 0 }));
    const { result } = await cloud.functions.invoke('forbidden', {}, { source: 'wx_client' });
    expect(result).toMatchObject({ errCode: -604101 });
  });

  it('can answer bytes', async () => {
    const buffer = Buffer.from([1, 2, 255]);
    cloud.wx.openApi.set('wxacode.get', () => ({ contentType: 'image/png', buffer }));
    expect(await sdk.openapi.wxacode?.get?.({ path: 'p' })).toMatchObject({
      contentType: 'image/png',
      buffer,
    });
  });

  it('without a stub fail with an error that names the call', async () => {
    const error = await rejection(Promise.resolve(sdk.openapi.subscribeMessage?.send?.({ touser: 'x' })));
    expect(error.message).toContain('openapi.subscribeMessage.send is not emulated');
  });
});

it('cloudPay is answered by its stub, and named where there is none', async () => {
  cloud.wx.pay.set('unifiedOrder', (params) => ({
    return_code: 'SUCCESS',
    result_code: 'SUCCESS',
    echo: params,
  }));
  const answer = await sdk.cloudPay.unifiedOrder?.({ outTradeNo: 'T1', totalFee: 1 });
  expect(answer).toMatchObject({ returnCode: 'SUCCESS', echo: { outTradeNo: 'T1', totalFee: 1 } });
  const error = await rejection(Promise.resolve(sdk.cloudPay.refund?.({ outTradeNo: 'T1' })));
  expect(error.message).toContain('cloudPay.refund is not emulated');
});

it('cloudIDs are opened by their stub', async () => {
  cloud.wx.cloudId = (id) => ({ cloudID: id, data: { phoneNumber: '1' } });
  expect((await sdk.getOpenData({ list: ['c1'] })).list).toEqual([
    { cloudID: 'c1', data: { phoneNumber: '1' } },
  ]);
});

describe('files', () => {
  it('are uploaded, linked, downloaded and deleted', async () => {
    const content = Buffer.from([0, 1, 255]);
    const { fileID } = await sdk.uploadFile({ cloudPath: 'logo/ü a.png', fileContent: content });
    expect((await sdk.downloadFile({ fileID })).fileContent.equals(content)).toBe(true);
    const [link] = (await sdk.getTempFileURL({ fileList: [fileID] })).fileList;
    expect(Buffer.from(await (await fetch(link?.tempFileURL ?? '')).arrayBuffer()).equals(content)).toBe(
      true,
    );
    expect((await sdk.deleteFile({ fileList: [fileID] })).fileList).toMatchObject([{ fileID, status: 0 }]);
    expect((await fetch(link?.tempFileURL ?? '')).status).toBe(404);
  });

  it('of tcb-admin-node arrive as a form', async () => {
    const admin = loadTcbAdminNode();
    admin.init({ env: 'local', secretId: 'local', secretKey: 'local', serviceUrl: `${cloud.url}/admin` });
    const { fileID } = await admin.uploadFile({
      cloudPath: 'a/b.txt',
      fileContent: Buffer.from('bytes\r\n--x'),
    });
    expect((await sdk.downloadFile({ fileID })).fileContent.toString()).toBe('bytes\r\n--x');
  });
});
