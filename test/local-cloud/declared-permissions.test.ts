// `permission` in local-cloud.json: what mini-programs may do with a project's collections.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openProject } from '../../scripts/local-cloud/project/open-project';
import type { LocalCloud } from '../../scripts/local-cloud/index';
import { temporaryFolder } from '../temporary-folder';
import { post } from './fixture';

let cloud: LocalCloud | undefined;
afterEach(async () => {
  await cloud?.close();
  cloud = undefined;
});

async function open(permission: unknown): Promise<LocalCloud> {
  const root = temporaryFolder('declared');
  mkdirSync(path.join(root, 'cloudfunctions'));
  writeFileSync(path.join(root, 'seed.json'), '{"_id":"a","_openid":"oA"}\n{"_id":"b","_openid":"oB"}\n');
  const collections = { notes: { seed: 'seed.json', permission } };
  writeFileSync(path.join(root, 'local-cloud.json'), JSON.stringify({ collections }));
  cloud = await openProject({ root, port: 0, timers: false });
  return cloud;
}

async function seen(running: LocalCloud): Promise<unknown> {
  const body = { action: 'database.getDocument', collectionName: 'notes' };
  const { body: answer } = await post(`${running.url}/wx/database`, body, { 'x-wx-openid': 'oA' });
  const { errCode, data } = answer as { errCode?: number; data?: { list: string[] } };
  return errCode ?? data?.list.map((text) => (JSON.parse(text) as { _id: string })._id);
}

it.each<[unknown, unknown]>([
  [undefined, ['a']],
  ['PRIVATE', ['a']],
  ['READONLY', ['a', 'b']],
  ['ADMINWRITE', ['a', 'b']],
  ['ADMINONLY', -502003],
  [{ read: true }, ['a', 'b']],
  [{ read: 'doc._openid == auth.openid', write: false }, -502003],
])('%j shows a mini-program %j, before and after a reset', async (permission, expected) => {
  const running = await open(permission);
  expect(await seen(running)).toEqual(expected);
  await post(`${running.url}/control/permission`, { collection: 'notes', permission: 'ADMINONLY' });
  await running.reset();
  expect(await seen(running)).toEqual(expected);
});

it.each<[unknown, RegExp]>([
  [
    'SOMETIMES',
    /local-cloud\.json: collections\.notes\.permission: .*READONLY, PRIVATE, ADMINWRITE, ADMINONLY/,
  ],
  [{ raed: true }, /collections\.notes\.permission: "raed" .*read, write, create, update, delete/],
  [{ read: 1 }, /collections\.notes\.permission: "read" must be true, false or an expression/],
  [{ read: 'doc.n ==' }, /collections\.notes\.permission: the rule "doc\.n ==" cannot be read at its end/],
  [{ read: 'user.id == 1' }, /collections\.notes\.permission: the rule names "user"/],
  [['PRIVATE'], /collections\.notes\.permission: a permission is READONLY/],
])('%j is refused with the place and the reason', async (permission, said) => {
  await expect(open(permission)).rejects.toThrow(said);
});
