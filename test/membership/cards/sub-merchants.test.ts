/** Sub-merchants that cards are issued for, and rules that give a member card after a payment. */
import { openCardWorld } from './card-world';

const info = {
  brand_name: '兰州拉面',
  app_id: 'wx00000000000000aa',
  logo_url: 'http://mmbiz.qpic.cn/x/0',
  protocol: 'media-1',
  end_time: 1_790_000_000,
  primary_category_id: 1,
  secondary_category_id: 101,
};

describe('submerchant', () => {
  test('hands a sub-merchant in and tells what WeChat says of it', async () => {
    const world = openCardWorld();
    expect(await world.ask('submerchant', { do: 'submit', info })).toMatchObject({
      errcode: 0,
      info: { merchant_id: 12, status: 'CHECKING', brand_name: info.brand_name },
    });
    expect(world.server.sent).toEqual([{ path: 'card/submerchant/submit', body: { info } }]);
  });

  test('takes the fields without WeChat’s wrapping too', async () => {
    const world = openCardWorld();
    await world.ask('submerchant', { do: 'submit', ...info });
    expect(world.server.sent[0]?.body).toEqual({ info });
  });

  test('changes one by its merchant_id', async () => {
    const world = openCardWorld();
    await world.ask('submerchant', { do: 'submit', info });
    const changed = { merchant_id: 12, ...info, brand_name: 'New' };
    expect(await world.ask('submerchant', { do: 'update', info: changed })).toMatchObject({
      info: { merchant_id: 12, brand_name: 'New' },
    });
  });

  test('looks at one and lists them by pages', async () => {
    const world = openCardWorld();
    await world.ask('submerchant', { do: 'submit', info });
    expect(await world.ask('submerchant', { do: 'get', merchant_id: 12 })).toMatchObject({
      info: { merchant_id: 12 },
    });
    const page = { do: 'list', begin_id: 5, limit: 10, status: 'CHECKING' };
    expect(await world.ask('submerchant', page)).toMatchObject({
      info_list: [{ merchant_id: 12 }],
      next_begin_id: 13,
    });
    expect(world.server.sent.at(-1)?.body).toEqual({ begin_id: 5, limit: 10, status: 'CHECKING' });
  });

  test('one entry that cannot be read does not stop the list', async () => {
    const world = openCardWorld();
    await world.ask('submerchant', { do: 'submit', info });
    Object.assign(world.server.merchants, { values: () => [null, { ...info, merchant_id: '12' }] });
    const listed = await world.ask('submerchant', { do: 'list' });
    expect(listed.info_list).toEqual([expect.objectContaining({ merchant_id: 12 })]);
  });

  test('fetches the categories each time', async () => {
    const world = openCardWorld();
    const told = await world.ask('submerchant', { do: 'protocol' });
    expect(told).toMatchObject({
      category: [{ secondary_category: [{ need_qualification_stuffs: ['x'] }] }],
    });
    await world.ask('submerchant', { do: 'protocol' });
    expect(world.server.count('card/getapplyprotocol')).toBe(2);
  });

  test('a lost answer is unknown, says where to look, and nothing is sent a second time', async () => {
    const world = openCardWorld();
    world.server.fail('card/submerchant/submit', 'after');
    const lost = await world.ask('submerchant', { do: 'submit', info });
    expect([lost.errcode, lost.errmsg]).toEqual([3102, expect.stringContaining('do: list')]);
    expect(world.server.count('card/submerchant/submit')).toBe(1);
  });

  test.each([
    [40139, 3101, 'not approved'],
    [40104, 3101, 'do: protocol'],
    [43014, 3101, 'not granted'],
  ])('WeChat’s code %i is explained', async (code, errcode, says) => {
    const world = openCardWorld();
    world.server.fail('card/submerchant/submit', code);
    const refused = await world.ask('submerchant', { do: 'submit', info });
    expect([refused.errcode, refused.errmsg]).toEqual([errcode, expect.stringContaining(says)]);
  });

  test.each([
    [{}, 'do is missing'],
    [{ do: 'destroy' }, 'do must be one of: submit, update, get, list, protocol'],
    [{ do: 'constructor' }, 'do must be one of'],
    [{ do: 'submit' }, 'info.brand_name is missing'],
    [{ do: 'submit', info: { ...info, brand_name: '面'.repeat(13) } }, 'brand_name must be at most 36 bytes'],
    [{ do: 'submit', info: { ...info, app_id: 'x' } }, 'info.app_id'],
    [{ do: 'submit', info: { ...info, logo_url: 'h'.repeat(129) } }, 'info.logo_url must be at most 128'],
    [{ do: 'submit', info: { ...info, end_time: 1_779_999_999 } }, 'end_time must lie in the future'],
    [
      { do: 'submit', info: { ...info, end_time: 1_790_000_000_000 } },
      'info.end_time must be a whole number',
    ],
    [{ do: 'submit', info: { ...info, protocol: '' } }, 'info.protocol must not be empty'],
    [{ do: 'update', info }, 'info.merchant_id is missing'],
    [{ do: 'get' }, 'merchant_id is missing'],
    [{ do: 'list', limit: 101 }, 'limit must be a whole number from 1 to 100'],
    [{ do: 'list', status: 'OK' }, 'status must be one of'],
  ])('%j is refused before anything is asked', async (input, says) => {
    const world = openCardWorld();
    const refused = await world.ask('submerchant', input);
    expect([refused.errcode, refused.errmsg]).toEqual([1002, expect.stringContaining(says)]);
    expect(world.server.sent).toEqual([]);
  });
});

describe('paygiftcard', () => {
  const api = 'card/paygiftcard/add';
  const rule_info = {
    type: 'RULE_TYPE_PAY_MEMBER_CARD',
    base_info: { mchid_list: ['10000098', '10000099'], begin_time: 1_780_000_000, end_time: 1_790_000_000 },
    member_rule: { card_id: 'pMember00001', least_cost: 2, max_cost: 20_000 },
  };
  const fails = (...mchids: readonly string[]) =>
    mchids.map((mchid) => ({
      mchid,
      errcode: 72004,
      errmsg: 'occupied',
      occupy_rule_id: 7,
      occupy_appid: 'wx9',
    }));

  /** WeChat refuses some merchant numbers in an answer with errcode 0. */
  function refusing(succ_mchid_list: readonly (string | object)[], fail_mchid_list: readonly object[]) {
    const world = openCardWorld();
    const real = world.server.send.bind(world.server);
    world.server.send = async (request) => {
      const answer = await real(request);
      if (!request.url.includes(api)) return answer;
      return {
        ...answer,
        body: JSON.stringify({ errcode: 0, rule_id: 5, succ_mchid_list, fail_mchid_list }),
      };
    };
    return world;
  }

  test('adds a rule', async () => {
    const world = openCardWorld();
    expect(await world.ask('paygiftcard', { do: 'add', rule_info })).toEqual({
      errcode: 0,
      rule_id: 1,
      complete: true,
      succ_mchid_list: ['10000098', '10000099'],
      fail_mchid_list: [],
    });
    expect(world.server.sent).toEqual([{ path: api, body: { rule_info } }]);
  });

  test('a rule that holds for some merchant numbers only says so, and why', async () => {
    const world = refusing(['10000098'], fails('10000099'));
    const told = await world.ask('paygiftcard', { do: 'add', rule_info });
    expect(told).toMatchObject({
      errcode: 0,
      complete: false,
      fail_mchid_list: [{ mchid: '10000099', errcode: 72004 }],
    });
    expect(JSON.stringify(told)).toContain('used by another account (72004), taken by rule 7 of app wx9');
  });

  test('merchant numbers that were taken are read as texts and as objects', async () => {
    const world = refusing([{ mchid: '10000098' }, '10000097'], fails('10000099'));
    const told = await world.ask('paygiftcard', { do: 'add', rule_info });
    expect(told).toMatchObject({ errcode: 0, complete: false, succ_mchid_list: ['10000098', '10000097'] });
  });

  test('a rule that holds for no merchant number is an error, although WeChat answers 0', async () => {
    const refused = await refusing([], fails('10000098', '10000099')).ask('paygiftcard', {
      do: 'add',
      rule_info,
    });
    expect(refused).toMatchObject({ errcode: 3101, rule_id: '5' });
    expect(refused.errmsg).toMatch(/10000098: .*10000099: /);
  });

  test('looks at a rule, lists and deletes', async () => {
    const world = openCardWorld();
    await world.ask('paygiftcard', { do: 'add', rule_info });
    expect(await world.ask('paygiftcard', { do: 'get', rule_id: 1 })).toMatchObject({
      errcode: 0,
      rule_info,
    });
    expect(await world.ask('paygiftcard', { do: 'list' })).toMatchObject({
      total_count: 1,
      rule_list: [rule_info],
    });
    expect(await world.ask('paygiftcard', { do: 'delete', rule_id: 1 })).toEqual({ errcode: 0 });
    expect((await world.ask('paygiftcard', { do: 'delete', rule_id: 1 })).errcode).toBe(3101);
  });

  test('a lost answer is unknown, and nothing is sent a second time', async () => {
    const world = openCardWorld();
    world.server.fail(api, 'after');
    expect((await world.ask('paygiftcard', { do: 'add', rule_info })).errcode).toBe(3102);
    expect(world.server.count(api)).toBe(1);
  });

  const { base_info: base, member_rule: member } = rule_info;
  test.each([
    [{ do: 'add' }, 'rule_info is missing'],
    [{ do: 'add', rule_info: { ...rule_info, type: 'RULE_TYPE_SINGLE_PAY' } }, 'RULE_TYPE_PAY_MEMBER_CARD'],
    [
      { do: 'add', rule_info: { ...rule_info, base_info: { ...base, mchid_list: [] } } },
      'mchid_list must not be empty',
    ],
    [
      { do: 'add', rule_info: { ...rule_info, base_info: { ...base, end_time: 1 } } },
      'end_time must be later',
    ],
    [
      { do: 'add', rule_info: { ...rule_info, member_rule: { ...member, least_cost: 1.5 } } },
      'least_cost must be a whole',
    ],
    [
      { do: 'add', rule_info: { ...rule_info, member_rule: { ...member, max_cost: 1 } } },
      'max_cost must be at least',
    ],
    [{ do: 'get' }, 'rule_id is missing'],
    [{ do: 'list', count: 51 }, 'count must be a whole number from 1 to 50'],
  ])('%j is refused before anything is asked', async (input, says) => {
    const world = openCardWorld();
    const refused = await world.ask('paygiftcard', input);
    expect([refused.errcode, refused.errmsg]).toEqual([1002, expect.stringContaining(says)]);
    expect(world.server.sent).toEqual([]);
  });
});
