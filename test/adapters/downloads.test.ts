/** Downloads against real servers on loopback: handed on while they come, bounded in time and bytes. */
import { once } from 'node:events';
import { requestPromiseDownloads } from '../../shared/adapters/http-downloads';
import { HttpFailure, type DownloadLimits } from '../../shared/kernel/http';
import { answer, drip, flood, mute, party, silence, until, type Manner } from './loopback';

const LIMITS: DownloadLimits = { headMs: 2000, wholeMs: 5000, maxBytes: 200_000_000 };
const chunked = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';
const headOf = (length: number): string => `HTTP/1.1 200 OK\r\ncontent-length: ${length}\r\n\r\n`;

afterEach(silence);

const open = (url: string, limits: Partial<DownloadLimits> = {}) =>
  requestPromiseDownloads().open(
    { method: 'GET', url: `${url}/file?token=mArK3d`, headers: { authorization: 'mArK3d' }, body: '' },
    { ...LIMITS, ...limits },
  );

/** What came, or what went wrong and where. */
async function fetched(manner: Manner, limits: Partial<DownloadLimits> = {}): Promise<string> {
  let length = 0;
  let opened = false;
  try {
    const download = await open((await party(manner)).url, limits);
    opened = true;
    for await (const chunk of download.bytes) length += chunk.length;
    return `${download.status}, ${length} bytes`;
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    expect(error.message).not.toContain('mArK3d');
    return `${opened ? 'reading' : 'opening'}: ${error.kind}`;
  }
}

it('opens with status and headers before the body has come', async () => {
  const other = await party(drip(`${headOf(100)}abc`.replace('OK', 'Fine'), '', 10_000));
  const download = await open(other.url);
  expect(download).toMatchObject({ status: 200, headers: { 'content-length': '100' } });
  for await (const chunk of download.bytes) {
    expect(Buffer.from(chunk).toString()).toBe('abc');
    break;
  }
});

it('hands on bytes as they are: no character is guessed, no mark is cut off', async () => {
  const bytes = Buffer.from([0xef, 0xbb, 0xbf, 0x1f, 0x8b, 0xff, 0x00, 0x0a]);
  const download = await open((await party(answer(headOf(bytes.length), bytes))).url);
  const chunks: Uint8Array[] = [];
  for await (const chunk of download.bytes) chunks.push(chunk);
  expect(Buffer.concat(chunks)).toEqual(bytes);
});

it.each([204, 302, 400, 404, 500])('opens with status %i too', async (status) => {
  expect(await fetched(answer(`HTTP/1.1 ${status} Whatever\r\ncontent-length: 0\r\n\r\n`))).toBe(
    `${status}, 0 bytes`,
  );
});

it.each([
  ['nobody answers', mute, { headMs: 150 }, 'opening: timeout'],
  ['the body is too slow', drip(chunked, '1\r\na\r\n', 20), { wholeMs: 300 }, 'reading: timeout'],
  ['the body is cut off', answer(headOf(100), 'abc'), {}, 'reading: cut_off'],
  ['a chunked body is cut off', answer(chunked, '5\r\nab'), {}, 'reading: cut_off'],
  [
    'the body is too large',
    flood(headOf(50_000_000), 50_000_000).manner,
    { maxBytes: 1_000_000 },
    'reading: too_large',
  ],
  ['the answer is not HTTP', answer('hello\r\n\r\n'), {}, 'opening: cut_off'],
  ['the connection ends at once', (socket) => socket.destroy(), {}, 'opening: cut_off'],
] as const satisfies readonly (readonly [string, Manner, Partial<DownloadLimits>, string])[])(
  'fails where %s',
  async (_what, manner, limits, outcome) => {
    expect(await fetched(manner, limits)).toBe(outcome);
  },
);

it('fails before anything is sent where nobody listens', async () => {
  const other = await party(mute);
  silence();
  const failed = open(other.url);
  await expect(failed).rejects.toMatchObject({ kind: 'unreachable' });
});

it('holds little of a large file, however slowly it is read', async () => {
  const total = 1000 * 65_536;
  const large = flood(headOf(total), total);
  const download = await open((await party(large.manner)).url, { wholeMs: 20_000 });
  await new Promise((resolve) => setTimeout(resolve, 300));
  // What waits here and in the two sockets, and not the rest.
  expect(large.sent).toBeLessThan(16_000_000);
  let length = 0;
  for await (const chunk of download.bytes) length += chunk.length;
  expect(length).toBe(total);
});

it('ends the connection when the reader stops', async () => {
  const other = await party(drip(`${chunked}1\r\na\r\n`, '1\r\na\r\n', 10));
  const download = await open(other.url);
  const reading = download.bytes[Symbol.asyncIterator]();
  await reading.next();
  await reading.return?.();
  await until(() => other.standing === 0);
  expect(other.connections).toBe(1);
});

it('does not end the process when it breaks and nobody reads', async () => {
  const other = await party((socket) => {
    socket.once('data', () => {
      socket.write(`${headOf(100)}abc`);
      setTimeout(() => socket.destroy(), 20);
    });
  });
  await open(other.url);
  await until(() => other.standing === 0);
  await once(process, 'nothing', { signal: AbortSignal.timeout(50) }).catch(() => undefined);
  expect(other.connections).toBe(1);
});
