// `npm run config` against a cloud that runs: nothing is lost, nobody is overwritten, no secret is seen.
import { spawn } from 'node:child_process';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { guide } from '../../scripts/config/guide';
import { pull } from '../../scripts/config/pull';
import { push } from '../../scripts/config/push';
import { restore } from '../../scripts/config/restore';
import { rotate } from '../../scripts/config/rotate';
import { show } from '../../scripts/config/show';
import { root } from '../../scripts/demo/world';
import type { Doc } from '../../scripts/local-cloud/database/document';
import { compiledCommand } from '../compiled-command';
import { merchants, wechats } from '../doctor/configurations';
import { spoken, type Spoken } from '../config/spoken';
import { temporaryFolder } from '../local-cloud/fixture';
import { openWorld, type Running } from './running-world';

let running: Running;
let folder: string;
let remove: () => void;
beforeAll(async () => {
  ({ folder, remove } = temporaryFolder());
  running = await openWorld('v3');
});
afterAll(async () => {
  await running.world.close();
  remove();
});

const NEW_KEY = 'sesame0open1sesame2open3sesame45';
const at = (name: string): string => path.join(folder, name);
const here = (): string[] => ['--url', running.world.url];

async function online(): Promise<Doc> {
  const [found] = await running.world.cloud.database.find('config', { _id: 'payment' });
  if (!found) throw new Error('there is no document payment');
  return found;
}

/** The document of the cloud with some fields changed, in a file. */
async function fileWith(change: Doc, name = 'changed.json'): Promise<string> {
  writeFileSync(at(name), JSON.stringify({ ...(await online()), ...change }));
  return at(name);
}

const blockOf = (document: Doc, paySp: string): Doc =>
  (document.providers as Readonly<Record<string, Doc>>)[paySp] ?? {};

const withBlock = (document: Doc, paySp: string, change: Doc): Doc => ({
  providers: { ...(document.providers as Doc), [paySp]: { ...blockOf(document, paySp), ...change } },
});

/** Everything that opens something in a document. */
function secretsIn(value: unknown, name = ''): readonly string[] {
  if (typeof value === 'string')
    return /key$|secret|token|cert|p12|passphrase/.test(name) && value.length > 7
      ? [value, value.slice(40, 80)]
      : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => secretsIn(one, Array.isArray(value) ? name : key));
}

function expectNoSecretIn(text: string, ...documents: readonly Doc[]): void {
  const secrets = documents.flatMap((one) => secretsIn(one)).filter((one) => one.length > 7);
  expect(secrets.length).toBeGreaterThan(5);
  expect(secrets.filter((one) => text.includes(one))).toEqual([]);
}

test('what is pulled can be pushed back and changes nothing; its file is the owner’s alone', async () => {
  const terminal = spoken();
  expect(await pull([...here(), '--file', at('all.json')], terminal)).toBe(0);
  expect(statSync(at('all.json')).mode & 0o777).toBe(0o600);
  expect(await push([...here(), '--file', at('all.json')], terminal)).toBe(0);
  expect(terminal.lines.at(-1)).toBe('nothing differs');
});

test('a change is shown, written, in force and restored, and no secret is seen on the way', async () => {
  const before = await online();
  const file = await fileWith({ order_minutes: 45, ...withBlock(before, 'yaband', { key: NEW_KEY }) });
  const terminal = spoken();
  expect(await show(here(), terminal)).toBe(0);
  expect(await push([...here(), '--file', file, '--yes'], terminal)).toBe(0);
  const changed = await online();
  expect(changed).toMatchObject({ order_minutes: 45, providers: { yaband: { key: NEW_KEY } } });
  expect(terminal.lines).toContain('  + order_minutes 45');
  expect(terminal.lines).toContain('  ~ providers.yaband.key changed');
  expect(await restore([...here(), '--yes'], terminal)).toBe(0);
  expect(await online()).toEqual(before);
  expect(await restore([...here(), '--yes'], terminal)).toBe(0);
  expect(await online()).toEqual(changed);
  expect(await restore([...here(), '--yes'], terminal)).toBe(0);
  expectNoSecretIn(terminal.text(), before, changed);
});

test('what the doctor calls wrong is not written, unless somebody insists', async () => {
  const before = await online();
  const file = await fileWith({ order_minutes: 'soon' });
  const terminal = spoken();
  expect(await push([...here(), '--file', file, '--yes'], terminal)).toBe(1);
  expect(terminal.text()).toContain('order_minutes must be a whole number');
  expect(await online()).toEqual(before);
  expect(await push([...here(), '--file', file, '--yes', '--anyway'], terminal)).toBe(0);
  expect(await online()).toMatchObject({ order_minutes: 'soon' });
  expect(await restore([...here(), '--yes'], terminal)).toBe(0);
});

test.each([
  ['a person who says no', (): Spoken => spoken({ 'Write this': 'no' })],
  ['a person who just presses Enter', (): Spoken => spoken({})],
  ['a script that does not say --yes', (): Spoken => spoken()],
])('%s writes nothing', async (_, terminalOf) => {
  const before = await online();
  const file = await fileWith({ order_minutes: 46 });
  const terminal = terminalOf();
  expect(await push([...here(), '--file', file], terminal)).toBe(1);
  expect(terminal.text()).toContain('Nothing was written.');
  expect(await online()).toEqual(before);
});

test.each<[string, Doc]>([
  ['another field', { max_open_orders: 7 }],
  ['the same field', { order_minutes: 99 }],
])('who changes %s while somebody thinks is not overwritten', async (_, theirs) => {
  const before = await online();
  const file = await fileWith({ order_minutes: 47, max_open_orders: 8 });
  const terminal = spoken(async () => {
    await running.world.cloud.database.update('config', { _id: 'payment' }, { $set: theirs });
    return 'yes';
  });
  expect(await push([...here(), '--file', file], terminal)).toBe(1);
  expect(terminal.text()).toContain('payment was not written: somebody else has changed it meanwhile');
  expect(await online()).toEqual({ ...before, ...theirs });
  await running.world.cloud.database.put('config', { ...before, _id: 'payment' });
});

test('ten versions are kept, the newest first, and none is taken for a configuration', async () => {
  const first = await online();
  for (let minutes = 60; minutes < 72; minutes += 1)
    await push([...here(), '--file', await fileWith({ order_minutes: minutes }), '--yes'], spoken());
  const terminal = spoken();
  expect(await restore([...here(), '--list'], terminal)).toBe(0);
  expect(terminal.lines.at(-1)).toBe('10 versions kept');
  expect(await restore([...here(), '--version', '11', '--yes'], terminal)).toBe(1);
  expect(await restore([...here(), '--version', '2', '--yes'], terminal)).toBe(0);
  expect(await online()).toMatchObject({ order_minutes: 69 });
  const shown = spoken();
  await show(here(), shown);
  expect(shown.lines.filter((line) => !line.startsWith(' '))).toHaveLength(3);
  await running.world.cloud.database.put('config', { ...first, _id: 'payment' });
});

describe('a file', () => {
  const refused = (name: string, content: string, words: RegExp): Promise<void> => {
    writeFileSync(at(name), content);
    return expect(push([...here(), '--file', at(name), '--yes'], spoken())).rejects.toThrow(words);
  };

  test('that is no JSON is refused by its place, without what stands there', async () => {
    await refused(
      'broken.json',
      `{"pay_sp": "v3",\n "key": ${NEW_KEY}}`,
      /^(?!.*sesame).*is no JSON: line 2/,
    );
  });

  test('that holds another document, or one twice, is refused', async () => {
    await refused('other.json', '{"_id": "goods", "pay_sp": "v3"}', /_id must be payment/);
    await refused('twice.json', '[{"_id": "payment"}, {"_id": "payment"}]', /two documents of one _id/);
    await refused('dots.json', '{"_id": "payment", "providers.v3": {}}', /a dot or a \$/);
  });

  test('that is not there is refused', async () => {
    await expect(push([...here(), '--file', at('nowhere.json')], spoken())).rejects.toThrow(
      /nowhere.json cannot be read/,
    );
  });

  test('that begins with a byte order mark is read as it is meant', async () => {
    writeFileSync(at('bom.json'), `\ufeff${JSON.stringify(await online())}`);
    const terminal = spoken();
    expect(await push([...here(), '--file', at('bom.json')], terminal)).toBe(0);
    expect(terminal.lines.at(-1)).toBe('nothing differs');
  });

  test('that is read-only, or holds something else, is not written over', async () => {
    writeFileSync(at('locked.json'), '{}');
    chmodSync(at('locked.json'), 0o444);
    const into = (name: string, ...more: readonly string[]) =>
      pull([...here(), '--file', at(name), ...more], spoken());
    await expect(into('locked.json', '--force')).rejects.toThrow(/is read-only; nothing was written/);
    expect(readFileSync(at('locked.json'), 'utf8')).toBe('{}');
    writeFileSync(at('mine.json'), '{"mine": true}');
    await expect(into('mine.json')).rejects.toThrow(/there already and differs/);
    expect(await into('mine.json', '--force')).toBe(0);
    await expect(into('no/such/folder.json')).rejects.toThrow(/cannot be written/);
  });
});

describe('a rotation', () => {
  const pem = (name: string, text: string): string => {
    writeFileSync(at(name), text);
    return at(name);
  };

  test('to the public key believes both until it is finished', async () => {
    const before = await online();
    const mchid = String(blockOf(before, 'v3').mchid);
    const id = `PUB_KEY_ID_01${mchid}2026010100000000000001`;
    const file = pem('pub_key.pem', wechats.publicKey);
    const terminal = spoken();
    const args = [...here(), 'public_key', '--pay-sp', 'v3'];
    const values = ['--set', `public_key_id=${id}`, '--set-file', `public_key=${file}`];
    expect(await rotate([...args, ...values, '--yes'], terminal)).toBe(0);
    expect(blockOf(await online(), 'v3')).toMatchObject({ certificates: 'auto', public_key_id: id });
    expect(await rotate([...args, '--finish', '--yes'], terminal)).toBe(0);
    expect(blockOf(await online(), 'v3')).not.toHaveProperty('certificates');
    expectNoSecretIn(terminal.text(), before, await online());
    await running.world.cloud.database.put('config', { ...before, _id: 'payment' });
  });

  test('is not finished before the new key stands there', async () => {
    const { public_key: _key, public_key_id: _id, ...block } = blockOf(await online(), 'v3');
    const before = await online();
    await running.world.cloud.database.put('config', {
      ...before,
      _id: 'payment',
      providers: { ...(before.providers as Doc), v3: block },
    });
    const finish = rotate([...here(), 'public_key', '--pay-sp', 'v3', '--finish', '--yes'], spoken());
    await expect(finish).rejects.toThrow(/does not stand there yet/);
    await running.world.cloud.database.put('config', { ...before, _id: 'payment' });
  });

  test('keeps the secret before where the account takes two', async () => {
    const before = await online();
    const old = blockOf(before, 'airwallex').webhook_secret;
    const args = [...here(), 'webhook_secret', '--pay-sp', 'airwallex'];
    expect(await rotate([...args, '--set', `webhook_secret=${NEW_KEY}`, '--yes'], spoken())).toBe(0);
    expect(blockOf(await online(), 'airwallex')).toMatchObject({
      webhook_secret: NEW_KEY,
      webhook_secret_previous: old,
    });
    expect(await rotate([...args, '--finish', '--yes'], spoken())).toBe(0);
    expect(blockOf(await online(), 'airwallex')).not.toHaveProperty('webhook_secret_previous');
    await running.world.cloud.database.put('config', { ...before, _id: 'payment' });
  });

  test('with a key that is another thing is refused before anything is written', async () => {
    const file = pem('wrong.pem', merchants.publicKey);
    const args = [...here(), 'private_key', '--pay-sp', 'v3', '--set', `serial_no=${'A1'.repeat(20)}`];
    await expect(rotate([...args, '--set-file', `private_key=${file}`], spoken())).rejects.toThrow(
      /private_key .*; nothing was written/,
    );
  });
});

describe('the guide, where an environment is named,', () => {
  const ID = 'payment_wx00000000000000aa';
  const ADDRESS = 'https://shop-1250000000.ap-shanghai.app.tcloudbase.com/notify';
  const answers = (currency: string): string[] => [
    ...['--pay-sp', 'yaband', '--document', ID, '--file', at('guided.json'), ...here()],
    ...['mchid=100231', `key=${NEW_KEY}`, `currency=${currency}`, `notify_url=${ADDRESS}`].flatMap((pair) => [
      '--set',
      pair,
    ]),
  ];
  const guided = () => running.world.cloud.database.find('config', { _id: ID });

  test('writes nothing there for somebody who does not agree', async () => {
    expect(await guide(answers('EUR'), spoken())).toBe(1);
    expect(await guided()).toEqual([]);
  });

  test('pushes what was answered, and shows no secret', async () => {
    const terminal = spoken();
    expect(await guide([...answers('EUR'), '--yes'], terminal)).toBe(0);
    expect(await guided()).toMatchObject([
      { pay_sp: 'yaband', mchid: '100231', key: NEW_KEY, currency: 'EUR' },
    ]);
    expect(terminal.text()).not.toContain(NEW_KEY);
  });

  test('does not push what the doctor finds wrong', async () => {
    expect(await guide([...answers('eur'), '--yes'], spoken())).toBe(1);
    expect(await guided()).toMatchObject([{ currency: 'EUR' }]);
    await running.world.cloud.database.remove('config', { _id: ID });
  });
});

test('the command says what it can do, and ends with 2 where it cannot begin', async () => {
  const run = async (...args: readonly string[]): Promise<{ code: number | null; said: string }> => {
    const child = spawn(process.execPath, [await compiledCommand('config'), ...args], { cwd: root });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    return new Promise((resolve) => child.on('close', (code) => resolve({ code, said })));
  };
  expect(await run()).toMatchObject({
    code: 2,
    said: expect.stringContaining('npm run config push') as unknown,
  });
  const nowhere = await run('show', '--url', 'http://127.0.0.1:9');
  expect(nowhere).toMatchObject({ code: 2, said: expect.stringContaining('no CrossPay runs') as unknown });
  const checked = await run('check', ...here());
  expect(checked).toMatchObject({ code: 0, said: expect.stringMatching(/0 problems\n$/) as unknown });
});
