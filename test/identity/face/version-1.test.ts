/** Version 1: the phone brings a handle, which proves nothing. Only an answer about the same person, card and key passes. */
import { ANOTHER_CARD, CARD, FaceWorld, ME, OTHER, silences } from './face-world';

async function begun(world = new FaceWorld(1)) {
  const { out_seq_no: number, user_id_key: key } = await world.start();
  return { world, number, key };
}

const VERIFIED = { errcode: 0, verified: true, state: 'verified', advice: 'verified' };
const REFUSED = { errcode: 0, verified: false, state: 'failed', advice: 'start_again' };

test('begins with user_id_key, and tells WeChat the number so that it pushes the result', async () => {
  const { world, number, key } = await begun();
  expect(key).toBe('key-MARK-1');
  expect(JSON.parse(world.weixin.requests.at(-1)?.body ?? '')).toEqual({
    name: CARD.name,
    id_card_number: CARD.id_card_number,
    out_seq_no: number,
  });
  expect(world.session(number)).toMatchObject({ face_version: 1, state: 'pending' });
});

test('passes with the handle of its own check', async () => {
  const { world, number, key } = await begun();
  expect(await world.result(number, { verify_result: world.server.verify(key, ME) })).toEqual(VERIFIED);
  expect(world.session(number)).toMatchObject({ last_code: 0, sealed: '', due_at: null });
});

test('asks nobody without a handle', async () => {
  const { world, number } = await begun();
  expect(await world.result(number)).toMatchObject({ state: 'pending', advice: 'continue' });
  expect(world.asked('getinfo')).toBe(0);
});

describe('a handle is refused', () => {
  test('that is forged', async () => {
    const { world, number } = await begun();
    expect(await world.result(number, { verify_result: 'forged' })).toEqual(REFUSED);
  });

  test('of somebody else’s check', async () => {
    const { world, number } = await begun();
    const theirs = await world.start(ANOTHER_CARD, OTHER);
    const handle = world.server.verify(theirs.user_id_key, OTHER);
    expect(await world.result(number, { verify_result: handle })).toEqual(REFUSED);
    expect(await world.result(theirs.out_seq_no, { verify_result: handle }, OTHER)).toEqual(VERIFIED);
  });

  test('of another card of the same person', async () => {
    const { world, number } = await begun();
    const other = await world.start(ANOTHER_CARD);
    const handle = world.server.verify(other.user_id_key, ME);
    expect(await world.result(number, { verify_result: handle })).toEqual(REFUSED);
  });

  test('of somebody who used this session’s key', async () => {
    const { world, number, key } = await begun();
    expect(await world.result(number, { verify_result: world.server.verify(key, OTHER) })).toEqual(REFUSED);
  });

  test('that was used in an earlier session of the same person and card', async () => {
    const { world, number, key } = await begun();
    const handle = world.server.verify(key, ME);
    expect(await world.result(number, { verify_result: handle })).toEqual(VERIFIED);
    const again = await world.start();
    expect(await world.result(again.out_seq_no, { verify_result: handle })).toEqual(REFUSED);
  });

  test('of a check in which the phone chose name and number itself', async () => {
    const { world, number } = await begun();
    const handle = world.server.verifyFreely(CARD.name, CARD.id_card_number, ME);
    expect(await world.result(number, { verify_result: handle })).toEqual(REFUSED);
  });

  test('that comes too late', async () => {
    const { world, number, key } = await begun();
    const handle = world.server.verify(key, ME);
    world.later(3_600_000);
    expect(await world.result(number, { verify_result: handle })).toMatchObject({
      verified: false,
      state: 'expired',
    });
    expect(world.asked('getinfo')).toBe(0);
  });

  test('after the end, which stays', async () => {
    const { world, number, key } = await begun();
    expect(await world.result(number, { verify_result: 'forged' })).toEqual(REFUSED);
    world.later(2000);
    expect(await world.result(number, { verify_result: world.server.verify(key, ME) })).toEqual(REFUSED);
    expect(world.asked('getinfo')).toBe(1);
  });

  test.each([['a b'], [''], ['x'.repeat(2049)], [7], [{ $ne: '' }]])('as input: %p', async (handle) => {
    const { world, number } = await begun();
    expect(await world.result(number, { verify_result: handle })).toMatchObject({ errcode: 1002 });
  });
});

describe('the pass', () => {
  const right = (world: FaceWorld, handle: string) =>
    world.server.answer('cityservice/face/identify/getinfo', { verify_result: handle });

  test.each([
    ['as numeric text', { identify_ret: '0' }, 'verified'],
    ['with errcode as text', { errcode: '0' }, 'verified'],
    ['without errcode', { errcode: undefined }, 'pending'],
    ['with the pass of version 2', { identify_ret: 10000 }, 'failed'],
    ['with identify_ret of another person', { identify_ret: 10004 }, 'failed'],
    ['with identify_ret of another number', { identify_ret: 10003 }, 'failed'],
    ['without identify_ret', { identify_ret: undefined }, 'pending'],
    ['with identify_ret false', { identify_ret: false }, 'pending'],
    ['with an empty identify_ret', { identify_ret: '' }, 'pending'],
    ['with identify_ret null', { identify_ret: null }, 'pending'],
    ['with a cancel', { identify_ret: 90100 }, 'cancelled'],
    ['still running', { identify_ret: 10300 }, 'pending'],
    ['without openid', { openid: undefined }, 'failed'],
    ['with an openid in a list', { openid: [ME] }, 'failed'],
    ['without the digest of the name', { name_utf8_md5: undefined }, 'failed'],
    ['with the digest of the name in GBK', { name_utf8_md5: '894152fff4f97e8fb2b8f304c5c56ebb' }, 'failed'],
    ['without the digest of the number', { id_card_number_md5: undefined }, 'failed'],
    ['with the digest of a small x', { id_card_number_md5: 'a543ce6d463a0fce5e444ced8fc6058c' }, 'failed'],
    ['without user_id_key', { user_id_key: undefined }, 'failed'],
    ['with another user_id_key', { user_id_key: 'key-MARK-2' }, 'failed'],
  ])('%s (%j) is %s', async (_what, change, state) => {
    const { world, number, key } = await begun();
    const handle = world.server.verify(key, ME);
    world.instead = (api) => (api === 'getinfo' ? { ...right(world, handle), ...change } : undefined);
    const result = await world.result(number, { verify_result: handle });
    expect(result).toMatchObject({ errcode: 0, state, verified: state === 'verified' });
  });
});

describe('a question that WeChat refuses', () => {
  test.each([
    [84002, 'expired', 'expired'],
    [84003, 'failed', 'start_again'],
    [84004, 'failed', 'network'],
    [84005, 'pending', 'ask_again'],
    [84006, 'failed', 'check_details'],
  ])('with %s: %s', async (code, state, advice) => {
    const { world, number } = await begun();
    world.instead = () => ({ errcode: code });
    expect(await world.result(number, { verify_result: 'handle' })).toMatchObject({ state, advice });
  });

  test.each([
    [84006, 'check_details'],
    [48001, 'ask_merchant'],
  ])('at the beginning with %s is no attempt', async (code, advice) => {
    const world = new FaceWorld(1);
    world.instead = () => ({ errcode: code });
    expect(await world.start()).toMatchObject({ errcode: 3101, advice });
    expect([world.used('person'), world.used('certificate')]).toEqual([0, 0]);
  });
});

describe('a handle whose question had no answer', () => {
  test.each(silences)('(%s) is kept, so that whoever looks next finds out', async (_what, said) => {
    const { world, number, key } = await begun();
    const handle = world.server.verify(key, ME);
    world.instead = () => said;
    expect(await world.result(number, { verify_result: handle })).toMatchObject({
      state: 'pending',
      advice: 'ask_again',
    });
    world.instead = () => undefined;
    world.later(2000);
    expect(await world.result(number)).toEqual(VERIFIED);
  });

  test('is kept when it comes within two seconds of another question', async () => {
    const { world, number, key } = await begun();
    world.instead = () => ({ errcode: 0, identify_ret: 10300 });
    const handle = world.server.verify(key, ME);
    world.instead = () => 'timeout';
    await world.result(number, { verify_result: 'first' });
    world.instead = () => undefined;
    expect(await world.result(number, { verify_result: handle })).toMatchObject({ state: 'pending' });
    expect(world.session(number).due_at).toBeLessThanOrEqual(world.now + 2000);
    world.later(2000);
    await world.timer();
    expect(world.session(number)).toMatchObject({ state: 'verified' });
  });
});

test('a session of version 1 is finished as such after the configuration took version 2', async () => {
  const { world, number, key } = await begun();
  world.configure({ version: 2 });
  expect(await world.result(number, { verify_result: world.server.verify(key, ME) })).toEqual(VERIFIED);
});
