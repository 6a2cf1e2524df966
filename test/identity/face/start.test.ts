/** Beginning a verification: what is refused before WeChat is asked, what WeChat gets, what is left when it says no or nothing. */
import { ANOTHER_CARD, CARD, FaceWorld, ME, OTHER, silences } from './face-world';

const body = ({ weixin }: FaceWorld): unknown => JSON.parse(weixin.requests.at(-1)?.body ?? '{}');

describe('a verification that begins', () => {
  test('tells WeChat name, number and person, and the caller what the phone needs', async () => {
    const world = new FaceWorld();
    const started = await world.start();
    expect(started).toEqual({
      errcode: 0,
      out_seq_no: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      verify_id: 'verify-MARK-1',
    });
    expect(body(world)).toEqual({
      out_seq_no: started.out_seq_no,
      cert_info: { cert_type: 'IDENTITY_CARD', cert_name: '张三', cert_no: '11010119000101009X' },
      openid: ME,
    });
  });

  test('tells WeChat the number as it stands on the card, however it was written', async () => {
    const world = new FaceWorld();
    const written = { name: ' 张三 ', id_card_number: ' １１０１０１１９０００１０１００９x ' };
    expect(await world.start(written)).toMatchObject({ errcode: 0 });
    expect(body(world)).toMatchObject({
      cert_info: { cert_name: '张三', cert_no: '11010119000101009X' },
    });
  });

  test('is kept with its owner and purpose, and ends when WeChat’s own time is over', async () => {
    const world = new FaceWorld();
    world.server.expiresIn = 600;
    const before = world.now;
    const { out_seq_no: number } = await world.start();
    expect(world.session(number)).toMatchObject({
      appid: world.config.wechat?.appid,
      openid: ME,
      face_version: 2,
      purpose: 'rent',
      state: 'pending',
      asks: 0,
      created_at: before,
      expires_at: before + 600_000,
      ended_at: null,
    });
    expect(world.session(number).due_at).toBeGreaterThan(world.now);
  });

  test('has a number of its own each time', async () => {
    const world = new FaceWorld();
    const numbers = [await world.start(), await world.start()].map(({ out_seq_no: number }) => number);
    expect(new Set(numbers).size).toBe(2);
  });

  test.each([
    [undefined, 3600],
    ['7200', 7200],
    [0, 3600],
    [-5, 3600],
    [1e9, 3600],
    ['soon', 3600],
  ])('lives an hour unless WeChat says how long: %p', async (life, seconds) => {
    const world = new FaceWorld();
    world.instead = () => ({
      errcode: 0,
      verify_id: 'v',
      ...(life === undefined ? {} : { expires_in: life }),
    });
    const before = world.now;
    const { out_seq_no: number } = await world.start();
    expect(world.session(number).expires_at).toBe(before + seconds * 1000);
  });

  test('uses the configuration of the calling app in a shared environment', async () => {
    const world = new FaceWorld();
    const shared = 'wx00000000000000ff';
    world.config[`wechat_${shared}`] = {
      ...world.config.wechat,
      appid: shared,
      face: { purposes: ['door'], max_attempts: 1 },
    };
    const started = await world.call({ action: 'start', ...CARD, purpose: 'door' }, ME, world.ports, shared);
    expect(started).toMatchObject({ errcode: 0 });
    expect(world.session(started.out_seq_no)).toMatchObject({ appid: shared, from_appid: shared });
  });
});

describe('what is refused before WeChat is asked', () => {
  test.each([
    ['a wrong check character', { id_card_number: '110105194912310021' }, ['id_card_number']],
    ['a date that does not exist', { id_card_number: '110105190002290017' }, ['id_card_number']],
    ['a passport', { id_card_number: 'E12345678' }, ['id_card_number', 'passport']],
    ['15 digits', { id_card_number: '110105491231002' }, ['id_card_number', '15 digits']],
    ['a number that is no text', { id_card_number: 110101190001010081 }, ['id_card_number must be a text']],
    ['no number', { id_card_number: undefined }, ['id_card_number is missing']],
    ['no name', { name: undefined }, ['name is missing']],
    ['a name of blanks', { name: '  ' }, ['name must not be empty']],
    ['a name with a control character', { name: '张\u0007三' }, ['name holds']],
    ['a name that is too long', { name: '某'.repeat(51) }, ['name must be at most 50']],
    ['a purpose that nobody configured', { purpose: 'loan' }, ['purpose must be one of: rent, age-check']],
    ['no purpose', { purpose: undefined }, ['purpose is missing']],
    [
      'everything at once',
      { name: 7, id_card_number: '110101190001010082', purpose: null },
      ['name must be a text', 'id_card_number', 'purpose must be a text'],
    ],
  ])('%s', async (_what, data, says) => {
    const world = new FaceWorld();
    const refused = await world.start(data);
    expect(refused).toMatchObject({ errcode: 1002 });
    for (const words of says) expect(refused.errmsg).toContain(words);
    for (const sent of Object.values(data).filter((one) => typeof one !== 'object' && String(one).length > 3))
      expect(refused.errmsg).not.toContain(String(sent));
    expect([world.weixin.asked, world.sessions.size, world.attempts.size]).toEqual([[], 0, 0]);
  });

  test('a caller whom the platform does not name', async () => {
    const world = new FaceWorld();
    expect(await world.start({}, '')).toMatchObject({ errcode: 1003 });
    expect(world.weixin.asked).toEqual([]);
  });

  test('everybody without a configuration, and without the section about faces, naming what is missing', async () => {
    const world = new FaceWorld();
    world.config.wechat = { appid: 'wx0000000000000001', secret: 'the-app-secret' };
    const refused = await world.start();
    expect(refused).toMatchObject({ errcode: 2002 });
    expect(refused.errmsg).toContain('face is missing');
    delete world.config.wechat;
    expect(await world.start()).toMatchObject({ errcode: 2001 });
    expect(world.weixin.asked).toEqual([]);
  });
});

describe('a verification that WeChat refuses', () => {
  const adviceFor: Readonly<Record<number, string>> = {
    84010: 'ask_merchant',
    84011: 'ask_merchant',
    84012: 'check_details',
    84013: 'check_details',
    84014: 'check_details',
    84015: 'check_details',
    84016: 'ask_merchant',
    84017: 'start_again',
    84018: 'start_again',
    84019: 'start_again',
    84020: 'start_again',
    84021: 'ask_merchant',
    84022: 'expired',
    40003: 'sign_in_again',
    48001: 'ask_merchant',
    40226: 'ask_merchant',
    40164: 'ask_merchant',
    47001: 'ask_merchant',
  };

  test.each(Object.entries(adviceFor))('with %s has ended, and was no attempt', async (code, advice) => {
    const world = new FaceWorld();
    world.instead = () => ({ errcode: Number(code), errmsg: 'no 张三 rid: 6600aabb-77' });
    const refused = await world.start();
    expect(refused).toMatchObject({ errcode: 3101, advice });
    expect(refused.errmsg).toContain(code);
    expect(world.only()).toMatchObject({
      state: 'failed',
      last_code: Number(code),
      sealed: '',
      due_at: null,
    });
    expect([world.used('person'), world.used('certificate')]).toEqual([0, 0]);
  });

  test.each([
    [45009, 'try_later'],
    [45011, 'slow_down'],
  ])('because of a quota (%s) says so', async (code, advice) => {
    const world = new FaceWorld();
    world.instead = () => ({ errcode: code });
    expect(await world.start()).toMatchObject({ errcode: 3104, advice });
    expect(world.used('person')).toBe(0);
  });

  test('because it gives no access token is no attempt', async () => {
    const world = new FaceWorld();
    world.weixin.next = () => ({ errcode: 40125, errmsg: 'invalid appsecret' });
    expect(await world.start()).toMatchObject({ errcode: 3101, advice: 'ask_merchant' });
    expect(world.only()).toMatchObject({ state: 'failed', sealed: '' });
    expect([world.used('person'), world.used('certificate')]).toEqual([0, 0]);
    expect(world.asked('getverifyid')).toBe(0);
  });

  test('because of an old token is begun with a new one, and is one attempt', async () => {
    const world = new FaceWorld();
    await world.start();
    world.weixin.token = 'gone';
    expect(await world.start()).toMatchObject({ errcode: 0 });
    expect(world.used('person')).toBe(2);
  });

  test('because nobody is there is no attempt', async () => {
    const world = new FaceWorld();
    world.instead = () => 'unreachable';
    expect(await world.start()).toMatchObject({ errcode: 3103, advice: 'try_later' });
    expect(world.only()).toMatchObject({ state: 'failed' });
    expect([world.used('person'), world.used('certificate')]).toEqual([0, 0]);
  });
});

describe('a verification whose answer is lost', () => {
  const lost = [...silences, ['an answer without verify_id', { errcode: 0 }] as const];

  test.each(lost)('by %s has ended, counts, and is never begun twice', async (_what, said) => {
    const world = new FaceWorld();
    world.instead = () => said;
    expect(await world.start()).toMatchObject({ errcode: 3102, advice: 'start_again' });
    const [first] = [...world.sessions.keys()];
    expect(world.only()).toMatchObject({ state: 'failed', advice: 'start_again', sealed: '', due_at: null });
    expect([world.used('person'), world.used('certificate')]).toEqual([1, 1]);
    expect(world.asked('getverifyid')).toBe(1);
    world.instead = () => undefined;
    const again = await world.start();
    expect(again).toMatchObject({ errcode: 0 });
    expect(again.out_seq_no).not.toBe(first);
    expect(await world.result(first)).toMatchObject({
      verified: false,
      state: 'failed',
      advice: 'start_again',
    });
  });

  test('until the timer has ended the session is handed out to nobody', async () => {
    const world = new FaceWorld();
    world.meanwhile = async (api) => {
      if (api !== 'getverifyid') return;
      world.later(6 * 60_000);
      await world.timer(50, world.process());
    };
    const late = await world.start();
    expect(late).toMatchObject({ errcode: 3102, advice: 'start_again' });
    expect(late).not.toHaveProperty('verify_id');
    expect(world.only()).toMatchObject({ state: 'failed', sealed: '' });
    expect(world.used('person')).toBe(1);
  });
});

test('a failure that says nothing about WeChat counts, and the timer ends the session', async () => {
  const world = new FaceWorld();
  world.meanwhile = (api) => {
    if (api === 'getverifyid') throw new TypeError('the machine is broken');
  };
  expect(await world.start()).toMatchObject({ errcode: 5000 });
  expect([world.used('person'), world.used('certificate')]).toEqual([1, 1]);
  expect(world.only()).toMatchObject({ state: 'pending', sealed: '' });
  world.later(5 * 60_000);
  await world.timer();
  expect(world.only()).toMatchObject({ state: 'failed', advice: 'start_again' });
});

test('people of different cards do not count for each other', async () => {
  const world = new FaceWorld(2, 1);
  expect(await world.start()).toMatchObject({ errcode: 0 });
  expect(await world.start(ANOTHER_CARD, OTHER)).toMatchObject({ errcode: 0 });
});
