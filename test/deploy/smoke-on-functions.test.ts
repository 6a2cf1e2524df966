/** The check after a deployment, made of the functions as they are built, in the local cloud. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import type { CloudApi } from '../../scripts/deploy/cloud-api';
import { readPlan } from '../../scripts/deploy/plan';
import { smokeTest } from '../../scripts/deploy/smoke';
import { startLocalCloud, type LocalCloud } from '../../scripts/local-cloud';
import { openWorld, type Running } from '../e2e/running-world';

const root = path.join(__dirname, '..', '..');
const names = readPlan(root, ['functions']).functions.map(({ name }) => name);
const callSchema = v.object({ FunctionName: v.string(), ClientContext: v.string() });
let running: Running;
let fresh: LocalCloud;
let broken: LocalCloud;
let folder: string;

const sources: Readonly<Record<string, string>> = {
  throws: "exports.main = () => { throw new Error('broken'); };",
  throwsAtLoad: "throw new Error('broken');",
  withoutMain: 'exports.other = () => 1;',
  saysNothing: 'exports.main = () => undefined;',
  saysSomethingElse: "exports.main = () => 'hello';",
};

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'broken-'));
  for (const [name, source] of Object.entries(sources)) {
    mkdirSync(path.join(folder, name));
    writeFileSync(path.join(folder, name, 'index.js'), source);
  }
  const functionsRoot = path.join(root, 'dist', 'cloudfunctions');
  running = await openWorld('v3');
  fresh = await startLocalCloud({ port: 0, functionsRoot, httpRoutes: [], timers: false });
  broken = await startLocalCloud({ port: 0, functionsRoot: folder, httpRoutes: [], timers: false });
});

afterAll(async () => {
  await running.world.close();
  await fresh.close();
  await broken.close();
  rmSync(folder, { recursive: true });
});

interface Called {
  readonly functions: {
    invoke(
      name: string,
      event: unknown,
      by: { readonly source: 'wx_trigger' },
    ): Promise<{ readonly result: unknown }>;
  };
}

/** The management API, as far as it calls functions: what a function threw comes in words, under another InvokeResult. */
function apiOf({ functions }: Called): CloudApi {
  return async (_service, _action, body, schema) => {
    const { FunctionName, ClientContext } = v.parse(callSchema, body);
    const event: unknown = JSON.parse(ClientContext);
    try {
      const { result } = await functions.invoke(FunctionName, event, { source: 'wx_trigger' });
      return v.parse(schema, { Result: { InvokeResult: 0, RetMsg: JSON.stringify(result) } });
    } catch (error) {
      const RetMsg = JSON.stringify({ errorMessage: String(error), statusCode: 430 });
      return v.parse(schema, { Result: { InvokeResult: 1, RetMsg, ErrMsg: '' } });
    }
  };
}

const heard = (): { lines: string[]; progress: Parameters<typeof smokeTest>[3] } => {
  const lines: string[] = [];
  const hear = (line: string): void => void lines.push(line);
  return { lines, progress: { change: hear, same: hear } };
};

test.each([
  ['a shop that sells', () => running.world.cloud],
  ['an environment without any document', () => fresh],
])('every built function is called good in %s, and nothing is written', async (_where, cloud) => {
  const before = JSON.stringify(cloud().database.collections());
  const { lines, progress } = heard();
  await smokeTest(apiOf(cloud()), 'shop-1', names, progress);
  expect(lines).toEqual(names.map((name) => `function ${name}: called, answers`));
  expect(JSON.stringify(cloud().database.collections())).toBe(before);
});

test.each([
  ['pay', { errcode: 5000, errmsg: 'INTERNAL: something went wrong' }],
  ['notify', { statusCode: 500, body: 'try again' }],
  ['login', { errcode: 5000, errmsg: 'INTERNAL: something went wrong' }],
])('function %s that only says that it failed is called bad', async (name, result) => {
  const { progress } = heard();
  const api = apiOf({ functions: { invoke: () => Promise.resolve({ result }) } });
  await expect(smokeTest(api, 'shop-1', [name], progress)).rejects.toThrow(
    `function ${name} is online but did not answer`,
  );
});

test.each(Object.keys(sources))('a function that %s is called bad, by its name', async (name) => {
  const { progress } = heard();
  await expect(smokeTest(apiOf(broken), 'shop-1', [name], progress)).rejects.toThrow(
    `function ${name} is online but did not answer as it should`,
  );
});
