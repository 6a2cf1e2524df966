// `npm run goods` as it is typed, against a cloud that runs.
import { spawn } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../scripts/demo/world';
import { compiledCommand } from '../compiled-command';
import { temporaryFolder } from '../temporary-folder';
import { openWorld, type Running } from './running-world';

let running: Running;
beforeAll(async () => (running = await openWorld('v3')), 60_000);
afterAll(async () => running.world.close());

async function goods(
  ...args: readonly string[]
): Promise<{ readonly code: number | null; readonly said: string }> {
  const words = [await compiledCommand('goods'), ...args, '--url', running.world.url];
  const child = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, said })));
}

test('what the shop sells goes into a table and back unchanged; a new row is sold, and taken away again', async () => {
  const file = path.join(temporaryFolder('goods'), 'goods.csv');
  expect(await goods('export', '--file', file)).toMatchObject({ code: 0 });
  const table = readFileSync(file, 'utf8');
  expect(await goods('export', '--file', file)).toMatchObject({ code: 2 });
  expect((await goods('import', '--file', file)).said).toContain('nothing differs');
  appendFileSync(file, 'cheese,,Cheese,CNY 99.00,,,,\r\n');
  const agreed = await goods('import', '--file', file, '--yes');
  expect(agreed.said).toContain('1 new, 0 changed, 0 removed');
  expect(agreed.code).toBe(0);
  const sold = JSON.stringify(await running.call('pay', { action: 'listgoods' }));
  expect(sold).toContain('"goods_id":"cheese"');
  expect(await goods('export', '--file', file, '--force')).toMatchObject({ code: 0 });
  expect(readFileSync(file, 'utf8')).not.toBe(table);
  const [cheese] = await running.world.cloud.database.find('goods', { _id: 'cheese' });
  expect(cheese).toMatchObject({ price: 9900, fee_type: 'CNY' });
});
