/** Each message is applied once: whatever is repeated, lost, late, overheard or dies on the way. */
import type { PushMessage } from '../../../shared/wechat/message-push/push-message';
import { account, miniProgram, openPushWorld, START, type PushWorld } from './push-world';
import { pushed, type HttpPush, type Message } from './pusher';

const now = START / 1000;
const text: Message = {
  ToUserName: 'gh_1',
  FromUserName: 'oPerson1',
  CreateTime: now,
  MsgType: 'text',
  MsgId: '24681012141618202',
  Content: 'hello',
};
const eventOf = (Event: string, fields: Message = {}): Message => ({
  ToUserName: 'gh_1',
  FromUserName: 'oPerson1',
  CreateTime: now,
  MsgType: 'event',
  Event,
  ...fields,
});
const DAY_MS = 24 * 3_600_000;
const never = (): Promise<never> => new Promise(() => undefined);

describe('a message that comes again', () => {
  test('is answered, and does nothing', async () => {
    const world = openPushWorld();
    for (let times = 0; times < 4; times += 1) {
      expect(await world.push(miniProgram, text)).toMatchObject({ statusCode: 200, body: 'success' });
    }
    expect(world.handled).toHaveLength(1);
    expect(world.messages()).toMatchObject([{ state: 'done', sealed: '', attempts: 1 }]);
  });

  test('within a week, or in the other format, or to another process, does nothing', async () => {
    const world = openPushWorld();
    await world.push(miniProgram, text);
    world.clock.advance(6.9 * DAY_MS);
    await world.timer();
    await world.push(miniProgram, text);
    await world.push({ ...miniProgram, format: 'xml' }, text);
    await world.send(pushed(miniProgram, text, { timestamp: world.now() / 1000 }), world.another());
    expect(world.handled).toHaveLength(1);
  });

  test('twenty times at once is applied once, and every delivery is answered when it is done', async () => {
    const world = openPushWorld();
    const order: string[] = [];
    world.handlers = {
      merchant: async () => {
        await world.clock.sleep(1500);
        order.push('done');
        return undefined;
      },
    };
    const event = pushed(miniProgram, text, { timestamp: now });
    const doors = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? world.door : world.another()));
    const answers = await world.clock.until(
      Promise.all(
        doors.map(async (door) => {
          const { statusCode } = await world.take(event, door);
          order.push(String(statusCode));
        }),
      ),
    );
    expect(answers).toHaveLength(20);
    expect(order).toEqual(['done', ...Array<string>(20).fill('200')]);
  });

  test('as a captured request, at once or days later, is answered and does nothing', async () => {
    const world = openPushWorld();
    const event = pushed(miniProgram, text, { timestamp: now });
    await world.send(event);
    world.clock.advance(6 * DAY_MS);
    expect(await world.send(event)).toMatchObject({ statusCode: 200 });
    expect(world.handled).toHaveLength(1);
  });

  test('as a request so old that we may have forgotten it is refused, and nothing is stored', async () => {
    const world = openPushWorld();
    const event = pushed(miniProgram, text, { timestamp: now });
    await world.send(event);
    world.clock.advance(9 * DAY_MS);
    await world.timer();
    expect(world.stored.size).toBe(0);
    expect(await world.send(event)).toMatchObject({ statusCode: 401, body: 'stale' });
    expect([world.stored.size, world.handled.length]).toEqual([0, 1]);
  });

  test('is never forgotten while its request is still taken', async () => {
    const world = openPushWorld();
    // Signed as of a day that our clock has not reached.
    const event = pushed(miniProgram, text, { timestamp: now + 86_400 });
    await world.send(event);
    world.clock.advance(8 * DAY_MS);
    await world.timer();
    expect(await world.send(event)).toMatchObject({ statusCode: 200 });
    expect(world.handled).toHaveLength(1);
    expect(await world.push(miniProgram, text, { timestamp: world.now() / 1000 + 86_401 })).toMatchObject({
      body: 'stale',
    });
  });
});

describe('an old message that comes for the first time', () => {
  test('is taken, for deliveries may be late, and the log says how old it is', async () => {
    const world = openPushWorld();
    const timestamp = now - 86_400;
    await world.push(miniProgram, { ...text, CreateTime: timestamp }, { timestamp });
    expect(world.handled).toHaveLength(1);
    expect(world.logged.join('\n')).toContain('"age_s":86400');
  });
});

describe('two messages are two', () => {
  const settlement = (fields: Message): Message =>
    eventOf('trade_manage_order_settlement', { FromUserName: 'oSystem', merchant_id: '1', ...fields });
  const card = (Event: string, fields: Message = {}): Message =>
    eventOf(Event, { CardId: 'pCard', UserCardCode: 'c1', ...fields });

  test.each<readonly [string, Message, Message]>([
    ['two persons’ messages', text, { ...text, MsgId: '24681012141618203' }],
    [
      'numbers that a double cannot tell apart',
      { ...text, MsgId: '9007199254740992' },
      { ...text, MsgId: '9007199254740993' },
    ],
    [
      'two orders settled in the same second',
      settlement({ transaction_id: '42001' }),
      settlement({ transaction_id: '42002' }),
    ],
    [
      'an order shipped and the same settled, in the same second',
      settlement({ transaction_id: '42001' }),
      settlement({ transaction_id: '42001', settlement_time: now }),
    ],
    ['two codes of one card', card('user_consume_card'), card('user_consume_card', { UserCardCode: 'c2' })],
    [
      'a gift and its return',
      card('user_gifting_card', { IsReturnBack: 0 }),
      card('user_gifting_card', { IsReturnBack: 1 }),
    ],
    ['a card got and got as a gift', card('user_get_card'), card('user_get_card', { OldUserCardCode: 'c0' })],
    [
      'two verifications',
      eventOf('face_identify', { out_seq_no: 'a' }),
      eventOf('face_identify', { out_seq_no: 'b' }),
    ],
    [
      'events that we do not know',
      eventOf('new_event', { thing: { id: '1' } }),
      eventOf('new_event', { thing: { id: '2' } }),
    ],
    [
      'events of two seconds',
      eventOf('CLICK', { EventKey: 'a' }),
      eventOf('CLICK', { EventKey: 'a', CreateTime: now + 1 }),
    ],
    ['events of two persons', eventOf('subscribe'), eventOf('subscribe', { FromUserName: 'oPerson2' })],
    ['a message and an event with its number', text, eventOf('text', { MsgId: text.MsgId })],
  ])('%s', async (_what, one, other) => {
    const world = openPushWorld();
    for (const message of [one, other, one, other]) await world.push(account, message);
    expect(world.messages()).toHaveLength(2);
    const by = new Set(world.handled.map((each) => each.by));
    expect(world.handled).toHaveLength(2 * by.size);
  });

  test('the same number at two apps', async () => {
    const world = openPushWorld();
    await world.push(miniProgram, text);
    await world.push(account, text);
    expect(world.handled).toHaveLength(2);
  });

  test.each<readonly [string, Message, Message]>([
    [
      'fields in another order',
      eventOf('new_event', { a: '1', b: { c: '2', d: '3' } }),
      { b: { d: '3', c: '2' }, a: '1', ...eventOf('new_event') },
    ],
    ['numbers as numbers and as texts', eventOf('new_event', { a: 1 }), eventOf('new_event', { a: '1' })],
    [
      'a card event that is told with other words',
      card('user_view_card', { OuterStr: '1' }),
      card('user_view_card', { OuterStr: '2' }),
    ],
  ])('but not: %s', async (_what, one, other) => {
    const world = openPushWorld();
    for (const message of [one, other]) await world.push(account, message);
    expect(world.messages()).toHaveLength(1);
  });
});

describe('a signature in clear', () => {
  const plain = { ...miniProgram, mode: 'plain' } as const;
  const overheard = pushed(plain, text, { timestamp: now });
  const withBody = (event: HttpPush, message: Message): HttpPush => ({
    ...event,
    body: JSON.stringify(message),
  });

  test('carries the message that it came with, again, and no other', async () => {
    const world = openPushWorld(plain);
    expect(await world.send(overheard)).toMatchObject({ statusCode: 200 });
    expect(await world.send(overheard)).toMatchObject({ statusCode: 200 });
    const forged = withBody(overheard, eventOf('face_identify', { out_seq_no: 'forged' }));
    expect(await world.send(forged)).toMatchObject({ statusCode: 401, body: 'reused_signature' });
    expect(world.handled).toHaveLength(1);
    expect(world.messages()).toHaveLength(1);
  });

  test('in twenty requests at once carries one message', async () => {
    const world = openPushWorld(plain);
    const forgeries = Array.from({ length: 20 }, (_, n) =>
      withBody(overheard, { ...text, MsgId: String(n) }),
    );
    const answers = await world.clock.until(Promise.all(forgeries.map((event) => world.take(event))));
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1);
    expect(world.handled).toHaveLength(1);
  });
});

describe('a handler', () => {
  test('that throws makes WeChat come again, at once if it likes, until the message is applied', async () => {
    const world = openPushWorld();
    let tries = 0;
    world.handlers = {
      merchant: async () => {
        tries += 1;
        if (tries < 3) throw new Error('not now');
        return undefined;
      },
    };
    const answers = [];
    for (let times = 0; times < 4; times += 1) answers.push((await world.push(miniProgram, text)).statusCode);
    expect(answers).toEqual([500, 500, 200, 200]);
    expect(tries).toBe(3);
  });

  test('that hangs is left behind in time, and the next delivery goes on when it had its time', async () => {
    const world = openPushWorld();
    let tries = 0;
    world.handlers = { merchant: () => ((tries += 1) === 1 ? never() : Promise.resolve(undefined)) };
    const before = world.now();
    expect(await world.push(miniProgram, text)).toMatchObject({ statusCode: 503 });
    expect(world.now() - before).toBeLessThanOrEqual(4000);
    expect(await world.push(miniProgram, text)).toMatchObject({ statusCode: 200 });
    expect(world.now() - before).toBeGreaterThanOrEqual(5000);
    expect(world.now() - before).toBeLessThanOrEqual(8000);
    expect(tries).toBe(2);
  });

  test('that hangs for ever keeps no delivery longer than WeChat waits', async () => {
    const world = openPushWorld();
    world.handlers = { merchant: never };
    for (let times = 0; times < 4; times += 1) {
      const before = world.now();
      expect(await world.push(miniProgram, text)).toMatchObject({ statusCode: 503 });
      expect(world.now() - before).toBeLessThanOrEqual(4000);
    }
  });

  test('that ends after it was left behind has its message done all the same', async () => {
    const world = openPushWorld();
    const work = { end: (): void => undefined };
    world.handlers = { merchant: () => new Promise((resolve) => (work.end = () => resolve(undefined))) };
    await world.push(miniProgram, text);
    work.end();
    world.handlers = {};
    expect(await world.push(miniProgram, text)).toMatchObject({ statusCode: 200 });
    expect(world.messages()).toMatchObject([{ state: 'done' }]);
  });

  test('is told when its time is over', async () => {
    const world = openPushWorld();
    const deadlines: number[] = [];
    const door = {
      ...world.door,
      handlersUntil: (deadline: number) => {
        deadlines.push(deadline - world.now());
        return world.door.handlersUntil(deadline);
      },
    };
    await world.send(pushed(miniProgram, text, { timestamp: now }), door);
    expect(deadlines).toEqual([3200]);
  });

  test('of cards that breaks keeps the event from being done, and the other is given it all the same', async () => {
    const world = openPushWorld();
    const seen: string[] = [];
    let isBroken = true;
    const members = async (): Promise<void> => {
      seen.push('members');
      if (isBroken) throw new Error('broken');
    };
    world.handlers = { card: [members, async () => void seen.push('cards')] };
    const event = eventOf('user_get_card', { CardId: 'pCard', UserCardCode: 'c1' });
    expect(await world.push(account, event)).toMatchObject({ statusCode: 500 });
    isBroken = false;
    expect(await world.push(account, event)).toMatchObject({ statusCode: 200 });
    expect(await world.push(account, event)).toMatchObject({ statusCode: 200 });
    expect(seen).toEqual(['members', 'cards', 'members', 'cards']);
  });
});

describe('whose business it is', () => {
  test.each([
    ['face_identify', ['face']],
    ['user_get_card', ['members', 'cards']],
    ['update_member_card', ['members', 'cards']],
    ['card_pass_check', ['members', 'cards']],
    ['card_merchant_check_result', ['members', 'cards']],
    ['trade_manage_order_settlement', ['shipping']],
    ['trade_manage_remind_access_api', ['shipping']],
    ['wxa_trade_controlled', ['shipping']],
    ['subscribe', ['merchant']],
    ['complaint_callback', ['merchant']],
    ['toString', ['merchant']],
    ['__proto__', ['merchant']],
  ])('%s goes to %j', async (event, by) => {
    const world = openPushWorld();
    await world.push(account, eventOf(event));
    expect(world.handled.map((one) => one.by)).toEqual(by);
  });

  test('a person’s message goes to the merchant, whatever it is about', async () => {
    const world = openPushWorld();
    await world.push(miniProgram, { ...text, Content: 'user_get_card', Title: 'face_identify' });
    expect(world.handled.map((one) => one.by)).toEqual(['merchant']);
  });
});

describe('a process that dies at any of its calls', () => {
  /** Counts the calls of one good delivery. */
  async function callsOf(event: HttpPush): Promise<number> {
    const world = openPushWorld();
    await world.send(event);
    return world.calls.length;
  }

  /** What the handlers were given, as one world sees it. */
  const given = (world: PushWorld): readonly PushMessage[] => world.handled.map(({ message }) => message);

  const message = eventOf('user_get_card', { CardId: 'pCard', UserCardCode: 'c1' });
  const event = pushed(account, message, { timestamp: now });

  test.each([
    ['dies', never],
    ['breaks', () => Promise.reject(new Error('the database is away'))],
  ])(
    'or whose database %s there, is never acknowledged, and the next delivery applies it',
    async (_what, fail) => {
      const calls = await callsOf(event);
      expect(calls).toBeGreaterThanOrEqual(3);
      for (let at = 1; at <= calls; at += 1) {
        const world = openPushWorld();
        world.before = () => (world.calls.length === at ? fail() : undefined);
        const first = await world.send(event);
        expect(first.statusCode).toBeGreaterThanOrEqual(500);
        const wasApplied = given(world).length > 0;
        world.before = () => undefined;
        for (let times = 0; times < 3; times += 1) await world.send(event, world.another());
        expect(world.messages()).toMatchObject([{ state: 'done' }]);
        // Only between applying and noting it can it be applied again, which handlers are told to expect.
        expect(given(world)).toHaveLength(wasApplied ? 4 : 2);
      }
    },
  );

  test('after a write of the database that nobody heard the end of does not apply it twice', async () => {
    const world = openPushWorld();
    const { pushes } = world.door;
    let isLost = true;
    const door = {
      ...world.door,
      pushes: {
        ...pushes,
        replace: async (...parts: Parameters<typeof pushes.replace>) => {
          const isDone = await pushes.replace(...parts);
          if (isLost) throw new Error('the answer was lost');
          return isDone;
        },
      },
    };
    expect(await world.send(event, door)).toMatchObject({ statusCode: 500 });
    isLost = false;
    expect(await world.send(event, door)).toMatchObject({ statusCode: 200 });
    expect(given(world)).toHaveLength(2);
  });
});
