/** Who the customer is: what the platform says, and one record per account. */
import { userKind } from '../../shared/adapters/cloud-users';
import { MINI, OPENID, openIdentityWorld, type IdentityWorld } from './identity-world';

const now = (world: IdentityWorld): number => world.ports.wechat.clock.now();

describe('a login', () => {
  test('keeps one record per person and app, and takes the person from the platform alone', async () => {
    const world = openIdentityWorld();
    const first = await world.call(
      { action: 'login', openid: 'o-forged', unionid: 'u-forged' },
      { unionid: 'u-1' },
    );
    expect(first).toMatchObject({ errcode: 0, openid: OPENID, unionid: 'u-1' });
    world.advance(5000);
    expect(await world.call({ action: 'login' }, { unionid: 'u-1' })).toEqual({
      errcode: 0,
      openid: OPENID,
      unionid: 'u-1',
      user: { created_at: now(world) - 5000, last_login_at: now(world) },
    });
    expect([...world.users.keys()]).toEqual([`${MINI}:${OPENID}`]);
  });

  test('through a shared environment is of the person in the calling app', async () => {
    const world = openIdentityWorld();
    const shared = { openid: 'o-visitor', appid: 'wx00000000000000c3', fromAppid: 'wx00000000000000c3' };
    expect(await world.call({ action: 'login' }, shared)).toMatchObject({ errcode: 0, openid: 'o-visitor' });
    expect([...world.users.keys()]).toEqual(['wx00000000000000c3:o-visitor']);
  });

  test('of nobody is refused and leaves nothing', async () => {
    const world = openIdentityWorld();
    expect(await world.call({ action: 'login', openid: OPENID }, { openid: '' })).toMatchObject({
      errcode: 1003,
    });
    expect(world.users.size).toBe(0);
  });

  test.each([[null], [{ _id: 'wechat' }], [{ _id: 'wechat', appid: 7, official_account: 'x' }]])(
    'needs nothing of the configuration (%j)',
    async (document) => {
      const world = openIdentityWorld(document);
      expect(await world.call({ action: 'login' })).toMatchObject({ errcode: 0 });
      expect(world.weixin.asked).toEqual([]);
    },
  );

  test('asked for twenty times at once makes one record, and every call has it', async () => {
    const world = openIdentityWorld();
    const calls = Array.from({ length: 20 }, () => world.call({ action: 'login' }));
    const results = await Promise.all(calls);
    expect(new Set(results.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(results[0]).toMatchObject({ errcode: 0 });
    expect(world.users.size).toBe(1);
  });

  test('without a unionid forgets none that is known, and a new one is taken', async () => {
    const world = openIdentityWorld();
    await world.call({ action: 'login' }, { unionid: 'u-1' });
    world.advance(5000);
    expect(await world.call({ action: 'login' })).toMatchObject({ unionid: 'u-1' });
    expect(await world.call({ action: 'login' }, { unionid: 'u-2' })).toMatchObject({ unionid: 'u-2' });
    expect([...world.users.values()]).toMatchObject([{ unionid: 'u-2' }]);
  });

  test('keeps the fields that the merchant adds to a record', async () => {
    const world = openIdentityWorld();
    await world.call({ action: 'login' });
    const record = world.users.get(`${MINI}:${OPENID}`);
    if (record) record.nickname = 'Ann';
    world.advance(5000);
    await world.call({ action: 'login' });
    expect(world.users.get(`${MINI}:${OPENID}`)).toMatchObject({
      nickname: 'Ann',
      last_login_at: now(world),
    });
  });

  test('finds a record that an earlier release wrote without a version', async () => {
    const world = openIdentityWorld();
    const _id = `${MINI}:${OPENID}`;
    world.users.set(_id, {
      _id,
      appid: MINI,
      openid: OPENID,
      unionid: null,
      created_at: 7,
      last_login_at: 8,
    });
    expect(await world.call({ action: 'login' })).toMatchObject({
      user: { created_at: 7, last_login_at: now(world) },
    });
  });
});

describe('a stored user', () => {
  const names = { appid: MINI, openid: 'o' };
  const document = { ...names, unionid: null, created_at: 1, last_login_at: 2, phone_sealed: 'c2VhbGVk' };

  test('is read as it was written', () => {
    const read = userKind.fromDocument({ ...document, _id: 'x', version: 3 });
    const times = { createdAt: 1, lastLoginAt: 2 };
    const value = { ...names, ...times, version: 3, unionid: undefined, sealedPhone: 'c2VhbGVk' };
    expect(read).toEqual({ value });
    expect(userKind.toDocument(value)).toEqual(document);
  });

  test('that somebody spoilt is named with every wrong field', () => {
    const read = userKind.fromDocument({ ...document, openid: 7, created_at: 'yesterday' });
    expect(read).toEqual({ problems: ['openid must be a text', 'created_at must be a number'] });
  });
});
