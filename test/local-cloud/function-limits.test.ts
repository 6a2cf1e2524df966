// What the platform allows a function: its time zone, the size of an event and of a result.
import type { LocalCloud } from '../../scripts/local-cloud/index';
import { post, rejection, startCloud } from './fixture';
import { loadWxServerSdk } from './sdk';

const megabyte = 1024 * 1024;

let cloud: LocalCloud;
let stop: () => Promise<void>;
let zone: string | undefined;

beforeAll(async () => {
  zone = process.env.TZ;
  process.env.TZ = 'Asia/Shanghai';
  ({ cloud, stop } = await startCloud(
    {
      zone: `exports.main = async () => [new Date('2026-01-01 10:00').toISOString(), new Date(0).getHours()];`,
      own: {
        source: `exports.main = async () => new Date(0).getHours();`,
        envVariables: { TZ: 'Asia/Tokyo' },
      },
      size: `exports.main = async ({ text = '', answer = 0 }) => 'x'.repeat(answer) || text.length;`,
    },
    { httpRoutes: [{ path: '/size', function: 'size' }] },
  ));
  Object.assign(process.env, cloud.sdkEnvironment());
});
afterAll(async () => {
  if (zone === undefined) Reflect.deleteProperty(process.env, 'TZ');
  else process.env.TZ = zone;
  await stop();
});

const client = { source: 'wx_client' } as const;

describe('the time zone of a function', () => {
  it('is UTC as in the cloud, whatever the machine has', async () => {
    const { result } = await cloud.functions.invoke('zone', {}, client);
    expect(result).toEqual(['2026-01-01T10:00:00.000Z', 0]);
  });

  it('is another one where its variables say so', async () => {
    expect((await cloud.functions.invoke('own', {}, client)).result).toBe(9);
  });
});

describe('an event of more than 6 MB', () => {
  const text = 'x'.repeat(7 * megabyte);
  const words = /^the event has 73\d{5} bytes, more than the 6291456 allowed$/;

  it('is refused to a function that calls another through the SDK', async () => {
    const sdk = loadWxServerSdk();
    sdk.init({ env: sdk.DYNAMIC_CURRENT_ENV });
    const error = await rejection(sdk.callFunction({ name: 'size', data: { text } }));
    expect(error.message).toMatch(/the event has 73\d{5} bytes, more than the 6291456 allowed/);
  });

  it('is refused to the mini-program', async () => {
    const { body } = await post(`${cloud.url}/wx/callFunction`, { name: 'size', data: { text } });
    expect(body.errCode).toBe(-504001);
    expect(body.errMsg).toMatch(/^cloud\.callFunction:fail .*EXCEED_MAX_PAYLOAD_SIZE.* the event has 73/);
  });

  it('is refused to whoever calls past the wire, and one just below is taken', async () => {
    const refused = await rejection(cloud.functions.invoke('size', { text }, client));
    expect(refused).toMatchObject({ code: 'EXCEED_MAX_PAYLOAD_SIZE' });
    expect(refused.message).toMatch(words);
    const below = 'x'.repeat(6 * megabyte - 100);
    expect((await cloud.functions.invoke('size', { text: below }, client)).result).toBe(below.length);
  });

  it('is measured in bytes, not in characters', async () => {
    const chinese = '字'.repeat(3 * megabyte);
    expect(await rejection(cloud.functions.invoke('size', { text: chinese }, client))).toMatchObject({
      code: 'EXCEED_MAX_PAYLOAD_SIZE',
    });
  });

  it('comes through HTTP access with the code of the documentation', async () => {
    const answer = await fetch(`${cloud.url}/size`, { method: 'POST', body: text });
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ code: 'EXCEED_MAX_PAYLOAD_SIZE' });
  });
});

describe('a result', () => {
  it('of more than 6 MB fails the call, also of a function that calls', async () => {
    const sdk = loadWxServerSdk();
    sdk.init({ env: sdk.DYNAMIC_CURRENT_ENV });
    const error = await rejection(sdk.callFunction({ name: 'size', data: { answer: 7 * megabyte } }));
    expect(error.message).toMatch(/the result has 73\d{5} bytes, more than the 6291456 allowed/);
  });
});
