/** `npm run menu`: an operator's way to the menu of the official account, against a server that answers as WeChat does. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { compiledCommand } from './compiled-command';
import { temporaryFolder } from './local-cloud/fixture';

let server: Server;
let folder: string;
let remove: () => void;
const asked: { readonly path: string; readonly body: string }[] = [];
let answer: object = { errcode: 0 };

beforeAll(async () => {
  ({ folder, remove } = temporaryFolder());
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const url = new URL(request.url ?? '', 'http://localhost');
      asked.push({ path: url.pathname, body });
      const isToken = url.pathname === '/cgi-bin/stable_token';
      const isKnown = isToken || url.searchParams.get('access_token') === 'token-1';
      const said = isToken
        ? { access_token: 'token-1', expires_in: 7200 }
        : isKnown
          ? answer
          : { errcode: 40001 };
      response.end(JSON.stringify(said));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const official_account = { appid: 'wx00000000000000aa', secret: 'MARKER-secret' };
  writeFileSync(path.join(folder, 'wechat.json'), JSON.stringify({ endpoint, official_account }));
  writeFileSync(
    path.join(folder, 'menu.json'),
    JSON.stringify({ button: [{ type: 'click', name: 'Help', key: 'H' }] }),
  );
  writeFileSync(path.join(folder, 'wrong.json'), JSON.stringify({ button: [] }));
});
afterAll(() => {
  server.close();
  remove();
});

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

async function menu(...words: readonly string[]): Promise<Ran> {
  const script = await compiledCommand('menu');
  const child = spawn(process.execPath, [script, ...words.map(inFolder)], {
    cwd: path.resolve(__dirname, '..'),
  });
  const ran = { out: '', error: '' };
  child.stdout.on('data', (chunk: Buffer) => (ran.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (ran.error += chunk.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...ran })));
}

/** Words that are files lie in the folder of the test. */
const inFolder = (word: string): string => (word.endsWith('.json') ? path.join(folder, word) : word);
const config = ['--config', 'wechat.json'] as const;

test('sets a menu from a file', async () => {
  answer = { errcode: 0 };
  expect(await menu('create', 'menu.json', ...config)).toMatchObject({ code: 0 });
  expect(asked.at(-1)).toEqual({
    path: '/cgi-bin/menu/create',
    body: '{"button":[{"type":"click","name":"Help","key":"H"}]}',
  });
});

test('shows the menu', async () => {
  answer = { menu: { button: [] } };
  const { code, out } = await menu('get', ...config);
  expect([code, JSON.parse(out)]).toEqual([0, { menu: { button: [] } }]);
});

test('says what is wrong with a file, and asks WeChat nothing', async () => {
  const before = asked.length;
  const { code, error } = await menu('create', 'wrong.json', ...config);
  expect([code, error.trim()]).toEqual([1, 'button must hold at least one button']);
  expect(asked).toHaveLength(before);
});

test('says what WeChat refused, and shows no secret', async () => {
  answer = { errcode: 48001, errmsg: 'api unauthorized rid: 6600aa-11' };
  const { code, error } = await menu('delete', ...config);
  expect(code).toBe(1);
  expect(error).toContain('48001 rid: 6600aa-11');
  expect(error).not.toContain('MARKER');
});

test.each([[[]], [['dance', ...config]], [['create', ...config]], [['get']], [['get', 'x', ...config]]])(
  'says how it is used for %j',
  async (words) => {
    expect(await menu(...words)).toMatchObject({
      code: 1,
      error: expect.stringContaining('npm run menu --') as unknown,
    });
  },
);
