/** Members from end to end: the built functions, the local cloud, a PSP's sandbox and WeChat's. */
import { problemsOf } from '../../shared/membership/members/audit';
import { entryKind } from '../../shared/adapters/member-documents';
import {
  atPsp,
  CUSTOMER,
  later,
  OPERATOR,
  openWorld,
  OTHER_CUSTOMER,
  paidOrder,
  type Result,
  type Running,
} from './running-world';

const CARD = 'pDemoMemberCardOfTheShop0001';
const MINUTE = 60_000;

let running: Running;
beforeAll(async () => {
  running = await openWorld('yaband');
});
afterAll(() => running.world.close());
afterEach(async () => {
  running.world.cloud.database.ensureCollection('member_entries');
  const stored = await running.world.cloud.database.find('member_entries', {});
  const entries = stored.map((one) => entryKind.fromDocument(one));
  expect(problemsOf(entries.flatMap((one) => ('value' in one ? [one.value] : [])))).toEqual([]);
});

const unionidOf = (openid: string): string => `u${openid.slice(1)}`;
const cards = (action: string, input: object = {}, openid = CUSTOMER): Promise<Result> =>
  running.call('cardSync', { action, ...input }, openid, unionidOf(openid));

/** What WeChat had to push has come. */
async function pushed(): Promise<void> {
  await later(running, 2000);
  await running.world.weixin.idle();
}

async function onPhone(name: string, body: object): Promise<Result> {
  const { status, body: said } = await running.post(`/sandbox/weixin/client/${name}`, body);
  if (status !== 200) throw new Error(`the phone refused: ${JSON.stringify(said)}`);
  await pushed();
  return said;
}

async function atWechat(event: object): Promise<Result> {
  const { status, body } = await running.post('/control/weixin', event);
  if (status !== 200) throw new Error(`the sandbox refused: ${JSON.stringify(body)}`);
  await pushed();
  return body;
}

/** The timer's run a minute later. */
async function nextMinute(): Promise<void> {
  await later(running, MINUTE);
  await running.post('/control/timer', { function: 'notify' });
  await running.quiet();
}

/** What WeChat shows on the card of that code. */
async function shown(code: unknown): Promise<Result | undefined> {
  const reply = await fetch(`${running.world.url}/control/weixin`);
  const { members } = (await reply.json()) as { readonly members: readonly Result[] };
  return members.find((one) => one.code === code);
}

/** The customer takes the member card, fills in its form and has it activated; answers its code. */
async function becomeMember(openid: string): Promise<string> {
  const { cardList } = await cards('cardext', {}, openid);
  expect(await onPhone('card/add', { openid, cardList })).toMatchObject({ errMsg: 'addCard:ok' });
  const form = { USER_FORM_INFO_FLAG_MOBILE: '13800138000' };
  const { activate_ticket, code } = await onPhone('card/activate-form', { openid, card_id: CARD, form });
  const activated = await cards('activate', { activate_ticket, code, card_id: CARD }, openid);
  expect(activated).toMatchObject({ errcode: 0, member: { card: { code, state: 'active' } } });
  return String(code);
}

test('a customer takes the card, pays, and half of it goes back: page, ledger and WeChat say the same', async () => {
  const code = await becomeMember(CUSTOMER);
  const outTradeNo = await paidOrder(running, 'yaband');
  await nextMinute();
  const { total_fee } = await running.order(outTradeNo);
  const earned = Math.floor(Number(total_fee) / 100);
  expect(await cards('mycard')).toMatchObject({
    card: { card_id: CARD, code, state: 'active' },
    points: earned,
    entries: [{ kind: 'earn', out_trade_no: outTradeNo, points: earned }],
  });
  expect(await shown(code)).toMatchObject({ bonus: earned, has_active: true });

  const half = Math.floor(Number(total_fee) / 2);
  const refund = {
    action: 'refund',
    out_trade_no: outTradeNo,
    refund_fee: half,
    out_refund_no: 'E2E-HALF-1',
  };
  expect(await running.call('pay', refund, OPERATOR)).toMatchObject({ errcode: 0 });
  await atPsp(running, 'yaband', { out_trade_no: outTradeNo, event: 'refund_ok' });
  await nextMinute();
  await nextMinute();
  const left = Math.floor((Number(total_fee) - half) / 100);
  expect(await cards('mycard')).toMatchObject({ points: left });
  expect(await shown(code)).toMatchObject({ bonus: left });
});

test('twenty equal entries at once count once, and WeChat shows them although its answers get lost', async () => {
  const code = await becomeMember('oCustomerThree0003');
  const openid = 'oCustomerThree0003';
  const wish = { openid, points: 30, balance: 500, record_no: 'E2E-20', reason: 'twenty at once' };
  const all = await Promise.all(Array.from({ length: 20 }, () => cards('entry', wish, OPERATOR)));
  expect(all).toEqual(all.map(() => ({ errcode: 0, points: 30, balance: 500 })));
  for (const kind of ['timeout_after_effect', 'http_500', 'truncated']) {
    await atWechat({ fault: { api: 'updateuser', kind, times: 1 } });
    await cards('entry', { openid, points: 1, record_no: `E2E-${kind}`, reason: kind }, OPERATOR);
    await nextMinute();
  }
  for (let minute = 0; minute < 10; minute += 1) await nextMinute();
  expect(await shown(code)).toMatchObject({ bonus: 33, balance: 500 });
});

test('somebody else’s card is not found, and stays as it is', async () => {
  const openid = 'oCustomerFour00004';
  const { cardList } = await cards('cardext', {}, openid);
  await onPhone('card/add', { openid, cardList });
  const form = { USER_FORM_INFO_FLAG_MOBILE: '13800138000' };
  const { activate_ticket, code } = await onPhone('card/activate-form', { openid, card_id: CARD, form });
  const stolen = await cards('activate', { activate_ticket, code, card_id: CARD }, OTHER_CUSTOMER);
  expect(stolen).toMatchObject({ errcode: 4102 });
  expect(await shown(code)).toMatchObject({ has_active: false });
});

test('a card that is deleted and taken again shows the points again', async () => {
  const openid = 'oCustomerFive00005';
  const code = await becomeMember(openid);
  await cards('entry', { openid, points: 30, record_no: 'E2E-DEL', reason: 'test' }, OPERATOR);
  await nextMinute();
  await atWechat({ event: 'card_deleted', openid });
  await nextMinute();
  expect(await cards('mycard', {}, openid)).not.toHaveProperty('card');
  await cards('entry', { openid, points: 12, record_no: 'E2E-DEL2', reason: 'test' }, OPERATOR);
  await atWechat({ event: 'card_got', openid });
  await nextMinute();
  expect(await shown(code)).toMatchObject({ status: 'NORMAL', bonus: 42 });
});

test('points that somebody changed at WeChat are told over', async () => {
  const openid = 'oCustomerSix000006';
  const code = await becomeMember(openid);
  await cards('entry', { openid, points: 30, record_no: 'E2E-OVER', reason: 'test' }, OPERATOR);
  await nextMinute();
  const token = await running.post('/sandbox/weixin/cgi-bin/stable_token', await account());
  const path = `/sandbox/weixin/card/membercard/updateuser?access_token=${String(token.body.access_token)}`;
  await running.post(path, { code, card_id: CARD, bonus: 999 });
  await pushed();
  for (let minute = 0; minute < 4; minute += 1) await nextMinute();
  expect(await shown(code)).toMatchObject({ bonus: 30 });
});

async function account(): Promise<Result> {
  const [config] = await running.world.cloud.database.find('config', { _id: 'wechat' });
  const { appid, secret } = (config?.official_account ?? {}) as Result;
  return { grant_type: 'client_credential', appid, secret };
}

test('a table of members comes in once, and finds its people by the phone number that they prove', async () => {
  const openid = 'oCustomerSeven0007';
  const csv = '会员号,手机,积分\r\nOLD-7,13900139007,120\r\nbad number,,1\r\n';
  const first = await cards('importmembers', { csv }, OPERATOR);
  expect(first).toMatchObject({ errcode: 0, imported: 1, refused: [{ line: 3 }] });
  expect(await cards('importmembers', { csv }, OPERATOR)).toMatchObject({ imported: 0, unchanged: 1 });
  const { code } = await onPhone('phone', { openid, phone_number: '13900139007' });
  expect(await running.call('login', { action: 'phone', code }, openid, unionidOf(openid))).toMatchObject({
    errcode: 0,
  });
  expect(await cards('mycard', {}, openid)).toMatchObject({ points: 120, membership_number: 'OLD-7' });
});

test('no phone number or ticket of all this stands in a log or, in clear, in the database', async () => {
  const logs = running.world.cloud.logs
    .entries()
    .map(({ text }) => text)
    .join('\n');
  const names = ['members', 'member_names', 'member_entries', 'member_records', 'users'];
  const stored = await Promise.all(names.map((name) => running.world.cloud.database.find(name, {})));
  const everything = logs + JSON.stringify(stored);
  expect(everything.length).toBeGreaterThan(1000);
  for (const marker of ['13800138000', '13900139007']) expect(everything).not.toContain(marker);
});
