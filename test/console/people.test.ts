// Members and verifications of faces on the console: what the database says of them, and nothing that was sealed.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { ConsoleData, PeopleState } from '../../scripts/console/console-data';
import type { LocalDatabase } from '../../scripts/local-cloud/database/local-database';
import { describeInBrowser, launchBrowser } from '../browser';
import { secretMarker, startConsole } from './fixture';

const at = Date.UTC(2026, 10, 21, 9, 0, 0);
const screenshots = path.join(__dirname, '..', '..', 'dist', 'screenshots');

const member = (id: string, fields: object = {}) => ({
  _id: id,
  version: 1,
  created_at: at,
  membership_number: `1000${id}`,
  accounts: [{ appid: 'wxcrosspaydemo0001', openid: `o${id}` }],
  card_id: 'pCard',
  card_code: secretMarker,
  card_state: 'active',
  told_points: 60,
  told_balance: 0,
  joined_to: null,
  ...fields,
});
const entry = (id: string, seq: number, points: number, after: number) => ({
  _id: `${id}:${seq}`,
  member: id,
  seq,
  record_no: `earn:${id}:${seq}`,
  kind: 'earn',
  points,
  balance: 0,
  points_after: after,
  balance_after: 0,
  reason: 'earn',
  at: at + seq * 1000,
  out_trade_no: 'CPTEA0000000000001',
});

function seedPeople(database: LocalDatabase): void {
  for (const name of ['members', 'member_entries', 'face_sessions']) database.ensureCollection(name);
  const members = [
    member('Told'),
    member('Untold', { told_points: 120, created_at: at + 1 }),
    member('Cardless', { card_state: null, created_at: at + 2 }),
    member('Joined', { joined_to: 'Told', created_at: at + 3 }),
    member('Edited', { accounts: 'nobody', created_at: at + 4 }),
  ];
  for (const each of members) database.insert('members', each);
  for (const each of [entry('Told', 1, 120, 120), entry('Told', 2, -60, 60), entry('Untold', 1, 130, 130)]) {
    database.insert('member_entries', each);
  }
  database.insert('face_sessions', {
    _id: 'seq-1',
    openid: 'oTold',
    purpose: 'account',
    state: 'verified',
    advice: 'verified',
    sealed: secretMarker,
    created_at: at,
  });
}

test('a member has what the ledger says last, and the console says whether WeChat shows it', async () => {
  const { url, stop } = await startConsole(seedPeople);
  const text = await (await fetch(`${url}/console/data`)).text();
  await stop();
  const { members = [], faces } =
    (JSON.parse(text) as ConsoleData).state?.people ?? ({} as Partial<PeopleState>);
  expect(members.map(({ id, points, telling }) => [id, points, telling])).toEqual([
    ['Cardless', 0, 'no_card'],
    ['Untold', 130, 'untold'],
    ['Told', 60, 'told'],
  ]);
  expect(members[2]?.entries.map(({ seq, points }) => [seq, points])).toEqual([
    [2, -60],
    [1, 120],
  ]);
  expect(faces).toEqual([
    { outSeqNo: 'seq-1', openid: 'oTold', purpose: 'account', state: 'verified', advice: 'verified', at },
  ]);
  expect(text).not.toContain(secretMarker);
});

describeInBrowser('the console', () => {
  test('shows members and verifications where there are some, and no room for them where there are none', async () => {
    mkdirSync(screenshots, { recursive: true });
    const browser = await launchBrowser();
    const { url, cloud, stop } = await startConsole();
    try {
      const page = await browser.newPage({ viewport: { width: 1360, height: 860 }, locale: 'en-GB' });
      page.setDefaultTimeout(30_000);
      await page.goto(`${url}/console`);
      await page.getByText('live', { exact: true }).waitFor();
      expect(await page.locator('#wechat').isVisible()).toBe(false);
      seedPeople(cloud.database);
      await page.getByText('130 points', { exact: true }).waitFor();
      const told = page.locator('#people details', { hasText: 'oTold' });
      await told.locator('summary').click();
      await told.getByText('-60', { exact: true }).waitFor();
      await page.locator('#people').getByText('face check · account').waitFor();
      await page.screenshot({ path: path.join(screenshots, 'console-people.png') });
    } finally {
      await browser.close();
      await stop();
    }
  });
});
