/** The timer: what nobody asks about any more is asked about in time, and ends; one bad session holds up no other. */
import { nextLook } from '../../../shared/identity/face/session';
import { ANOTHER_CARD, FaceWorld, ME, OTHER } from './face-world';

const MINUTE = 60_000;

/** The timer's runs, one a minute. */
async function minutes(world: FaceWorld, count: number): Promise<void> {
  for (let minute = 0; minute < count; minute += 1) {
    world.later(MINUTE);
    await world.timer();
  }
}

test('finds out that somebody passed although the phone never said so', async () => {
  const world = new FaceWorld();
  const { out_seq_no: number, verify_id: verifyId } = await world.start();
  await minutes(world, 1);
  expect(world.asked('queryverifyinfo')).toBe(0);
  world.server.look(verifyId);
  await minutes(world, 2);
  expect(world.session(number)).toMatchObject({ state: 'verified', sealed: '', due_at: null });
});

test('finds out shortly before WeChat forgets it', async () => {
  const world = new FaceWorld();
  const { out_seq_no: number, verify_id: verifyId } = await world.start();
  await minutes(world, 57);
  world.server.look(verifyId);
  await minutes(world, 3);
  expect(world.session(number)).toMatchObject({ state: 'verified' });
});

test('ends a session that nobody finished, and asks about it a dozen times at most', async () => {
  const world = new FaceWorld();
  const { out_seq_no: number } = await world.start();
  await minutes(world, 70);
  expect(world.session(number)).toMatchObject({
    state: 'expired',
    advice: 'expired',
    sealed: '',
    due_at: null,
  });
  expect(world.asked('queryverifyinfo')).toBeGreaterThan(4);
  expect(world.asked('queryverifyinfo')).toBeLessThanOrEqual(12);
});

test('looks again ever more rarely, once shortly before the end, and then every minute', () => {
  const session = { createdAt: 0, expiresAt: 60 * MINUTE };
  const looks = [0];
  while ((looks.at(-1) ?? 0) < 62 * MINUTE) looks.push(nextLook(session, looks.at(-1) ?? 0));
  const gaps = looks.slice(1).map((at, index) => (at - (looks[index] ?? 0)) / MINUTE);
  expect(gaps.every((gap) => gap >= 1 && gap <= 15)).toBe(true);
  expect(looks).toContain(58.5 * MINUTE);
  expect(looks.slice(-3)).toEqual([60 * MINUTE, 61 * MINUTE, 62 * MINUTE]);
});

test.each([
  [84022, 'expired'],
  [84017, 'failed'],
])('ends a session that WeChat refuses with %s: %s', async (code, state) => {
  const world = new FaceWorld();
  const { out_seq_no: number } = await world.start();
  world.instead = () => ({ errcode: code });
  await minutes(world, 3);
  expect(world.session(number)).toMatchObject({ state, sealed: '' });
});

test('ends a session that a function began and did not live to tell WeChat', async () => {
  const world = new FaceWorld();
  const { out_seq_no: number } = await world.start();
  world.sessions.set(String(number), {
    ...world.session(number),
    sealed: '',
    due_at: world.now,
    expires_at: world.now,
  });
  await world.timer();
  expect(world.session(number)).toMatchObject({ state: 'failed', advice: 'start_again', due_at: null });
  expect(world.asked('queryverifyinfo')).toBe(0);
});

test('ends what is past its time although WeChat, or its configuration, is away', async () => {
  const world = new FaceWorld();
  const { out_seq_no: number } = await world.start();
  delete world.config.wechat;
  await minutes(world, 10);
  expect(world.session(number)).toMatchObject({ state: 'pending' });
  expect(world.weixin.logged.join()).toContain('CONFIG_MISSING');
  await minutes(world, 60);
  expect(world.session(number)).toMatchObject({ state: 'expired', sealed: '' });
});

test('is not stopped by a document that cannot be read, and puts it off', async () => {
  const world = new FaceWorld();
  const { out_seq_no: bad } = await world.start();
  const { out_seq_no: good, verify_id: verifyId } = await world.start(ANOTHER_CARD);
  world.sessions.set(String(bad), { ...world.session(bad), purpose: 7 });
  world.server.look(verifyId);
  world.later(3 * MINUTE);
  expect(await world.timer()).toMatchObject({ looked: 2, failed: 1 });
  expect(world.session(good)).toMatchObject({ state: 'verified' });
  expect(world.session(bad).due_at).toBeGreaterThan(world.now);
  expect(world.weixin.logged.join()).toContain('DOCUMENT_UNREADABLE');
  expect(await world.timer()).toMatchObject({ looked: 0 });
});

test('is not stopped by an app that WeChat does not answer, and does not ask it all the time', async () => {
  const world = new FaceWorld();
  const { out_seq_no: number } = await world.start();
  world.instead = () => ({ errcode: 48001 });
  world.later(3 * MINUTE);
  expect(await world.timer()).toMatchObject({ looked: 1, failed: 1 });
  expect(world.session(number)).toMatchObject({ state: 'pending', last_code: 48001 });
  expect(await world.timer()).toMatchObject({ looked: 0 });
});

test('looks at so many only, everybody’s first before anybody’s second', async () => {
  const world = new FaceWorld(2, 20);
  for (let more = 0; more < 6; more += 1) await world.start();
  await world.start(ANOTHER_CARD, OTHER);
  world.later(3 * MINUTE);
  expect(await world.timer(2)).toMatchObject({ looked: 2 });
  const asked = [...world.sessions.values()].filter(({ asks }) => asks === 1).map(({ openid }) => openid);
  expect(asked.sort()).toEqual([ME, OTHER].sort());
});

test('looks at nothing that is not due, and says nothing then', async () => {
  const world = new FaceWorld();
  await world.start();
  const logged = world.weixin.logged.length;
  expect(await world.timer()).toEqual({ looked: 0, failed: 0, left: 0 });
  expect(world.weixin.logged).toHaveLength(logged);
});

test('begins no look when the function is about to end', async () => {
  const world = new FaceWorld();
  await world.start();
  world.later(3 * MINUTE);
  const { wechat, ...rest } = world.ports;
  const hurried = { ...rest, wechat: { ...wechat, deadline: world.now + 1000 } };
  expect(await world.timer(50, hurried)).toEqual({ looked: 0, failed: 0, left: 1 });
});

test('and a person who asks at the same moment ask WeChat once', async () => {
  const world = new FaceWorld();
  const { out_seq_no: number } = await world.start();
  world.later(3 * MINUTE);
  await Promise.all([world.timer(), world.timer(50, world.process()), world.result(number)]);
  expect(world.asked('queryverifyinfo')).toBe(1);
});

test('ends a session of version 1 for which nobody brought a handle, without asking', async () => {
  const world = new FaceWorld(1);
  const { out_seq_no: number } = await world.start();
  await minutes(world, 61);
  expect(world.session(number)).toMatchObject({ state: 'expired' });
  expect(world.asked('getinfo')).toBe(0);
});

test('asks with the handle that was brought in time, also when it finds out after the end', async () => {
  const world = new FaceWorld(1);
  const { out_seq_no: number, user_id_key: key } = await world.start();
  const handle = world.server.verify(key, ME);
  world.later(59 * MINUTE);
  world.instead = () => 'timeout';
  await world.result(number, { verify_result: handle });
  world.instead = () => undefined;
  await minutes(world, 3);
  expect(world.session(number)).toMatchObject({ state: 'verified' });
});
