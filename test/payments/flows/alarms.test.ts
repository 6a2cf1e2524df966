/** Alarms: each thing is told once a day to an address of the configuration, whatever it does, and however many timers run. */
import { createHmac } from 'node:crypto';
import { HttpFailure, type HttpReply, type HttpRequest } from '../../../shared/kernel/http';
import { Secret } from '../../../shared/kernel/secret';
import type { AlarmDay, DailyMatter } from '../../../shared/payments/daily-matters';
import { alarmHookIn } from '../../../shared/payments/flows/daily/alarm-hook';
import { matterOf } from '../../../shared/payments/flows/daily/digest';
import { createAlarms, type AlarmRoom } from '../../../shared/payments/flows/daily/raise-alarms';

const NINE = Date.UTC(2026, 10, 27, 1, 0);
const HOUR = 3_600_000;
const SECRET = 'a secret of twenty-four';
const reply = (status: number): HttpReply => ({ status, headers: {}, body: '' });
const aside = (...numbers: readonly string[]): DailyMatter =>
  matterOf('kept_aside', numbers, { limit: 100, configId: 'payment' }) as DailyMatter;

/** Timers that share a database and an address, with a clock that is set by hand. */
function openRoom() {
  const days = new Map<string, AlarmDay>();
  const sent: HttpRequest[] = [];
  const lines: (readonly [string, unknown])[] = [];
  const world = {
    ...{ now: NINE, looked: 0, sent, days, lines },
    matters: [aside('A1')] as readonly DailyMatter[],
    answer: (): Promise<HttpReply> => Promise.resolve(reply(204)),
    hook: { url: 'https://hooks.example.com/in', secret: new Secret(SECRET) } as Awaited<
      ReturnType<AlarmRoom['hook']>
    >,
  };
  const room: AlarmRoom = {
    clock: { now: () => world.now, sleep: async () => undefined },
    log: (event, fields) => lines.push([event, fields]),
    days: {
      idOf: ({ day }) => day,
      get: async (id) => days.get(id),
      insert: async (one) => !days.has(one.day) && days.set(one.day, one).has(one.day),
      replace: async (one, expected) =>
        days.get(one.day)?.version === expected && days.set(one.day, one).has(one.day),
    },
    hook: async () => world.hook,
    async matters() {
      world.looked += 1;
      return world.matters;
    },
    async send(request) {
      sent.push(request);
      return world.answer();
    },
  };
  return { world, room };
}

interface Sent {
  readonly day: string;
  readonly alarms: readonly { readonly id: string; readonly thing: string }[];
  readonly text: { readonly en: string; readonly zh: string };
}
const told = ({ sent }: { readonly sent: readonly HttpRequest[] }): readonly string[] =>
  sent.flatMap(({ body }) => (JSON.parse(body) as Sent).alarms.map(({ thing }) => thing));

test('a thing is told of once a day, whichever timer comes first, and again on the next day while it waits', async () => {
  const { world, room } = openRoom();
  const timers = [createAlarms(), createAlarms(), createAlarms()];
  await Promise.all(timers.map((timer) => timer.run(room)));
  for (let hour = 1; hour < 24; hour += 1) {
    world.now = NINE + hour * HOUR;
    await Promise.all(timers.map((timer) => timer.run(room)));
  }
  expect(told(world)).toEqual(['A1']);
  world.now = NINE + 24 * HOUR;
  await Promise.all(timers.map((timer) => timer.run(room)));
  expect(told(world)).toEqual(['A1', 'A1']);
});

test('what comes later in the day is told of within the hour, without what was told', async () => {
  const { world, room } = openRoom();
  const timer = createAlarms();
  await timer.run(room);
  world.matters = [aside('A1', 'A2')];
  world.now += HOUR - 1;
  await timer.run(room);
  expect(world.looked).toBe(1);
  world.now += 1;
  await timer.run(room);
  expect(told(world)).toEqual(['A1', 'A2']);
  expect((JSON.parse(world.sent[1]?.body ?? '') as Sent).text).toEqual({
    en: 'CrossPay, 2026-11-27\npayments kept aside, to be returned or explained: 1 (A2)',
    zh: 'CrossPay 2026-11-27\n被搁置、待退回或说明的款项: 1 (A2)',
  });
});

test('what is sent names day and thing, and is signed with the secret, which it does not hold', async () => {
  const { world, room } = openRoom();
  await createAlarms().run(room);
  const [{ headers, body, url, method } = {} as HttpRequest] = world.sent;
  expect([method, url]).toEqual(['POST', 'https://hooks.example.com/in']);
  expect(JSON.parse(body)).toMatchObject({
    source: 'crosspay',
    day: '2026-11-27',
    sent_at: NINE,
    alarms: [
      { id: '2026-11-27/kept_aside/payment/A1', kind: 'kept_aside', config_id: 'payment', thing: 'A1' },
    ],
  });
  const hmac = createHmac('sha256', SECRET)
    .update(`${NINE / 1000}.${body}`)
    .digest('hex');
  expect(headers['x-crosspay-signature']).toBe(`t=${NINE / 1000},v1=${hmac}`);
  expect(JSON.stringify(world.sent) + JSON.stringify(world.lines)).not.toContain(SECRET);
});

test.each<readonly [string, () => Promise<HttpReply>, RegExp]>([
  ['answers with an error', () => Promise.resolve(reply(500)), /^it answered 500$/],
  ['sends elsewhere', () => Promise.resolve(reply(302)), /^it answered 302, and is not followed$/],
  [
    'hangs',
    () => Promise.reject(new HttpFailure('timeout', 'no answer within 5000 ms')),
    /^timeout: no answer/,
  ],
  ['breaks the one that sends', () => Promise.reject(new Error('mArK')), /^it cannot be sent$/],
])(
  'an address that %s is tried again an hour later, five times a day at most',
  async (_what, answer, why) => {
    const { world, room } = openRoom();
    world.answer = answer;
    for (let hour = 0; hour < 24; hour += 1) {
      world.now = NINE + hour * HOUR;
      await createAlarms().run(room);
      await createAlarms().run(room);
    }
    expect(world.sent).toHaveLength(5);
    expect(new Set(world.sent.map(({ body }) => (JSON.parse(body) as Sent).alarms[0]?.id)).size).toBe(1);
    expect(world.lines).toHaveLength(5);
    expect(world.lines[4]).toEqual([
      'alarm_failed',
      { day: '2026-11-27', tries: 5, why: expect.stringMatching(why) as unknown },
    ]);
    world.now = NINE + 24 * HOUR;
    world.answer = () => Promise.resolve(reply(200));
    await createAlarms().run(room);
    expect(world.sent).toHaveLength(6);
  },
);

test('a timer that died in the middle is taken over two minutes later, not before', async () => {
  const { world, room } = openRoom();
  const died = { day: '2026-11-27', version: 1, told: [], failures: 0, leaseUntil: NINE + 120_000 };
  world.days.set(died.day, died);
  const timer = createAlarms();
  await timer.run(room);
  expect(world.sent).toEqual([]);
  world.now += 120_001;
  await timer.run(room);
  expect(told(world)).toEqual(['A1']);
});

test('many things go in parts of a hundred, an hour apart, and a thousand a day at most', async () => {
  const { world, room } = openRoom();
  world.matters = [aside(...Array.from({ length: 1500 }, (_, at) => `A${at}`))];
  for (let hour = 0; hour < 24; hour += 1) {
    world.now = NINE + hour * HOUR;
    await createAlarms().run(room);
  }
  expect(world.sent).toHaveLength(10);
  expect(new Set(told(world)).size).toBe(1000);
});

test('a shop without an address is not looked at, and one where nothing waits sends nothing', async () => {
  const { world, room } = openRoom();
  const timer = createAlarms();
  world.hook = undefined;
  await timer.run(room);
  expect([world.looked, world.days.size]).toEqual([0, 0]);
  world.hook = { url: 'https://hooks.example.com/', secret: new Secret(SECRET) };
  world.matters = [];
  world.now += 60_000;
  await timer.run(room);
  expect([world.looked, world.sent.length]).toEqual([1, 0]);
});

test('an address that cannot be used is said once an hour, and nothing is sent', async () => {
  const { world, room } = openRoom();
  world.hook = { problem: 'alarm_url must be an https address with a public host name' };
  const timer = createAlarms();
  await timer.run(room);
  await timer.run(room);
  expect(world.lines).toEqual([
    ['alarm_failed', world.hook].map((one) => (one === world.hook ? { why: world.hook.problem } : one)),
  ]);
  expect(world.sent).toEqual([]);
});

describe('the address', () => {
  const of = (url: unknown, isLocal = false) =>
    alarmHookIn({ alarm_url: url, alarm_secret: SECRET }, isLocal);

  test.each(['https://hooks.example.com/in?token=1', 'https://hooks.example.com:8443/in'])(
    'may be %s',
    (url) => expect(of(url)).toMatchObject({ url }),
  );

  test.each([
    'http://hooks.example.com/in',
    'https://localhost/in',
    'https://127.0.0.1/in',
    'https://2130706433/in',
    'https://0x7f.1/in',
    'https://[::1]/in',
    'https://[::ffff:10.0.0.1]/in',
    'https://10.0.0.1/in',
    'https://metadata/in',
    'https://8.8.8.8/in',
    'https://user:word@hooks.example.com/in',
    'ftp://hooks.example.com/in',
    'file:///etc/passwd',
    'hooks.example.com',
    7,
    '',
  ])('may not be %p', (url) => expect(of(url)).toHaveProperty('problem'));

  test('may be of this machine in a local cloud', () => {
    expect(of('http://127.0.0.1:7070/in', true)).toMatchObject({ url: 'http://127.0.0.1:7070/in' });
    expect(of('http://10.0.0.1/in', true)).toHaveProperty('problem');
  });

  test('needs a secret of sixteen characters, and a secret alone needs an address', () => {
    expect(alarmHookIn({}, false)).toBeUndefined();
    const url = 'https://hooks.example.com/';
    expect(alarmHookIn({ alarm_url: url }, false)).toHaveProperty('problem');
    expect(alarmHookIn({ alarm_url: url, alarm_secret: 'x'.repeat(15) }, false)).toHaveProperty('problem');
    expect(alarmHookIn({ alarm_secret: SECRET }, false)).toHaveProperty('problem');
  });
});
