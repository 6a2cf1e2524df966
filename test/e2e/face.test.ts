/** Faces through the compiled function, the local cloud and the sandbox of WeChat's server, as a mini-program verifies them. */
import { CUSTOMER, later, openWorld, OTHER_CUSTOMER, type Result, type Running } from './running-world';

const NAME = '标记张三';
const NUMBER = '11010519491231002X';
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let running: Running;
beforeAll(async () => {
  running = await openWorld('yaband');
});
afterAll(() => running.world.close());
/** Attempts of the last day are over. */
beforeEach(() => later(running, DAY));

const face = (data: Result, openid = CUSTOMER): Promise<Result> => running.call('faceVerify', data, openid);
const start = (data: Result = {}, openid = CUSTOMER): Promise<Result> =>
  face({ action: 'start', name: NAME, id_card_number: NUMBER, purpose: 'account', ...data }, openid);
const result = (outSeqNo: unknown, openid = CUSTOMER): Promise<Result> =>
  face({ action: 'result', out_seq_no: outSeqNo }, openid);

async function weixin(data: Result): Promise<void> {
  const { status, body } = await running.post('/control/weixin', data);
  if (status !== 200) throw new Error(`the sandbox refused: ${JSON.stringify(body)}`);
}

const told = (outSeqNo: unknown, verify_ret: number): Promise<void> =>
  weixin({ event: 'face', out_seq_no: outSeqNo, verify_ret });

test('somebody passes, and only after WeChat says so', async () => {
  const started = await start();
  expect(started).toMatchObject({ errcode: 0, verify_id: expect.stringMatching(/^verify_/) as string });
  const number = started.out_seq_no;
  expect(await result(number)).toEqual({ errcode: 0, verified: false, state: 'pending', advice: 'continue' });
  await told(number, 10000);
  await later(running, 2000);
  expect(await result(number)).toEqual({ errcode: 0, verified: true, state: 'verified', advice: 'verified' });
  await told(number, 10004);
  await later(running, 2000);
  expect(await result(number)).toMatchObject({ verified: true });
});

test.each([
  ['cancels', 90002, 'cancelled', 'cancelled'],
  ['is another person', 10004, 'failed', 'another_person'],
  ['has another number', 10003, 'failed', 'check_details'],
  ['is not on record', 10026, 'failed', 'not_on_record'],
  ['allows no camera', 90008, 'failed', 'allow_access'],
])('somebody who %s does not pass', async (_what, code, state, advice) => {
  const { out_seq_no: number } = await start();
  await told(number, code);
  expect(await result(number)).toEqual({ errcode: 0, verified: false, state, advice });
});

test('somebody who takes more than an hour has to start again', async () => {
  const { out_seq_no: number } = await start();
  await later(running, HOUR);
  expect(await result(number)).toMatchObject({ verified: false, state: 'expired', advice: 'expired' });
});

test('somebody else’s session is not found', async () => {
  const { out_seq_no: number } = await start();
  await told(number, 10000);
  expect(await result(number, OTHER_CUSTOMER)).toMatchObject({ errcode: 4001 });
  expect(await result(number)).toMatchObject({ verified: true });
});

test('wrong input is refused before WeChat hears of it', async () => {
  const refused = await start({ id_card_number: '110105194912310021', purpose: 'fun' });
  expect(refused).toMatchObject({ errcode: 1002 });
  expect(refused.errmsg).toMatch(/id_card_number .*; purpose must be one of: account, withdrawal/);
  expect(refused.errmsg).not.toContain('110105');
});

test('the sixth attempt of a day is refused, and says when to come back; 20 at once are five', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => start()));
  expect(answers.filter(({ errcode }) => errcode === 0)).toHaveLength(5);
  const [refused] = answers.filter(({ errcode }) => errcode !== 0);
  expect(refused).toMatchObject({ errcode: 4002, advice: 'too_many_attempts' });
  expect(typeof refused?.retry_at).toBe('number');
});

test('a missing permission is a clear error and no attempt', async () => {
  await weixin({ event: 'revoke', api: 'getverifyid' });
  for (let more = 0; more < 6; more += 1)
    expect(await start()).toMatchObject({ errcode: 3101, advice: 'ask_merchant' });
  await weixin({ event: 'grant', api: 'getverifyid' });
  expect(await start()).toMatchObject({ errcode: 0 });
});

test.each(['timeout_after_effect', 'http_500', 'html', 'truncated', 'busy', 'unknown_code'])(
  'a beginning whose answer is %s has ended, and the next has another number',
  async (kind) => {
    await weixin({ fault: { api: 'getverifyid', kind, times: 1 } });
    expect(await start()).toMatchObject({ errcode: 3102, advice: 'start_again' });
    expect(await start()).toMatchObject({ errcode: 0 });
  },
);

test.each(['http_500', 'html', 'truncated', 'busy', 'unknown_code', 'token_invalid'])(
  'a result whose answer is %s is found out later',
  async (kind) => {
    const { out_seq_no: number } = await start();
    await told(number, 10000);
    await weixin({ fault: { api: 'queryverifyinfo', kind, times: 1 } });
    const first = await result(number);
    expect(['pending', 'verified']).toContain(first.state);
    await later(running, 2000);
    expect(await result(number)).toMatchObject({ verified: true });
  },
);

test('neither name nor number stands in the database or in the log', async () => {
  const { database, logs } = running.world.cloud;
  const documents = await Promise.all(
    ['face_sessions', 'face_attempts', 'wechat_credentials'].map((name) => database.find(name, {})),
  );
  const stored = JSON.stringify(documents);
  expect(stored).toContain('verified');
  const written = logs
    .entries()
    .map(({ text }) => text)
    .join('\n');
  expect(written).toContain('getverifyid');
  for (const secret of [NAME, NUMBER, NUMBER.slice(0, 17), 'verify_']) {
    expect(stored).not.toContain(secret);
    expect(written).not.toContain(secret);
  }
});
