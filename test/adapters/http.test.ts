/** Outgoing HTTP against real servers on loopback: how long it may take, how much it reads, what it calls a failure. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { ask, payment, type Came } from './ask';
import { answer, drip, flood, mute, party, silence, until, type Manner } from './loopback';

const LIMIT_MS = 250;
/** What a busy machine may add to a limit: far less than the parties below would take. */
const BUSY_MS = 10_000;
const MEGABYTE = 1_000_000;
const headOf = (length: number): string => `HTTP/1.1 200 OK\r\ncontent-length: ${length}\r\n\r\n`;
const chunked = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';

afterEach(silence);

/** What came, and after how long. */
async function timed(asked: Promise<Came>): Promise<{ came: Came; tookMs: number }> {
  const from = performance.now();
  const came = await asked;
  return { came, tookMs: performance.now() - from };
}

async function askOf(manner: Manner): Promise<Came> {
  return ask(payment((await party(manner)).url));
}

describe('an answer', () => {
  it('comes with its status, its headers in lower case, and its body', async () => {
    const other = await party(answer('HTTP/1.1 200 Fine\r\nX-Serial: A1\r\ncontent-length: 4\r\n\r\n支a'));
    expect(await ask(payment(other.url))).toEqual({
      status: 200,
      headers: { 'x-serial': 'A1', 'content-length': '4' },
      body: '支a',
    });
    expect(other.received).toMatch(/^POST \/pay\?key=\S+ HTTP\/1.1\r\n/);
    expect(other.received).toMatch(/\r\ncontent-length: 19\r\n[^]*\r\n\r\n\{"secret":"\w+"\}$/);
  });

  it('comes to a PUT, with a body or without one', async () => {
    const other = await party(answer(`${headOf(2)}ok`));
    expect(await ask({ ...payment(other.url), method: 'PUT' })).toMatchObject({ status: 200, body: 'ok' });
    expect(other.received).toMatch(/^PUT \/pay\?key=\S+ HTTP\/1.1\r\n[^]*\r\n\r\n\{"secret":"\w+"\}$/);
    const bare = await party(answer(`${headOf(2)}ok`));
    expect(await ask({ ...payment(bare.url), method: 'PUT', body: '' })).toMatchObject({ body: 'ok' });
    expect(bare.received).toMatch(/^PUT [^]*\r\ncontent-length: 0\r\n[^]*\r\n\r\n$/);
  });

  it('keeps characters whole that arrive in two pieces', async () => {
    const [first, second] = [Buffer.from('支').subarray(0, 1), Buffer.from('支').subarray(1)];
    const pieces: Manner = (socket) =>
      socket.once('data', () => {
        socket.write(headOf(3));
        socket.write(first);
        setTimeout(() => socket.end(second), 30);
      });
    expect(await askOf(pieces)).toMatchObject({ body: '支' });
  });

  it.each([204, 302, 304, 401, 404, 429, 500, 503])('is one with status %i too', async (status) => {
    const came = await askOf(answer(`HTTP/1.1 ${status} Whatever\r\ncontent-length: 0\r\n\r\n`));
    expect(came).toMatchObject({ status, body: '' });
  });

  it('is one when it points elsewhere, which is not followed', async () => {
    const other = await party(
      answer('HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n'),
    );
    const question = { ...payment(other.url), method: 'GET', body: '' } as const;
    expect(await ask(question)).toMatchObject({ status: 302, headers: { location: '/elsewhere' } });
    expect(other.connections).toBe(1);
  });

  it('is one when the other side changes the protocol', async () => {
    const upgrade = 'HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\nbinary';
    expect(await askOf(answer(upgrade))).toMatchObject({ status: 101, body: '' });
  });

  it('may end with the connection where it has no length', async () => {
    expect(await askOf(answer('HTTP/1.1 200 OK\r\n\r\nall of it'))).toMatchObject({ body: 'all of it' });
  });
});

it('uses a new connection for every request, so that none dies between two', async () => {
  const keep = 'HTTP/1.1 200 OK\r\nconnection: keep-alive\r\ncontent-length: 2\r\n\r\nok';
  const other = await party((socket) => socket.on('data', () => socket.write(keep)));
  await ask(payment(other.url));
  expect(await ask(payment(other.url))).toMatchObject({ body: 'ok' });
  expect(other.connections).toBe(2);
  await until(() => other.standing === 0);
});

describe('the limit', () => {
  it.each<[string, Manner, RegExp]>([
    ['accepts and never answers', mute, /^no answer within 250 ms$/],
    ['never ends its status line', drip('HTTP/1.1 200', ' ', 20), /^no answer/],
    ['never ends its headers', drip('HTTP/1.1 200 OK\r\nx: ', 'y', 20), /^no answer/],
    ['says nothing but "continue"', drip('', 'HTTP/1.1 100 Continue\r\n\r\n', 20), /^no answer/],
    ['stops after its headers', drip(headOf(9), '', 1000), /^the answer did not end within 250 ms$/],
    ['answers a byte at a time', drip(headOf(9000), 'y', 20), /^the answer did not end/],
    ['never ends its chunks', drip(chunked, '1\r\ny\r\n', 20), /^the answer did not end/],
    ['never ends an answer without length', drip('HTTP/1.1 200 OK\r\n\r\n', 'y', 20), /^the answer did not/],
  ])('ends an exchange with a party that %s', async (_name, manner, message) => {
    const other = await party(manner);
    const { came, tookMs } = await timed(ask(payment(other.url), LIMIT_MS));
    expect(came).toEqual({ kind: 'timeout', message: expect.stringMatching(message) as string });
    expect(tookMs).toBeGreaterThan(LIMIT_MS - 20);
    expect(tookMs).toBeLessThan(LIMIT_MS + BUSY_MS);
    await until(() => other.standing === 0);
  });

  it('ends a request that the other side does not read', async () => {
    const other = await party((socket) => socket.pause());
    const { came, tookMs } = await timed(
      ask({ ...payment(other.url), body: 'a'.repeat(20 * MEGABYTE) }, LIMIT_MS),
    );
    expect(came).toMatchObject({ kind: 'timeout' });
    expect(tookMs).toBeLessThan(LIMIT_MS + BUSY_MS);
  });

  it('ends an attempt to connect, of which nothing left', async () => {
    const { port, stop } = await fullBacklog();
    const { came, tookMs } = await timed(ask(payment(`http://127.0.0.1:${port}`), LIMIT_MS));
    stop();
    expect(came).toEqual({ kind: 'unreachable', message: 'no connection within 250 ms' });
    expect(tookMs).toBeLessThan(LIMIT_MS + BUSY_MS);
  });

  it('of nothing sends nothing', async () => {
    const other = await party(mute);
    expect(await ask(payment(other.url), 0)).toMatchObject({ kind: 'unreachable' });
    expect(await ask(payment(other.url), -5)).toMatchObject({ kind: 'unreachable' });
    expect(await ask(payment(other.url), NaN)).toMatchObject({ kind: 'unreachable' });
    expect(other.connections).toBe(0);
  });
});

/** A port whose queue of connections is full: a process that listens and stands still. */
async function fullBacklog(): Promise<{ port: number; stop: () => void }> {
  const listening = `const server = require('node:net').createServer();
    server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
      require('node:fs').writeSync(1, String(server.address().port));
      process.kill(process.pid, 'SIGSTOP');
    });`;
  const child = spawn(process.execPath, ['-e', listening], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [printed] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(printed.toString());
  const queued = Array.from({ length: 8 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  await Promise.race(queued.map((socket) => once(socket, 'connect')));
  // Those that found no place are still trying; nobody after them finds one either.
  await until(() => queued.filter(({ connecting }) => !connecting).length >= 2);
  return {
    port,
    stop: () => {
      for (const socket of queued) socket.destroy();
      child.kill('SIGKILL');
    },
  };
}

describe('an answer of more than a megabyte', () => {
  const tooLarge = { kind: 'too_large', message: 'the answer is larger than 1000000 bytes' };

  it('is given up, one of a megabyte is not', async () => {
    const most = Buffer.alloc(MEGABYTE, 0x61);
    expect(await askOf(answer(headOf(MEGABYTE), most))).toMatchObject({ body: most.toString() });
    expect(await askOf(answer(headOf(MEGABYTE + 1), most, 'a'))).toEqual(tooLarge);
  });

  it('is measured in bytes', async () => {
    const body = Buffer.from('支'.repeat(400_000));
    expect(await askOf(answer(headOf(body.length), body))).toEqual(tooLarge);
  });

  it.each([
    ['says its length', headOf(300 * MEGABYTE)],
    ['says a larger one', headOf(900 * MEGABYTE)],
    ['says none', 'HTTP/1.1 200 OK\r\n\r\n'],
    ['is one chunk', `${chunked}${(300 * MEGABYTE).toString(16)}\r\n`],
  ])('is not read to its end when it %s', async (_name, head) => {
    const poured = flood(head, 300 * MEGABYTE);
    const other = await party(poured.manner);
    expect(await ask(payment(other.url))).toEqual(tooLarge);
    await until(() => other.standing === 0);
    expect(poured.sent).toBeLessThan(30 * MEGABYTE);
  });

  it('is given up for its headers too', async () => {
    const long = `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(200_000)}\r\n\r\n`;
    expect(await askOf(answer(long))).toMatchObject({ kind: 'too_large' });
  });
});

describe('an answer that is cut off', () => {
  const reset =
    (said: string): Manner =>
    (socket) =>
      socket.once('data', () => {
        socket.write(said, () => setTimeout(() => socket.resetAndDestroy(), 20));
      });

  it.each<[string, Manner, RegExp]>([
    ['before its first byte', answer(''), /^the connection ended before an answer came \(ECONNRESET\)$/],
    ['before its first byte by a reset', reset(''), /^the connection ended before an answer came/],
    ['in its headers', answer('HTTP/1.1 200 OK\r\nx-'), /^the connection ended before an answer came/],
    ['in its body', answer(headOf(9), '{"ok":1}'), /^the answer was cut off \(ECONNRESET\)$/],
    ['in its body by a reset', reset(`${headOf(9)}{"ok":1}`), /^the answer was cut off/],
    ['between two chunks', answer(chunked, '2\r\n{}\r\n'), /^the answer was cut off/],
    ['before its last line', answer(chunked, '2\r\n{}\r\n0\r\n'), /^the answer was cut off/],
    ['by a reset where it has no length', reset('HTTP/1.1 200 OK\r\n\r\n{}'), /^the answer was cut off/],
    [
      'by something that is not HTTP',
      answer(chunked, 'zz\r\n{}\r\n'),
      /^the answer is not HTTP \(HPE_\w+\)$/,
    ],
    ['by another protocol', answer('220 mail.example ESMTP\r\n'), /^the answer is not HTTP/],
  ])('%s is never passed on', async (_name, manner, message) => {
    const came = await askOf(manner);
    expect(came).toEqual({ kind: 'cut_off', message: expect.stringMatching(message) as string });
  });
});

describe('what never left', () => {
  it('is a request to a port where nobody listens', async () => {
    const other = await party(mute);
    silence();
    const refused = { kind: 'unreachable', message: 'the connection was refused (ECONNREFUSED)' };
    expect(await ask(payment(`http://127.0.0.1:${other.port}`))).toEqual(refused);
    expect(await ask(payment(`https://localhost:${other.port}`))).toEqual(refused);
  });

  it('is a request to a host that nobody knows', async () => {
    expect(await ask(payment('https://nobody.invalid'))).toMatchObject({
      kind: 'unreachable',
      message: expect.stringMatching(/ENOTFOUND|EAI_AGAIN|no connection/) as string,
    });
  });

  it.each(['nonsense', 'ftp://127.0.0.1', 'http://'])('is a request to %s', async (base) => {
    expect(await ask(payment(base))).toEqual({
      kind: 'unreachable',
      message: 'the address is not one of http or https',
    });
  });

  it('is a request that cannot be written', async () => {
    const other = await party(mute);
    expect(await ask(payment(`http://%ZZ@127.0.0.1:${other.port}`))).toEqual({
      kind: 'unreachable',
      message: 'the request cannot be written',
    });
    const broken = { ...payment(other.url), headers: { 'x-note': 'two\r\nlines' } };
    expect(await ask(broken)).toEqual({
      kind: 'unreachable',
      message: 'the request cannot be written (ERR_INVALID_CHAR)',
    });
    expect(other.connections).toBe(0);
  });
});
