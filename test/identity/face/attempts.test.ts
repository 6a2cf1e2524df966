/** Attempts: so many a day for a person and for a certificate, however many ask at once, and nobody can guess whose they are. */
import { createHmac } from 'node:crypto';
import { ANOTHER_CARD, CARD, FaceWorld, ME, OTHER } from './face-world';

const DAY = 24 * 3600 * 1000;
const persons = Array.from({ length: 20 }, (_, at) => `oPerson${String(at).padStart(20, '0')}`);
/** 20 cards, each with its check character. */
const cards = Array.from({ length: 20 }, (_, at) => {
  const head = `1101011990010110${String(at + 10).slice(-2)}`.slice(0, 17).padEnd(17, '1');
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, place) => total + weight * Number(head[place]), 0);
  return head + ('10X98765432'[sum % 11] ?? '');
});

const count = (answers: readonly Readonly<Record<string, unknown>>[], errcode: number): number =>
  answers.filter((one) => one.errcode === errcode).length;

test('a person has so many a day, then a code and the moment to come back', async () => {
  const world = new FaceWorld(2, 2);
  const first = world.now;
  await world.start();
  world.later(1000);
  await world.start(ANOTHER_CARD);
  world.later(1000);
  const refused = await world.start(ANOTHER_CARD);
  expect(refused).toMatchObject({ errcode: 4002, retry_at: first + DAY, advice: 'too_many_attempts' });
  expect(world.asked('getverifyid')).toBe(2);
  world.later(first + DAY - world.now - 1);
  expect(await world.start(ANOTHER_CARD)).toMatchObject({ errcode: 4002, retry_at: first + DAY });
  world.later(1);
  expect(await world.start(ANOTHER_CARD)).toMatchObject({ errcode: 0 });
});

test('a certificate has so many a day, whoever asks and whatever name they give', async () => {
  const world = new FaceWorld(2, 2);
  await world.start({}, ME);
  await world.start({ name: '李四' }, OTHER);
  const third = String(persons[0]);
  const refused = await world.start({ name: '王五', id_card_number: '11010119000101009x' }, third);
  expect(refused).toMatchObject({ errcode: 4002, retry_at: expect.any(Number) as number });
  // The refused person has used nothing up.
  expect(await world.start(ANOTHER_CARD, third)).toMatchObject({ errcode: 0 });
  expect(await world.start(ANOTHER_CARD, third)).toMatchObject({ errcode: 0 });
});

test('the moment to come back is the later one of person and certificate', async () => {
  const world = new FaceWorld(2, 1);
  await world.start(CARD, ME);
  world.later(60_000);
  const later = world.now;
  await world.start(ANOTHER_CARD, OTHER);
  expect(await world.start(ANOTHER_CARD, ME)).toMatchObject({ errcode: 4002, retry_at: later + DAY });
});

test('a lower limit counts at once', async () => {
  const world = new FaceWorld(2, 5);
  await world.start();
  world.later(1000);
  const second = world.now;
  await world.start();
  world.configure({ max_attempts: 1 });
  expect(await world.start()).toMatchObject({ errcode: 4002, retry_at: second + DAY });
});

test('what is older than a day is not kept', async () => {
  const world = new FaceWorld(2, 3);
  for (let more = 0; more < 6; more += 1) {
    expect(await world.start()).toMatchObject({ errcode: 0 });
    world.later(DAY / 2);
  }
  expect([world.used('person'), world.used('certificate')]).toEqual([2, 2]);
});

test('20 starts of one person at once are five', async () => {
  const world = new FaceWorld(2, 5);
  const answers = await Promise.all(cards.map((number) => world.start({ id_card_number: number })));
  expect([count(answers, 0), count(answers, 4002)]).toEqual([5, 15]);
  expect([world.asked('getverifyid'), world.used('person')]).toEqual([5, 5]);
});

test('20 people with one certificate at once, in two processes, are five', async () => {
  const world = new FaceWorld(2, 5);
  const processes = [world.ports, world.process()];
  const answers = await Promise.all(
    persons.map((openid, at) => world.call({ action: 'start', ...CARD }, openid, processes[at % 2])),
  );
  expect([count(answers, 0), count(answers, 4002)]).toEqual([5, 15]);
  expect([world.asked('getverifyid'), world.used('certificate')]).toEqual([5, 5]);
  // Nobody who was refused has used up an attempt of their own.
  const own = persons.map((openid) => world.attempts.get(`person:wx0000000000000001:${openid}`)?.attempts);
  expect(own.filter((list) => Array.isArray(list) && list.length > 0)).toHaveLength(5);
});

test('20 starts at once that WeChat all refuses leave every attempt', async () => {
  const world = new FaceWorld(2, 5);
  world.instead = () => ({ errcode: 84014 });
  const answers = await Promise.all(persons.map(() => world.start()));
  expect(count(answers, 0)).toBe(0);
  expect([world.used('person'), world.used('certificate')]).toEqual([0, 0]);
});

test('what was given back once is not given back twice', async () => {
  const world = new FaceWorld(2, 5);
  await world.start();
  world.instead = () => ({ errcode: 84014 });
  await world.start();
  await world.start();
  expect([world.used('person'), world.used('certificate')]).toEqual([1, 1]);
});

test('an attempt that cannot be given back stays used, and the error is still WeChat’s', async () => {
  const world = new FaceWorld(2, 5);
  world.meanwhile = (api) => {
    if (api === 'getverifyid') world.attempts.forEach((one) => (one.attempts = 'spoilt'));
  };
  world.instead = () => ({ errcode: 84014 });
  expect(await world.start()).toMatchObject({ errcode: 3101 });
  expect(world.weixin.logged.join()).toContain('face_attempt_kept');
});

test('a document that somebody spoilt refuses, and lets nobody through', async () => {
  const world = new FaceWorld(2, 1);
  await world.start();
  world.attempts.forEach((one) => (one.attempts = null));
  expect(await world.start()).toMatchObject({ errcode: 5002 });
  expect(world.asked('getverifyid')).toBe(1);
});

test('a certificate is known by a hash that nobody can compute without the app’s secret', async () => {
  const world = new FaceWorld();
  await world.start();
  const id = [...world.attempts.keys()].find((one) => one.startsWith('certificate:'));
  expect(id).toMatch(/^certificate:wx0000000000000001:[\w-]{43}$/);
  const guesses = ['', 'the-app-secret', 'wx0000000000000001', 'certificate'].flatMap((key) =>
    ['base64url', 'hex'].map((form) =>
      createHmac('sha256', key)
        .update(CARD.id_card_number)
        .digest(form as 'hex'),
    ),
  );
  expect(guesses.filter((guess) => id?.includes(guess))).toEqual([]);
  const other = new FaceWorld();
  other.config.wechat = { ...other.config.wechat, secret: 'another-secret' };
  await other.start();
  expect(other.attempts.has(String(id))).toBe(false);
});
