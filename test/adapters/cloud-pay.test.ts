/** The platform's payment interface, with an SDK that takes its time or breaks as a test wants. */
import { sdkCloudPay } from '../../shared/adapters/cloud-pay';
import { HttpFailure, type HttpReply } from '../../shared/kernel/http';

type Method = (data: unknown) => Promise<unknown>;

const mockSdk = { loading: () => Promise.resolve(), methods: {} as Record<string, Method> };
const calls: unknown[] = [];

jest.mock('../../shared/adapters/cloud', () => ({
  cloud: async () => {
    await mockSdk.loading();
    return { cloudPay: mockSdk.methods };
  },
}));

const never = (): Promise<never> => new Promise(() => undefined);
const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

beforeEach(() => {
  calls.length = 0;
  mockSdk.loading = () => Promise.resolve();
  process.env.TCB_ENV = 'env-1';
});
afterAll(() => {
  delete process.env.TCB_ENV;
});

interface CallWish {
  readonly limitMs?: number;
  readonly name?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

async function call(
  method: Method,
  { limitMs = 5000, name = 'unifiedOrder', data = { body: 'mArK3d' } }: CallWish = {},
): Promise<HttpReply | { kind: string; message: string }> {
  mockSdk.methods = {
    unifiedOrder: (sent) => {
      calls.push(sent);
      return method(sent);
    },
  };
  try {
    return await sdkCloudPay.call({ cloudPay: name, data }, limitMs);
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    expect(error.message).not.toContain('mArK3d');
    return { kind: error.kind, message: error.message };
  }
}

it('passes the answer on as JSON', async () => {
  expect(await call(async () => ({ returnCode: 'SUCCESS' }))).toEqual({
    status: 200,
    headers: {},
    body: '{"returnCode":"SUCCESS"}',
  });
  expect(await call(async () => undefined)).toMatchObject({ body: 'null' });
});

it('is called back in its own environment', async () => {
  await call(async () => ({}), { data: { functionName: 'notify' } });
  expect(calls).toEqual([{ functionName: 'notify', envId: 'env-1' }]);
  delete process.env.TCB_ENV;
  expect(await call(async () => ({}), { data: { functionName: 'notify' } })).toEqual({
    kind: 'unreachable',
    message: 'the platform does not say which environment this is: configure env_id',
  });
  expect(calls).toHaveLength(1);
});

it('sends nothing where the SDK has no such call', async () => {
  expect(await call(async () => ({}), { name: 'giveAway' })).toEqual({
    kind: 'unreachable',
    message: 'cloudPay has no giveAway',
  });
});

it('waits for an answer no longer than it may, and calls it sent', async () => {
  expect(await call(never, { limitMs: 100 })).toEqual({
    kind: 'timeout',
    message: 'no answer within 100 ms',
  });
});

it('drops an answer and a failure that come too late', async () => {
  const late = async (): Promise<never> => {
    await after(80);
    throw new Error('too late');
  };
  expect(await call(late, { limitMs: 30 })).toMatchObject({ kind: 'timeout' });
  await after(80);
});

it('sends nothing when the SDK took all the time to load', async () => {
  const unsent = { kind: 'unreachable', message: 'there was no time to send it' };
  mockSdk.loading = () => after(60);
  expect(await call(async () => ({}), { limitMs: 20 })).toEqual(unsent);
  await after(80);
  mockSdk.loading = async () => {
    // Loading does not let timers run.
    for (const end = performance.now() + 40; performance.now() < end;);
  };
  expect(await call(async () => ({}), { limitMs: 20 })).toEqual(unsent);
  mockSdk.loading = () => Promise.resolve();
  expect(await call(async () => ({}), { limitMs: 0 })).toEqual(unsent);
  expect(await call(async () => ({}), { limitMs: NaN })).toEqual(unsent);
  expect(calls).toEqual([]);
});

it('does not know whether a call arrived that the SDK gives up', async () => {
  const refused = Object.assign(new Error('mArK3d'), { errCode: -604101 });
  expect(await call(() => Promise.reject(refused))).toEqual({
    kind: 'cut_off',
    message: 'cloudPay failed (-604101)',
  });
  expect(await call(() => Promise.reject(new Error('mArK3d')))).toEqual({
    kind: 'cut_off',
    message: 'cloudPay failed',
  });
});

it('leaves no timer behind', async () => {
  const cleared = jest.spyOn(globalThis, 'clearTimeout');
  const set = jest.spyOn(globalThis, 'setTimeout');
  await call(async () => ({}));
  await call(() => Promise.reject(new Error('x')));
  const timers = set.mock.results.map(({ value }) => value as unknown);
  expect(timers.length).toBeGreaterThan(0);
  expect(cleared.mock.calls.map(([timer]) => timer)).toEqual(timers);
  jest.restoreAllMocks();
});
