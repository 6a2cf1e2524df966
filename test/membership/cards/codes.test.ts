/** Looking codes up, decrypting them, taking them out of use. */
import { openCardWorld, type CardWorld } from './card-world';

const CARD = 'pCoupon00001';
const CODE = '198374613512';
const disable = 'card/code/unavailable';

function withCode(status = 'NORMAL'): CardWorld {
  const world = openCardWorld();
  world.server.put(CARD, 100, 'GIFT');
  world.server.take(CARD, CODE, { status });
  return world;
}

describe('code', () => {
  test.each([
    ['NORMAL', 'normal', true],
    ['CONSUMED', 'consumed', false],
    ['EXPIRE', 'expired', false],
    ['GIFTING', 'gifting', false],
    ['GIFT_SUCC', 'gifted', false],
    ['GIFT_TIMEOUT', 'gift_timeout', false],
    ['DELETE', 'deleted', false],
    ['UNAVAILABLE', 'unavailable', false],
    ['SOMETHING_NEW', 'unknown', false],
  ])('%s is told as %s, beside WeChat’s word', async (status, state, can_consume) => {
    expect(await withCode(status).ask('code', { code: CODE })).toEqual({
      errcode: 0,
      code: CODE,
      card_id: CARD,
      openid: `o-holder-${CODE}`,
      state,
      user_card_status: status,
      can_consume,
      begin_time: 1_780_000_000,
      end_time: 1_790_000_000,
    });
  });

  test('asks so that no state is an error', async () => {
    const world = withCode();
    await world.ask('code', { code: CODE, card_id: CARD });
    expect(world.server.sent[0]?.body).toEqual({ code: CODE, card_id: CARD, check_consume: false });
  });

  test('tells nothing of the person but the openid', async () => {
    expect(JSON.stringify(await withCode().ask('code', { code: CODE }))).not.toContain('MARKER');
  });

  test('a code that nobody holds is not found, and the error says what may have become of it', async () => {
    const missing = await withCode().ask('code', { code: '404' });
    expect([missing.errcode, missing.errmsg]).toEqual([4102, expect.stringContaining('given away')]);
  });

  test('a code of another card is not found', async () => {
    const missing = await withCode().ask('code', { code: CODE, card_id: 'pOther000001' });
    expect(missing.errcode).toBe(4102);
  });
});

describe('decrypt', () => {
  const sealed = Buffer.from(CODE).toString('base64');

  test.each([
    ['as it came', { encrypt_code: sealed }],
    ['out of a web address', { encrypt_code: encodeURIComponent(sealed) }],
    ['under the name code', { code: sealed }],
  ])('an encrypted code %s is decrypted', async (_, input) => {
    const world = withCode();
    expect(await world.ask('decrypt', input)).toEqual({ errcode: 0, code: CODE });
    expect(world.server.sent).toEqual([{ path: 'card/code/decrypt', body: { encrypt_code: sealed } }]);
  });

  test('a code is url-decoded once, not twice', async () => {
    const twice = encodeURIComponent(encodeURIComponent('a+b/c='));
    const refused = await withCode().ask('decrypt', { encrypt_code: twice });
    expect([refused.errcode, refused.errmsg]).toEqual([1002, expect.stringContaining('url-decoded once')]);
  });

  test('what WeChat cannot decrypt is refused with what to do', async () => {
    const refused = await withCode().ask('decrypt', { encrypt_code: 'QUJD' });
    expect([refused.errcode, refused.errmsg]).toEqual([3101, expect.stringContaining('url-decoded once')]);
  });

  test.each([{}, { code: 'QUJD', encrypt_code: 'QUJD' }, { encrypt_code: '%' }, { encrypt_code: 'ä' }])(
    '%j is refused before anything is asked',
    async (input) => {
      const world = withCode();
      expect((await world.ask('decrypt', input)).errcode).toBe(1002);
      expect(world.server.sent).toEqual([]);
    },
  );
});

describe('unavailable', () => {
  const wish = { code: CODE, card_id: CARD, reason: 'refunded' };
  const done = { errcode: 0, code: CODE, state: 'unavailable', user_card_status: 'UNAVAILABLE' };

  test('takes a code out of use, with its reason', async () => {
    const world = withCode();
    expect(await world.ask('unavailable', wish)).toEqual(done);
    expect(world.server.sent).toEqual([{ path: disable, body: wish }]);
    expect(world.server.codes.get(CODE)?.status).toBe('UNAVAILABLE');
  });

  test('twice is once', async () => {
    const world = withCode();
    await world.ask('unavailable', wish);
    expect(await world.ask('unavailable', wish)).toEqual(done);
  });

  test('a lost answer is asked for again and found done', async () => {
    const world = withCode();
    world.server.fail(disable, 'after');
    expect(await world.ask('unavailable', wish)).toEqual(done);
  });

  test('answers that stay away are unknown when the code still works', async () => {
    const world = withCode();
    world.server.fail(disable, 'before', 'before', 'before');
    expect((await world.ask('unavailable', wish)).errcode).toBe(3102);
  });

  test('a code that was consumed is not unavailable', async () => {
    expect((await withCode('CONSUMED').ask('unavailable', wish)).errcode).toBe(4106);
  });

  test('a code that WeChat never knew is not found', async () => {
    expect((await withCode().ask('unavailable', { code: '404' })).errcode).toBe(4102);
  });
});
