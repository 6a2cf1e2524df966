import { copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ManualClock } from './manual-clock';
import * as v3 from './v3-merchant';
import { containing, openWorld, type World } from './world';
import * as yaband from './yaband-merchant';

const temporary = (): Promise<string> => mkdtemp(path.join(tmpdir(), 'crosspay-sandbox-'));

let keys: string;
let dir: string;
let opened: World[] = [];

async function open(clock?: ManualClock): Promise<World> {
  const world = await openWorld(dir, clock);
  opened.push(world);
  return world;
}

// Making RSA keys takes most of the time, so they are made once.
beforeAll(async () => {
  keys = await temporary();
  await (await openWorld(keys)).sandboxes.stored();
});
beforeEach(async () => {
  dir = await temporary();
  await copyFile(path.join(keys, 'sandbox-v3.json'), path.join(dir, 'sandbox-v3.json'));
});
afterEach(async () => {
  await Promise.all(opened.map(({ sandboxes }) => sandboxes.stored()));
  opened = [];
  await rm(dir, { recursive: true });
});
afterAll(() => rm(keys, { recursive: true }));

it('new keys are kept from the start', async () => {
  await rm(path.join(dir, 'sandbox-v3.json'));
  const before = await open();
  await before.sandboxes.stored();
  expect((await open()).sandboxes.demoConfig('v3')).toEqual(before.sandboxes.demoConfig('v3'));
});

it('payments, refunds and keys survive a restart', async () => {
  const before = await open();
  await v3.downloadCertificates(before);
  await v3.paidOrder(before);
  await v3.refund(before);
  await before.sandboxes.stored();
  const after = await open();
  expect(after.view('v3')).toEqual(before.view('v3'));
  expect(after.sandboxes.demoConfig('v3')).toEqual(before.sandboxes.demoConfig('v3'));
  expect((await v3.query(after)).body.trade_state).toBe('REFUND');
  await after.pass(2000);
  expect(after.view('v3').refunds[0]?.state).toBe('succeeded');
});

it('a notice that was not acknowledged is sent again after a restart, at its time', async () => {
  const before = await open();
  before.merchant.answer = () => ({ status: 500, body: '' });
  await yaband.paidOrder(before);
  await before.sandboxes.stored();
  const clock = new ManualClock();
  const after = await open(clock);
  await after.pass(14_999);
  expect(after.inbox).toHaveLength(0);
  await after.pass(1);
  expect(after.inbox.map(({ body }) => body)).toEqual(before.inbox.map(({ body }) => body));
  expect(after.view('yaband').notifications[0]?.attempts).toHaveLength(2);
});

it('an answer leaves only when its effect is on disk', async () => {
  const world = await open();
  await yaband.create(world);
  const saved = await readFile(path.join(dir, 'sandbox-yaband.json'), 'utf8');
  expect(saved).toContain('ORDER0001');
});

it('the files hold secrets, so only their owner can read them, and no half-written one is left', async () => {
  const world = await open();
  await Promise.all(Array.from({ length: 20 }, (_, n) => yaband.create(world, { order_id: `ORDER${n}` })));
  await world.sandboxes.stored();
  const files = await readdir(dir);
  expect(files).toEqual(expect.arrayContaining(['sandbox-v3.json', 'sandbox-yaband.json']));
  for (const file of files) {
    expect(file).toMatch(/^sandbox-[0-9a-z]+\.json$/);
    expect((await stat(path.join(dir, file))).mode & 0o077).toBe(0);
  }
});

it('a damaged file is set aside and reported, and the sandbox starts empty', async () => {
  await writeFile(path.join(dir, 'sandbox-yaband.json'), '{"payments":[{');
  const world = await open();
  expect(world.view('yaband').payments).toEqual([]);
  expect(world.lines).toEqual([containing('sandbox-yaband.json.damaged')]);
  expect(await readFile(path.join(dir, 'sandbox-yaband.json.damaged'), 'utf8')).toBe('{"payments":[{');
});

it('a file of another shape is refused with its name and the wrong place', async () => {
  await writeFile(path.join(dir, 'sandbox-yaband.json'), '{"payments":[{"tradeNo":7}]}');
  await expect(open()).rejects.toThrow(/sandbox-yaband\.json: "payments\.0\.tradeNo" is not readable/);
});

it('a reset forgets payments on disk too, but keeps the keys', async () => {
  const before = await open();
  await v3.downloadCertificates(before);
  await v3.order(before);
  before.sandboxes.reset();
  await before.sandboxes.stored();
  const after = await open();
  expect(after.view('v3').payments).toEqual([]);
  expect(after.sandboxes.demoConfig('v3')).toEqual(before.sandboxes.demoConfig('v3'));
});
