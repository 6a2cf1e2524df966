/** The push event of version 1 is a hint: WeChat is asked, and a hint that does not fit does no harm. */
import { onFaceEvent } from '../../../shared/identity/face/face-event';
import { FaceWorld, ME, OTHER } from './face-world';

async function begun() {
  const world = new FaceWorld(1);
  const { out_seq_no: number, user_id_key: key } = await world.start();
  const handle = world.server.verify(key, ME);
  const event = {
    ToUserName: 'gh_000000000000',
    FromUserName: ME,
    CreateTime: '1780000000',
    MsgType: 'event',
    Event: 'face_identify',
    openid: ME,
    out_seq_no: String(number),
    verify_result: handle,
  };
  return { world, number, key, event };
}

test('an event makes us ask, and the answer decides', async () => {
  const { world, number, event } = await begun();
  await onFaceEvent(world.ports, event);
  expect(world.session(number)).toMatchObject({ state: 'verified', sealed: '' });
  expect(await world.result(number)).toMatchObject({ verified: true });
});

test('an event that comes five times makes us ask once', async () => {
  const { world, number, event } = await begun();
  await Promise.all([1, 2].map(() => onFaceEvent(world.ports, event)));
  for (let more = 0; more < 3; more += 1) await onFaceEvent(world.ports, event);
  expect(world.asked('getinfo')).toBe(1);
  expect(world.session(number)).toMatchObject({ state: 'verified' });
});

test('an event about a face that did not fit ends the session as such', async () => {
  const { world, number, key, event } = await begun();
  await onFaceEvent(world.ports, { ...event, verify_result: world.server.verify(key, ME, 10004) });
  expect(world.session(number)).toMatchObject({ state: 'failed', advice: 'another_person' });
});

test.each([
  ['of another event', { Event: 'user_get_card' }],
  ['of nobody', { openid: '' }],
  ['about somebody else’s session', { openid: OTHER }],
  ['about an unknown number', { out_seq_no: 'ffffffffffffffffffffffffffffffff' }],
  ['without a number', { out_seq_no: undefined }],
  ['with a number of another form', { out_seq_no: { $ne: '' } }],
  ['without a handle', { verify_result: undefined }],
  ['with a handle of another form', { verify_result: 'a b' }],
])('an event %s is ignored', async (_what, change) => {
  const { world, number, event } = await begun();
  const before = { ...world.session(number) };
  await onFaceEvent(world.ports, { ...event, ...change });
  expect(world.session(number)).toEqual(before);
  expect(world.asked('getinfo')).toBe(0);
});

test.each([[undefined], [null], ['text'], [[]], [{}]])('an event that is %p is ignored', async (event) => {
  const { world, number } = await begun();
  await onFaceEvent(world.ports, event);
  expect(world.session(number)).toMatchObject({ state: 'pending', asks: 0 });
});

test('an event about a session of version 2 is ignored', async () => {
  const world = new FaceWorld(2);
  const { out_seq_no: number } = await world.start();
  await onFaceEvent(world.ports, {
    Event: 'face_identify',
    openid: ME,
    out_seq_no: String(number),
    verify_result: 'handle',
  });
  expect(world.session(number)).toMatchObject({ state: 'pending', asks: 0 });
});

test.each([
  ['forged', () => 'forged'],
  ['of somebody else', (world: FaceWorld, key: unknown) => world.server.verify(key, OTHER)],
])('a handle in an event that is %s is dropped, and the owner’s still passes', async (_what, handleOf) => {
  const { world, number, key, event } = await begun();
  await onFaceEvent(world.ports, { ...event, verify_result: handleOf(world, key) });
  expect(world.session(number)).toMatchObject({ state: 'pending', asks: 1 });
  world.later(2000);
  expect(await world.result(number)).toMatchObject({ state: 'pending' });
  expect(world.asked('getinfo')).toBe(1);
  expect(await world.result(number, { verify_result: event.verify_result })).toMatchObject({
    verified: true,
  });
});

test('a handle in an event does not replace the one that the owner brought', async () => {
  const { world, number, event } = await begun();
  world.instead = () => 'timeout';
  await world.result(number, { verify_result: event.verify_result });
  world.later(2000);
  await onFaceEvent(world.ports, { ...event, verify_result: 'forged' });
  world.instead = () => undefined;
  world.later(2000);
  expect(await world.result(number)).toMatchObject({ verified: true });
});

test('a dropped hint does not take the owner’s handle with it', async () => {
  const { world, number, event } = await begun();
  let brought: Promise<unknown> | undefined;
  world.meanwhile = async (api) => {
    if (api !== 'getinfo' || brought) return;
    brought = world.result(number, { verify_result: event.verify_result });
    await brought;
  };
  await onFaceEvent(world.ports, { ...event, verify_result: 'forged' });
  expect(world.session(number)).toMatchObject({ state: 'pending' });
  world.later(2000);
  expect(await world.result(number)).toMatchObject({ verified: true });
});

test('an event whose question has no answer is not lost: the timer asks', async () => {
  const { world, number, event } = await begun();
  world.instead = () => 'timeout';
  await onFaceEvent(world.ports, event);
  world.instead = () => undefined;
  world.later(3 * 60_000);
  await world.timer();
  expect(world.session(number)).toMatchObject({ state: 'verified' });
});

test.each([
  ['WeChat does not answer this app', { errcode: 48001 }],
  ['there is no configuration', undefined],
])('an event while %s is taken, and the timer asks later', async (_what, said) => {
  const { world, number, event } = await begun();
  const config = world.config.wechat ?? {};
  if (said) world.instead = () => said;
  else delete world.config.wechat;
  await onFaceEvent(world.ports, event);
  expect(world.weixin.logged.join()).toContain('face_event_failed');
  expect(world.session(number)).toMatchObject({ state: 'pending' });
  world.instead = () => undefined;
  world.config.wechat = config;
  await onFaceEvent(world.ports, event);
  world.later(3 * 60_000);
  await world.timer();
  expect(world.session(number)).toMatchObject({ state: 'verified' });
});

test('an event is answered within five seconds, whatever WeChat does', async () => {
  const { world, event } = await begun();
  const limits: number[] = [];
  const { http } = world.ports.wechat;
  const watched = {
    ...world.ports,
    wechat: {
      ...world.ports.wechat,
      http: {
        send: (request: Parameters<typeof http.send>[0], limitMs: number) => {
          limits.push(limitMs);
          return http.send(request, limitMs);
        },
      },
    },
  };
  await onFaceEvent(watched, event);
  expect(limits).toHaveLength(1);
  expect(Math.max(...limits)).toBeLessThan(5000);
});
