// The services can be lifted out: the package that the build leaves needs nothing of ours, and its types say what it does.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { buildServices } from '../../scripts/build/mini-program-services';

const root = path.join(__dirname, '..', '..');
const home = mkdtempSync(path.join(os.tmpdir(), 'services-'));
const out = path.join(home, 'services');
const load = createRequire(path.join(out, 'package.json'));
let modules: readonly string[];

beforeAll(() => {
  modules = buildServices(root, out);
  symlinkSync(path.join(root, 'node_modules'), path.join(home, 'node_modules'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const scripts = () =>
  readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));

test('no module of it reaches out of the package', () => {
  const reaching = scripts().flatMap((name) => {
    const source = readFileSync(path.join(out, name), 'utf8');
    return [...source.matchAll(/require\("([^"]+)"\)/g)]
      .map(([, reference = '']) => path.normalize(path.join(path.dirname(name), reference)))
      .filter((place) => place.startsWith('..') || !scripts().includes(`${place}.js`));
  });
  expect(reaching).toEqual([]);
});

test('its index has every function of every module, each under one name', () => {
  const names = modules
    .filter((name) => !name.includes(path.sep))
    .flatMap((name) => Object.keys(load(`./${name.replace(/\.ts$/, '')}`) as object));
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  expect(Object.keys(load('./index') as object).sort()).toEqual([...names].sort());
});

test('a mini-program of somebody else compiles against its declarations', () => {
  writeFileSync(
    path.join(out, 'theirs.ts'),
    `import { createOrder, errorSentence, queryOrder, startPayment, Asking, paymentPace } from './index';
export async function buy(): Promise<string> {
  const { out_trade_no } = await createOrder([{ goods_id: 'tulips', quantity: 2 }]);
  const order = await queryOrder(out_trade_no);
  new Asking(async () => (await queryOrder(out_trade_no)).state !== 'paid', paymentPace).start();
  try {
    return (await startPayment(order, order.pay_methods?.[0] ?? 'wechat')).outcome;
  } catch (failure) {
    return errorSentence(failure, 'zh-TW');
  }
}
// @ts-expect-error a quantity is a number
void createOrder([{ goods_id: 'tulips', quantity: 'two' }]);
`,
  );
  const args = [
    ...['--noEmit', '--strict', '--module', 'esnext', '--moduleResolution', 'bundler'],
    ...['--target', 'es2020', '--lib', 'es2020', '--types', 'miniprogram-api-typings', 'theirs.ts'],
  ];
  const compiler = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const said = spawnSync(process.execPath, [compiler, ...args], { cwd: out, encoding: 'utf8' });
  expect(said.stdout).toBe('');
});

test('the page about it names every module', () => {
  const page = readFileSync(path.join(out, 'README.md'), 'utf8');
  for (const name of ['pay', 'shop', 'login', 'phone', 'identity', 'member', 'cloud', 'basket', 'address']) {
    expect(page).toContain(`\`${name}\``);
  }
});
