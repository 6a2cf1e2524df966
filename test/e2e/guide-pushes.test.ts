// `npm run config guide` with an environment: from the answers to a document that the functions read, by one command.
import path from 'node:path';
import { guide } from '../../scripts/config/guide';
import { spoken } from '../config/spoken';
import { temporaryFolder } from '../local-cloud/fixture';
import { openWorld, type Running } from './running-world';

let running: Running;
let folder: string;
let remove: () => void;
beforeAll(async () => {
  ({ folder, remove } = temporaryFolder());
  running = await openWorld('v3');
}, 60_000);
afterAll(async () => {
  await running.world.close();
  remove();
});

const KEY = '0123456789abcdef0123456789abcdef';
const ID = 'payment_wx00000000000000aa';
const wish = (currency: string): string[] => [
  ...['--pay-sp', 'yaband', '--document', ID, '--file', path.join(folder, 'payment.json')],
  ...['--set', 'mchid=100231', '--set', `key=${KEY}`, '--set', `currency=${currency}`],
  ...['--set', 'notify_url=https://shop-1250000000.ap-shanghai.app.tcloudbase.com/notify'],
  ...['--url', running.world.url],
];
const online = () => running.world.cloud.database.find('config', { _id: ID });

test('nothing is written to the environment by somebody who does not agree', async () => {
  expect(await guide(wish('EUR'), spoken())).toBe(1);
  expect(await online()).toEqual([]);
});

test('who agrees finds there what they answered, and no secret on the screen', async () => {
  const terminal = spoken();
  expect(await guide([...wish('EUR'), '--yes'], terminal)).toBe(0);
  expect(await online()).toMatchObject([{ pay_sp: 'yaband', mchid: '100231', key: KEY, currency: 'EUR' }]);
  expect(terminal.text()).not.toContain(KEY);
});

test('what the doctor finds wrong is not pushed', async () => {
  expect(await guide([...wish('eur'), '--yes'], spoken())).toBe(1);
  expect(await online()).toMatchObject([{ currency: 'EUR' }]);
});
