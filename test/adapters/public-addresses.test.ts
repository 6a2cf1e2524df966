/** Calls to addresses of the configuration: the public internet, and nothing that a name may hide behind it. */
import { isPublic, isOnThisMachine, lookUpPublic, publicOf } from '../../shared/adapters/public-addresses';
import { requestPromiseHttp } from '../../shared/adapters/http';
import { payment } from './ask';
import { answer, party, silence } from './loopback';

afterEach(silence);

test.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2400:3200::1'])(
  '%s is public',
  (address) => expect(isPublic({ address, family: address.includes(':') ? 6 : 4 })).toBe(true),
);

test.each([
  ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '169.254.169.254', '169.254.0.23', '172.16.0.1'],
  ...['172.31.255.255', '192.168.1.1', '198.18.0.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
  ...[
    '::',
    '::1',
    '::ffff:10.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::a00:1',
    'fc00::1',
    'fd12::1',
    'fe80::1',
    'ff02::1',
  ],
  ...['2002:a00:1::', '2001:0:1::', '2001:db8::1', '100::1'],
])('%s is not public', (address) =>
  expect(isPublic({ address, family: address.includes(':') ? 6 : 4 })).toBe(false),
);

test('a name that leads to this machine is not called, however its address is written down', async () => {
  const other = await party(answer('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'));
  const asked = requestPromiseHttp(lookUpPublic).send(payment(`http://localhost:${other.port}`), 5000);
  await expect(asked).rejects.toMatchObject({
    kind: 'unreachable',
    message: 'the host is in no public network (EPRIVATE)',
  });
  expect(other.connections).toBe(0);
});

test('a name that leads to this machine is not called by way of a proxy either', async () => {
  const proxy = await party(answer('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'));
  const before = process.env.http_proxy;
  process.env.http_proxy = proxy.url;
  try {
    const asked = requestPromiseHttp(lookUpPublic).send(payment('http://localhost'), 5000);
    await expect(asked).rejects.toMatchObject({ kind: 'unreachable' });
    expect(proxy.connections).toBe(0);
  } finally {
    if (before === undefined) delete process.env.http_proxy;
    else process.env.http_proxy = before;
  }
});

test('a name with one public address and one inside is not called at either', async () => {
  const both = publicOf((_name, _options, found) =>
    found(null, [
      { address: '8.8.8.8', family: 4 },
      { address: '169.254.169.254', family: 4 },
    ]),
  );
  const code = await new Promise((resolve) => both('two.example.com', {}, (error) => resolve(error?.code)));
  expect(code).toBe('EPRIVATE');
});

test('the machine is looked up as it asks, one address or all of them', async () => {
  const asked = (all: boolean): Promise<unknown> =>
    new Promise((resolve) =>
      lookUpPublic('8.8.8.8', { all }, (error, found, family) => resolve([error, found, family])),
    );
  expect(await asked(false)).toEqual([null, '8.8.8.8', 4]);
  expect(await asked(true)).toEqual([null, [{ address: '8.8.8.8', family: 4 }], undefined]);
});

test('a cloud is on this machine only where the platform says so', () => {
  const before = process.env.TCB_CONTEXT_CNFG;
  const where = (url: string): boolean => {
    process.env.TCB_CONTEXT_CNFG = JSON.stringify({ URL: url });
    return isOnThisMachine();
  };
  try {
    expect(where('http://127.0.0.1:7070/admin')).toBe(true);
    expect(where('http://env.internal.ap-shanghai.tcb-api.tencentcloudapi.com/admin')).toBe(false);
    expect(where('http://127.0.0.1.example.com/admin')).toBe(false);
    delete process.env.TCB_CONTEXT_CNFG;
    expect(isOnThisMachine()).toBe(false);
  } finally {
    if (before === undefined) delete process.env.TCB_CONTEXT_CNFG;
    else process.env.TCB_CONTEXT_CNFG = before;
  }
});
