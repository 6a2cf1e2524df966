/** What came of a verification of version 2: only WeChat decides, only its owner is told, and an end stays. */
import { APPID, CARD, FaceWorld, ME, OTHER, silences } from './face-world';

async function begun(world = new FaceWorld()) {
  const { out_seq_no: number, verify_id: verifyId } = await world.start();
  return { world, number, verifyId };
}

describe('a result', () => {
  test('is pending until the phone is done, and verified when WeChat says 10000', async () => {
    const { world, number, verifyId } = await begun();
    expect(await world.result(number)).toEqual({
      errcode: 0,
      verified: false,
      state: 'pending',
      advice: 'continue',
    });
    world.server.look(verifyId);
    world.later(2000);
    expect(await world.result(number)).toEqual({
      errcode: 0,
      verified: true,
      state: 'verified',
      advice: 'verified',
    });
    expect(world.session(number)).toMatchObject({
      state: 'verified',
      last_code: 10000,
      sealed: '',
      due_at: null,
      asks: 2,
      ended_at: world.now,
    });
  });

  test('is asked for with the four values that began', async () => {
    const { world, number, verifyId } = await begun();
    await world.result(number);
    expect(JSON.parse(world.weixin.requests.at(-1)?.body ?? '')).toEqual({
      verify_id: verifyId,
      out_seq_no: number,
      cert_hash: '7de14e3f1061649989e7fed8844056dc318eef078d444ca4fc4aaab78ca74a6a',
      openid: ME,
    });
  });

  test('is asked for at most once in two seconds, however many ask at once', async () => {
    const { world, number } = await begun();
    const answers = await Promise.all(Array.from({ length: 20 }, () => world.result(number)));
    expect(answers.every(({ state }) => state === 'pending')).toBe(true);
    expect(world.asked('queryverifyinfo')).toBe(1);
    world.later(1999);
    await world.result(number);
    expect(world.asked('queryverifyinfo')).toBe(1);
    world.later(1);
    await world.result(number);
    expect(world.asked('queryverifyinfo')).toBe(2);
  });

  test('that is final stays, whatever WeChat says later, and WeChat is not asked again', async () => {
    const { world, number, verifyId } = await begun();
    world.server.look(verifyId, 10004);
    expect(await world.result(number)).toMatchObject({ state: 'failed', advice: 'another_person' });
    world.server.look(verifyId, 10000);
    world.later(60_000);
    expect(await world.result(number)).toMatchObject({ verified: false, state: 'failed' });
    await world.timer();
    expect(world.asked('queryverifyinfo')).toBe(1);
  });

  test.each([
    ['another result', { errcode: 0, verify_ret: 10004 }],
    ['that it is still running', { errcode: 0, verify_ret: 10300 }],
    ['nothing', 'timeout'],
    ['that it has no permission', { errcode: 48001 }],
  ])('stays when a slower process is told %s', async (_what, said) => {
    const { world, number, verifyId } = await begun();
    world.server.look(verifyId);
    let questions = 0;
    world.meanwhile = async (api) => {
      questions += api === 'queryverifyinfo' ? 1 : 0;
      if (api !== 'queryverifyinfo' || questions > 1) return;
      world.later(2000);
      await world.call({ action: 'result', out_seq_no: number }, ME, world.process());
      world.instead = () => said;
    };
    const verified = { errcode: 0, verified: true, state: 'verified', advice: 'verified' };
    expect(await world.result(number)).toEqual(verified);
    expect(world.session(number)).toMatchObject({ state: 'verified', advice: 'verified', last_code: 10000 });
  });

  test('is not what the client claims', async () => {
    const { world, number } = await begun();
    const claim = {
      verified: true,
      state: 'verified',
      verify_ret: 10000,
      verify_result: 'forged',
      errCode: 0,
    };
    expect(await world.result(number, claim)).toMatchObject({ verified: false, state: 'pending' });
  });

  test.each([
    ['a number of nobody', {}, '00000000000000000000000000000000', ME],
    ['somebody else’s number', {}, undefined, OTHER],
  ])('of %s is not found, and WeChat is not asked', async (_what, data, other, openid) => {
    const { world, number } = await begun();
    expect(await world.result(other ?? number, data, openid)).toMatchObject({ errcode: 4001 });
    expect(world.asked('queryverifyinfo')).toBe(0);
    expect(world.session(number)).toMatchObject({ state: 'pending', asks: 0 });
  });

  test('of the same person in another app is not found', async () => {
    const { world, number } = await begun();
    const asked = { action: 'result', out_seq_no: number };
    expect(await world.call(asked, ME, world.ports, 'wx00000000000000ff')).toMatchObject({ errcode: 4001 });
  });

  test.each([
    ['no number', undefined],
    ['a number of another form', 'a b c d e f'],
    ['an object', { $ne: '' }],
    ['a number that is too long', 'a'.repeat(33)],
  ])('of %s is refused as input', async (_what, number) => {
    const { world } = await begun();
    expect(await world.result(number)).toMatchObject({ errcode: 1002 });
  });

  test('is asked for by the session’s own version after the configuration took another', async () => {
    const { world, number, verifyId } = await begun();
    world.configure({ version: 1 });
    world.server.look(verifyId);
    expect(await world.result(number)).toMatchObject({ state: 'verified' });
  });

  test('needs no section about faces', async () => {
    const { world, number, verifyId } = await begun();
    world.config.wechat = { appid: APPID, secret: 'the-app-secret', endpoint: 'https://wechat.test' };
    world.server.look(verifyId);
    expect(await world.result(number)).toMatchObject({ state: 'verified' });
  });

  test('is lost with the app secret under which the session began', async () => {
    const { world, number, verifyId } = await begun();
    world.config.wechat = { ...world.config.wechat, secret: 'another-secret' };
    world.server.look(verifyId);
    expect(await world.result(number)).toMatchObject({ state: 'failed', advice: 'start_again' });
    expect(world.session(number)).toMatchObject({ sealed: '' });
  });

  test.each([['sealed'], ['_id']])(
    'is lost with a document whose %s was exchanged for another’s',
    async (field) => {
      const { world, number, verifyId } = await begun();
      const other = await world.start({ name: '李四', id_card_number: '440524188001010014' });
      world.server.look(verifyId);
      const mine = world.session(number);
      const theirs = world.session(other.out_seq_no);
      world.sessions.set(String(other.out_seq_no), {
        ...theirs,
        ...(field === 'sealed' ? { sealed: mine.sealed } : mine),
        _id: other.out_seq_no,
      });
      expect(await world.result(other.out_seq_no)).toMatchObject({ verified: false, state: 'failed' });
    },
  );
});

describe('the pass', () => {
  test.each([
    [{ errcode: 0, verify_ret: 10000 }, 'verified'],
    [{ errcode: 0, verify_ret: '10000' }, 'verified'],
    [{ errcode: '0', verify_ret: 10000 }, 'verified'],
    // The placeholder of WeChat's own example.
    [{ errcode: 0, verify_ret: 0 }, 'pending'],
    [{ errcode: 0, verify_ret: '0' }, 'pending'],
    [{ errcode: 0 }, 'pending'],
    [{ verify_ret: 10000 }, 'pending'],
    [{ errcode: 0, verify_ret: [10000] }, 'pending'],
    [{ errcode: 0, verify_ret: true }, 'pending'],
    [{ errcode: 0, verify_ret: ' 10000' }, 'pending'],
    [{ errcode: 0, verify_ret: '010000' }, 'pending'],
    [{ errcode: 0, verify_ret: '1e4' }, 'pending'],
    [{ errcode: 0, verify_ret: 10000.5 }, 'pending'],
    [{ errcode: 0, verify_ret: 100000 }, 'pending'],
    [{ errcode: 0, verify_ret: 1e21 }, 'pending'],
    [{ errcode: 84018, verify_ret: 10000 }, 'failed'],
    [{ errcode: -1, verify_ret: 10000 }, 'pending'],
    [{ errcode: 99999, verify_ret: 10000 }, 'pending'],
    [{ errcode: 48001, verify_ret: 10000 }, undefined],
    [{ errcode: 0, verify_ret: 90023 }, 'failed'],
    [{ errcode: 0, verify_ret: 10099 }, 'failed'],
    [{ errcode: 0, verify_ret: 20000 }, 'pending'],
  ])('%j is %s', async (said, state) => {
    const { world, number } = await begun();
    world.instead = () => said;
    const result = await world.result(number);
    expect(result.state).toBe(state);
    expect(result.verified === true).toBe(state === 'verified');
    expect(world.session(number).state).toBe(state ?? 'pending');
  });
});

describe('a question that WeChat refuses', () => {
  test.each([
    [84010, 'failed', 'ask_merchant'],
    [84015, 'failed', 'check_details'],
    [84017, 'failed', 'start_again'],
    [84018, 'failed', 'start_again'],
    [84019, 'failed', 'start_again'],
    [84020, 'failed', 'start_again'],
    [84021, 'failed', 'ask_merchant'],
    [84022, 'expired', 'expired'],
    [40003, 'failed', 'sign_in_again'],
  ])('with %s ends the session: %s', async (code, state, advice) => {
    const { world, number } = await begun();
    world.instead = () => ({ errcode: code });
    expect(await world.result(number)).toEqual({ errcode: 0, verified: false, state, advice });
    expect(world.session(number)).toMatchObject({ last_code: code, sealed: '', due_at: null });
    // It was a session: it counts.
    expect(world.used('person')).toBe(1);
  });

  test.each([
    [48001, 3101, 'ask_merchant'],
    [40164, 3101, 'ask_merchant'],
    [45009, 3104, 'try_later'],
    [45011, 3104, 'slow_down'],
    [47001, 3101, 'ask_merchant'],
  ])('with %s is an error, and the session goes on', async (code, errcode, advice) => {
    const { world, number, verifyId } = await begun();
    world.instead = () => ({ errcode: code, errmsg: 'no rid: 6600aabb-1' });
    expect(await world.result(number)).toMatchObject({ errcode, advice });
    expect(world.session(number)).toMatchObject({ state: 'pending', last_code: code });
    world.instead = () => undefined;
    world.server.look(verifyId);
    world.later(2000);
    expect(await world.result(number)).toMatchObject({ state: 'verified' });
  });

  test('because there is no access token is an error, and the session goes on', async () => {
    const { world, number, verifyId } = await begun();
    const right = world.weixin.next;
    world.weixin.token = 'gone';
    world.weixin.next = () => ({ errcode: 40125 });
    expect(await world.result(number)).toMatchObject({ errcode: 3101, advice: 'ask_merchant' });
    world.weixin.next = right;
    world.server.look(verifyId);
    world.later(2000);
    expect(await world.result(number)).toMatchObject({ state: 'verified' });
  });
});

describe('a question without an answer', () => {
  test.each([...silences, ['nobody there', 'unreachable'] as const])(
    'by %s leaves the session pending, and the next one finds out',
    async (_what, said) => {
      const { world, number, verifyId } = await begun();
      world.server.look(verifyId);
      world.instead = () => said;
      expect(await world.result(number)).toEqual({
        errcode: 0,
        verified: false,
        state: 'pending',
        advice: 'ask_again',
      });
      world.instead = () => undefined;
      world.later(2000);
      expect(await world.result(number)).toMatchObject({ verified: true });
    },
  );
});

describe('the end of the time', () => {
  test('ends a session that nobody finished', async () => {
    const { world, number } = await begun();
    world.later(3_600_000);
    expect(await world.result(number)).toEqual({
      errcode: 0,
      verified: false,
      state: 'expired',
      advice: 'expired',
    });
    expect(world.session(number)).toMatchObject({ state: 'expired', sealed: '', due_at: null });
  });

  test('ends one about which WeChat says 10300 for ever', async () => {
    const { world, number } = await begun();
    world.instead = () => ({ errcode: 0, verify_ret: 10300 });
    world.later(3_600_001);
    expect(await world.result(number)).toMatchObject({ state: 'expired' });
  });

  test('does not end one that WeChat still says is passed', async () => {
    const { world, number, verifyId } = await begun();
    world.server.look(verifyId);
    world.instead = (api) => (api === 'queryverifyinfo' ? { errcode: 0, verify_ret: 10000 } : undefined);
    world.later(3_600_001);
    expect(await world.result(number)).toMatchObject({ state: 'verified' });
  });

  test('ends one without a question when nobody asked for long', async () => {
    const { world, number } = await begun();
    world.instead = () => ({ errcode: 0, verify_ret: 10000 });
    world.later(3_600_000 + 300_000);
    expect(await world.result(number)).toMatchObject({ verified: false, state: 'expired' });
    expect(world.asked('queryverifyinfo')).toBe(0);
  });
});

test('a session that another process is just beginning is pending, and WeChat is not asked about it', async () => {
  const world = new FaceWorld();
  let seen: unknown;
  world.meanwhile = async (api) => {
    if (api !== 'getverifyid') return;
    world.meanwhile = () => undefined;
    const asked = { action: 'result', out_seq_no: [...world.sessions.keys()][0] };
    seen = await world.call(asked, ME, world.process());
  };
  await world.call({ action: 'start', ...CARD });
  expect(seen).toMatchObject({ errcode: 0, verified: false, state: 'pending', advice: 'continue' });
  expect(world.asked('queryverifyinfo')).toBe(0);
});
