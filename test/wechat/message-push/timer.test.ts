/** The timer goes on with what nobody could apply while WeChat repeated it, and forgets what nobody can send again. Bounded. */
import { miniProgram, openPushWorld, START, type PushWorld } from './push-world';
import type { Message } from './pusher';

const MINUTE_MS = 60_000;
const text: Message = {
  ToUserName: 'gh_1',
  FromUserName: 'oPerson1',
  CreateTime: START / 1000,
  MsgType: 'text',
  MsgId: '24681012141618202',
  Content: 'MARKER',
};

const breakHandlers = (world: PushWorld): void => {
  world.handlers = { merchant: () => Promise.reject(new Error('not now')) };
};

describe('a message that could not be applied', () => {
  test('is applied by the timer a minute later, as it came, and once', async () => {
    const world = openPushWorld();
    breakHandlers(world);
    await world.push(miniProgram, text);
    world.handlers = {};
    await world.timer();
    expect(world.handled).toHaveLength(0);
    world.clock.advance(MINUTE_MS);
    await world.timer();
    await world.timer();
    expect(world.handled).toMatchObject([
      { by: 'merchant', message: { msgId: text.MsgId, fields: { Content: 'MARKER' } } },
    ]);
    expect(world.messages()).toMatchObject([{ state: 'done', sealed: '' }]);
    expect(await world.push(miniProgram, text)).toMatchObject({ statusCode: 200 });
    expect(world.handled).toHaveLength(1);
  });

  test('because its process died is applied too', async () => {
    const world = openPushWorld();
    world.handlers = { merchant: () => new Promise(() => undefined) };
    await world.push(miniProgram, text);
    world.handlers = {};
    world.clock.advance(2 * MINUTE_MS);
    await world.timer();
    expect(world.handled).toHaveLength(1);
  });

  test('is left alone while a delivery works on it', async () => {
    const world = openPushWorld();
    breakHandlers(world);
    await world.push(miniProgram, text);
    const [held] = world.messages();
    world.clock.advance(5 * MINUTE_MS);
    if (held) world.stored.set(held.id, { ...held, leaseUntil: world.now() + 1000 });
    world.handlers = {};
    await world.timer();
    expect(world.handled).toHaveLength(0);
  });

  test('is tried at growing pauses for a day, then the log calls a person, and WeChat may still bring it', async () => {
    const world = openPushWorld();
    breakHandlers(world);
    await world.push(miniProgram, text);
    const tries = (): number => world.messages()[0]?.attempts ?? 0;
    for (let minutes = 0; minutes < 40 * 60; minutes += 1) {
      world.clock.advance(MINUTE_MS);
      await world.timer();
    }
    expect(tries()).toBe(7);
    expect(world.logged.filter((line) => line.includes('push_given_up'))).toHaveLength(1);
    expect(world.messages()).toMatchObject([{ state: 'received', sealed: '' }]);
    world.handlers = {};
    expect(await world.push(miniProgram, text)).toMatchObject({ statusCode: 200 });
    expect(world.handled).toHaveLength(1);
  });

  test('and was sealed under a token that was changed since is given up', async () => {
    const world = openPushWorld();
    breakHandlers(world);
    await world.push(miniProgram, text);
    world.config = { wechat: { appid: miniProgram.appid, push: { token: 'new', mode: 'plain' } } };
    world.handlers = {};
    world.clock.advance(2 * MINUTE_MS);
    await world.timer();
    world.clock.advance(60 * MINUTE_MS);
    await world.timer();
    expect(world.handled).toEqual([]);
    expect(world.logged.filter((line) => line.includes('push_given_up'))).toHaveLength(1);
  });

  test('holds up no other', async () => {
    const world = openPushWorld();
    breakHandlers(world);
    for (let n = 0; n < 5; n += 1) await world.push(miniProgram, { ...text, MsgId: String(n) });
    world.clock.advance(2 * MINUTE_MS);
    world.handlers = {
      merchant: async (message) => {
        if (message.msgId === '0') throw new Error('this one is broken');
        return undefined;
      },
    };
    // The write that claims the second of them fails.
    world.before = (call) => {
      const writes = world.calls.filter((one) => one === 'replace').length;
      if (call === 'replace' && writes === 5 + 3) throw new Error('the database is away');
    };
    await world.timer();
    expect(world.messages().filter(({ state }) => state === 'done')).toHaveLength(3);
  });
});

describe('a run', () => {
  test('takes at most twenty, the longest due first', async () => {
    const world = openPushWorld();
    breakHandlers(world);
    for (let n = 0; n < 30; n += 1) {
      await world.push(miniProgram, { ...text, MsgId: String(n) });
      world.clock.advance(10);
    }
    world.handlers = {};
    world.clock.advance(2 * MINUTE_MS);
    await world.timer();
    expect(world.handled.map(({ message }) => message.msgId)).toEqual(
      Array.from({ length: 20 }, (_, n) => String(n)),
    );
  });

  test('ends in its time when handlers hang, and begins nothing that it has no time for', async () => {
    const world = openPushWorld();
    breakHandlers(world);
    for (let n = 0; n < 9; n += 1) await world.push(miniProgram, { ...text, MsgId: String(n) });
    world.handlers = { merchant: () => new Promise(() => undefined) };
    world.clock.advance(2 * MINUTE_MS);
    const before = world.now();
    await world.timer(14_000);
    expect(world.now() - before).toBeLessThanOrEqual(14_000);
    expect(world.messages().filter(({ attempts }) => attempts === 2)).toHaveLength(2);
    const calls = world.calls.length;
    await world.timer(2000);
    expect(world.calls).toHaveLength(calls);
  });

  test('forgets what is over eight days old, a hundred at a time, and nothing younger', async () => {
    const world = openPushWorld();
    for (let n = 0; n < 150; n += 1) await world.push(miniProgram, { ...text, MsgId: String(n) });
    world.clock.advance(2 * 24 * 60 * MINUTE_MS);
    await world.push(miniProgram, { ...text, MsgId: 'younger' });
    world.clock.advance(6 * 24 * 60 * MINUTE_MS + 1);
    await world.timer();
    expect(world.stored.size).toBe(51);
    await world.timer();
    await world.timer();
    expect(world.stored.size).toBe(1);
  });
});
