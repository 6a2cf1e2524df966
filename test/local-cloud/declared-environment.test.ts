// A project's own environment id, and what the command says about itself.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { LocalCloud } from '../../scripts/local-cloud/index';
import { runCloud } from '../../scripts/local-cloud/project/command';
import { openProject } from '../../scripts/local-cloud/project/open-project';
import { post, temporaryFolder } from './fixture';

let cloud: LocalCloud | undefined;
const { folder, remove } = temporaryFolder();
mkdirSync(path.join(folder, 'cloudfunctions'));
afterAll(() => remove());
afterEach(async () => cloud?.close());

async function open(envId: string, environment: string): Promise<LocalCloud> {
  writeFileSync(path.join(folder, 'cloudbaserc.json'), JSON.stringify({ envId }));
  writeFileSync(path.join(folder, '.env'), environment);
  cloud = await openProject({ root: folder, port: 0, timers: false });
  return cloud;
}

const added = async ({ url }: LocalCloud, envName: string): Promise<unknown> => {
  const request = {
    action: 'database.insertDocument',
    envName,
    collectionName: 'wishes',
    data: ['{"_id":"w"}'],
  };
  return (await post(`${url}/admin`, request)).body;
};

describe('the envId of cloudbaserc.json', () => {
  it('is another name of the environment that there is', async () => {
    const running = await open('{{env.SHOP}}-1a2b', 'SHOP=my-shop\n');
    expect(await added(running, 'my-shop-1a2b')).toMatchObject({ data: { insertedIds: ['w'] } });
    expect(await running.database.find('wishes')).toEqual([{ _id: 'w' }]);
    expect(await added(running, 'my-shop')).toMatchObject({ code: 'INVALID_ENV' });
  });

  it('is none where its variable is not set', async () => {
    const running = await open('{{env.NOBODY_SETS_THIS}}', '');
    expect(await added(running, '{{env.NOBODY_SETS_THIS}}')).toMatchObject({ code: 'INVALID_ENV' });
  });
});

it('the command says what it takes, and starts nothing', async () => {
  const lines: string[] = [];
  expect(await runCloud(['--help'], (line) => lines.push(line))).toBe(0);
  for (const option of ['--project', '--port', '--data', '--import', '--export', '--inspect', '--replay'])
    expect(lines.join('\n')).toContain(option);
});
