/** The commands that the pages name, run to their end against one world; of those that are not, why, and which test plays them. */
import { execFile } from 'node:child_process';
import { compiledCommand } from '../compiled-command';
import { everyLine, read } from '../documents/lines';
import { played } from '../documents/played';
import { temporaryFolder } from '../temporary-folder';
import { openWorld, paidOrder, type Running } from './running-world';

const folder = temporaryFolder('commands-of-the-pages');

let running: Running;
let outTradeNo: string;
beforeAll(async () => {
  running = await openWorld('v2');
  outTradeNo = await paidOrder(running, 'v2');
});
afterAll(() => running.world.close());

/** Why a command is typed (documents/commands.test.ts) and not played here. */
const notPlayed: readonly (readonly [lines: RegExp, why: string])[] = [
  [
    /^npm start|^npm run cloud( |$)/,
    'runs until it is stopped: e2e/running-world.ts and local-cloud/command.test.ts start it',
  ],
  [
    /^npm test|^npm run (check|bench|coverage|mutate|attack|simulate)( |$)/,
    'is as long as the whole of the tests, or longer',
  ],
  [/^npm run compile:official/, 'needs WeChat’s compiler: official-compile plays it'],
  [
    /^npm run (build|docs)( |$)/,
    'writes into the tree that the other tests read: build and docs play their parts',
  ],
  [/^npm run new:provider/, 'writes into the tree: new-provider.test.ts plays it in a copy'],
  [/^npm run deploy/, 'deploy/command.test.ts plays it in a copy, against a stand-in of the cloud'],
  [/^npm run invoke/, 'invoke.test.ts'],
  [/^npm run menu/, 'asks WeChat: menu.test.ts'],
  [/^npm run reconcile/, 'e2e/reconciliation.test.ts plays it with bills of the day before'],
  [
    /^npm run config (rotate|-- guide|guide)|^npm run config$/,
    'asks at a terminal: config/guide.test.ts, e2e/config.test.ts',
  ],
  [/--env (ID|shop-a|\w+)/, 'is the same as without: e2e/doctor.test.ts reaches an environment by its id'],
  [/^npm run (goods|orders)( -- --[a-z]+)?$/, 'is the name of a command in a text, without what it wants'],
  [/^npm run (audit|doctor|config show) -- --[a-z]+$/, 'names an option in a table, without a value'],
  [
    /^npm run orders -- (refund|close|resolve)( |$)/,
    'moves money or ends something: e2e/orders-acts.test.ts plays it',
  ],
  [/ --lang zh$/, 'asks for the same in Chinese'],
  [/ 单号$/, 'is the same in Chinese'],
];

interface Ended {
  readonly code: number;
  readonly said: string;
}

async function run(line: string): Promise<Ended> {
  const { name, words } = read(line.replace('--env ID', '').replace('NUMBER', outTradeNo));
  const args = [await compiledCommand(name), ...words];
  const where = words.includes('payment.json') && name === 'doctor' ? [] : ['--url', running.world.url];
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [...args, ...where],
      { cwd: folder, timeout: 120_000 },
      (error, stdout, stderr) => {
        resolve({
          code: typeof error?.code === 'number' ? error.code : error ? -1 : 0,
          said: stdout + stderr,
        });
      },
    );
  });
}

test('run to their end, one after the other', async () => {
  for (const [line, code, says] of played)
    expect([line, await run(line)]).toEqual([line, { code, said: expect.stringMatching(says) as unknown }]);
}, 300_000);

test('each other command of a page is of a kind of which it is known why it is not played, and no kind is empty', () => {
  const names = new Set(played.map(([line]) => line));
  const others = [...new Set(everyLine)].filter((line) => !names.has(line));
  const why = (line: string): string | undefined => notPlayed.find(([lines]) => lines.test(line))?.[1];
  expect(others.filter((line) => why(line) === undefined)).toEqual([]);
  for (const [lines] of notPlayed) expect(others.some((line) => lines.test(line))).toBe(true);
  for (const [line] of played) expect(everyLine).toContain(line);
});
