// wx.request, wx.uploadFile and wx.downloadFile reach any host, as on a phone, and tell in WeChat's words how it ended.
import type { Browser, Page } from 'playwright-core';
import { startProject } from '../../scripts/demo/project-world';
import type { ProjectWorld } from '../../scripts/demo/project-world';
import { describeInBrowser, launchBrowser, untilTrue } from '../browser';
import { startEchoHost } from './echo-host';
import type { EchoHost } from './echo-host';
import { writeProject } from './fixture';

describeInBrowser('a request to any host', () => {
  let host: EchoHost;
  let nobody: string;
  let world: ProjectWorld;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    host = await startEchoHost();
    const gone = await startEchoHost();
    nobody = gone.url;
    await gone.close();
    world = await startProject({ root: writeProject(), port: 0, log: () => undefined });
    browser = await launchBrowser();
    page = await browser.newPage();
    await page.goto(`${world.url}/phone/`);
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
    await host.close();
  });

  /** How a call ended: which callbacks were called, and what they were told. */
  const call = async (name: string, options: string, then = ''): Promise<Record<string, unknown>> => {
    await page.evaluate(`(() => {
      window.told = [];
      const keep = (ended) => (said) => window.told.push({ ended, ...said });
      const task = wx.${name}({ ...${options}, success: keep('success'), fail: keep('fail'), complete: keep('complete') });
      ${then}
    })()`);
    await untilTrue(page, "window.told.some(({ ended }) => ended === 'complete')");
    const [first, last] = await page.evaluate<Record<string, unknown>[]>('window.told');
    expect({ ...last, ended: first?.['ended'] }).toEqual(first);
    return first ?? {};
  };
  const request = (fields: string, then = '') => call('request', `{ url: '${host.url}/a', ${fields} }`, then);

  test('data becomes the query of a GET', async () => {
    expect(await request("data: { q: '茶 & x', n: 1 }, header: { 'X-Own': 'yes' }")).toMatchObject({
      ended: 'success',
      errMsg: 'request:ok',
      statusCode: 200,
      cookies: ['a=1', 'b=2'],
      header: { 'content-type': 'application/json' },
      data: {
        method: 'GET',
        url: '/a?q=%E8%8C%B6%20%26%20x&n=1',
        headers: { 'x-own': 'yes', 'content-type': 'application/json' },
        body: '',
      },
    });
  });

  test.each([
    ['', '{"a":1,"b":"x y"}', 'application/json'],
    ['application/x-www-form-urlencoded', 'a=1&b=x%20y', 'application/x-www-form-urlencoded'],
  ])('data is written as the content-type %j says', async (type, body, sent) => {
    const header = type === '' ? '' : `header: { 'Content-Type': '${type}' },`;
    expect(await request(`method: 'POST', ${header} data: { a: 1, b: 'x y' }`)).toMatchObject({
      data: { method: 'POST', body, headers: { 'content-type': sent } },
    });
  });

  test.each([
    ["'plain text'", 'plain text'],
    ['new Uint8Array([65, 66]).buffer', 'AB'],
  ])('text and bytes go as they are (%s)', async (data, body) => {
    expect(await request(`method: 'PUT', data: ${data}`)).toMatchObject({ data: { method: 'PUT', body } });
  });

  test('the answer is JSON, text or bytes, as was asked for', async () => {
    const text = `url: '${host.url}/text'`;
    expect(await request(text)).toMatchObject({ data: { a: 1 } });
    expect(await request(`${text}, dataType: 'text'`)).toMatchObject({ data: '{"a":1}' });
    await request(`url: '${host.url}/bytes', responseType: 'arraybuffer'`);
    expect(await page.evaluate('[...new Uint8Array(window.told[0].data)]')).toEqual([0, 255, 128]);
  });

  test('a status of failure is an answer', async () => {
    expect(await request(`url: '${host.url}/missing'`)).toMatchObject({
      errMsg: 'request:ok',
      statusCode: 404,
      data: 'no',
    });
    expect(await request(`url: '${host.url}/nothing'`)).toMatchObject({ statusCode: 204, data: '' });
  });

  test('it is led on, unless the mini-program wants to see that', async () => {
    expect(await request(`url: '${host.url}/moved'`)).toMatchObject({ statusCode: 200 });
    expect(await request(`url: '${host.url}/moved', redirect: 'manual'`)).toMatchObject({
      statusCode: 302,
      header: { location: '/text' },
    });
  });

  test.each([
    ["url: '$NOBODY'", /^request:fail errcode:-102 .*net::ERR_CONNECTION_REFUSED$/, 600001],
    ["url: '/relative'", /^request:fail invalid url "\/relative"$/, 600009],
    [
      'url: undefined',
      /^request:fail parameter error: parameter.url should be String instead of Undefined;$/,
      undefined,
    ],
    ["method: 'FETCH'", /^request:fail invalid method "FETCH"$/, undefined],
    ["url: '$HOST/never', timeout: 50", /^request:fail timeout$/, 5],
    ["url: '$HOST/broken'", /^request:fail errcode:-10[01] .*net::ERR_CONNECTION_(CLOSED|RESET)$/, 600001],
  ])('it fails in WeChat words: %s', async (fields, errMsg, errno) => {
    const failure = await request(fields.replace('$HOST', host.url).replace('$NOBODY', nobody));
    expect(failure).toMatchObject({ ended: 'fail', errMsg: expect.stringMatching(errMsg) as unknown });
    expect(failure['errno']).toBe(errno);
  });

  test('its task breaks it off', async () => {
    expect(await request(`url: '${host.url}/never'`, 'task.abort();')).toMatchObject({
      ended: 'fail',
      errMsg: 'request:fail abort',
    });
  });

  test('its task tells the headers before the answer', async () => {
    await request(
      '',
      'task.onHeadersReceived(({ statusCode, cookies }) => window.told.push({ statusCode, cookies }));',
    ).catch(() => undefined);
    expect(await page.evaluate('window.told[0]')).toEqual({ statusCode: 200, cookies: ['a=1', 'b=2'] });
  });

  test('the phone without network fails', async () => {
    await page.goto(`${world.url}/phone/?network=offline`);
    expect(await request('')).toMatchObject({
      errMsg: expect.stringContaining('net::ERR_INTERNET_DISCONNECTED') as unknown,
    });
    await page.goto(`${world.url}/phone/`);
  });

  test('a file of its own is uploaded as a form', async () => {
    await page.evaluate("wx.getFileSystemManager().writeFileSync(`${wx.env.USER_DATA_PATH}/a.txt`, 'tea')");
    const uploaded = await call(
      'uploadFile',
      `{ url: '${host.url}/up', filePath: wx.env.USER_DATA_PATH + '/a.txt', name: 'file', formData: { order: 7 } }`,
    );
    expect(uploaded).toMatchObject({ errMsg: 'uploadFile:ok', statusCode: 200 });
    const { body, headers } = JSON.parse(String(uploaded['data'])) as {
      body: string;
      headers: Record<string, string>;
    };
    expect(headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect(body).toContain('name="order"\r\n\r\n7\r\n');
    expect(body).toMatch(/name="file"; filename="a.txt"\r\n.*\r\n\r\ntea\r\n/);
  });

  test('a file that is not there is not uploaded', async () => {
    const gone = `{ url: '${host.url}/up', filePath: wx.env.USER_DATA_PATH + '/gone', name: 'file' }`;
    expect(await call('uploadFile', gone)).toMatchObject({
      errMsg: expect.stringMatching(/^uploadFile:fail no such file or directory/) as unknown,
    });
  });

  test('a file is downloaded to a temporary path, or to one of its own', async () => {
    const { tempFilePath } = await call('downloadFile', `{ url: '${host.url}/bytes' }`);
    const read = `[...new Uint8Array(wx.getFileSystemManager().readFileSync('${String(tempFilePath)}'))]`;
    expect(await page.evaluate(read)).toEqual([0, 255, 128]);
    const kept = `{ url: '${host.url}/bytes', filePath: wx.env.USER_DATA_PATH + '/b.png' }`;
    expect(await call('downloadFile', kept)).toMatchObject({
      filePath: 'wxfile://usr/b.png',
      statusCode: 200,
    });
    expect(await page.evaluate("wx.getFileSystemManager().readFileSync('wxfile://usr/b.png', 'hex')")).toBe(
      '00ff80',
    );
  });
});
