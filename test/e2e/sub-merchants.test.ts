/** Sub-merchants and cards after a payment from end to end, against the sandbox of WeChat's server. */
import { OPERATOR, openWorld, type Result, type Running } from './running-world';

const MEMBER_CARD = 'pDemoMemberCardOfTheShop0001';

let running: Running;

beforeAll(async () => {
  running = await openWorld('yaband');
});
afterAll(() => running.world.close());

const cards = (action: string, input: object): Promise<Result> =>
  running.call('cardSync', { action, ...input }, OPERATOR);

const info = {
  brand_name: '兰州拉面',
  logo_url: 'http://mmbiz.qpic.cn/mmbiz/logo/0',
  protocol: 'media-of-the-letter',
  end_time: 2_000_000_000,
  primary_category_id: 1,
  secondary_category_id: 101,
};

test('a sub-merchant is handed in, audited and changed', async () => {
  expect(await cards('submerchant', { do: 'protocol' })).toMatchObject({
    errcode: 0,
    category: expect.arrayContaining([expect.objectContaining({ primary_category_id: 1 })]) as unknown,
  });
  const made = await cards('submerchant', { do: 'submit', info });
  expect(made).toMatchObject({ errcode: 0, info: { status: 'CHECKING' } });
  const { merchant_id } = made.info as { merchant_id: number };
  const tooSoon = await cards('submerchant', { do: 'update', info: { merchant_id, ...info } });
  expect([tooSoon.errcode, tooSoon.errmsg]).toEqual([3101, expect.stringContaining('40140')]);
  await running.post('/control/weixin', { event: 'sub_merchant_check', merchant_id, pass: true });
  expect(await cards('submerchant', { do: 'get', merchant_id })).toMatchObject({
    info: { status: 'APPROVED' },
  });
  expect(await cards('submerchant', { do: 'list', status: 'APPROVED' })).toMatchObject({
    info_list: [{ merchant_id }],
  });
  const changed = { merchant_id, ...info, brand_name: 'Noodles' };
  expect(await cards('submerchant', { do: 'update', info: changed })).toMatchObject({
    info: { brand_name: 'Noodles' },
  });
  const wrong = { ...info, secondary_category_id: 999 };
  expect((await cards('submerchant', { do: 'submit', info: wrong })).errcode).toBe(3101);
});

test('a rule for payers says for which merchant numbers it does not hold', async () => {
  const rule = (...mchid_list: readonly string[]) => ({
    type: 'RULE_TYPE_PAY_MEMBER_CARD',
    base_info: { mchid_list, begin_time: 1_700_000_000, end_time: 2_000_000_000 },
    member_rule: { card_id: MEMBER_CARD, least_cost: 0, max_cost: 100_000 },
  });
  const add = (...mchids: readonly string[]) =>
    cards('paygiftcard', { do: 'add', rule_info: rule(...mchids) });
  const whole = await add('1900000109');
  expect(whole).toMatchObject({ errcode: 0, complete: true, succ_mchid_list: ['1900000109'] });
  const { rule_id } = whole;
  const part = await add('1900000109', '1900000001', '12345678');
  expect(part).toMatchObject({ errcode: 0, complete: false, succ_mchid_list: ['1900000001'] });
  expect(part.fail_mchid_list).toEqual([
    expect.objectContaining({ mchid: '1900000109', errcode: 72004, occupy_rule_id: rule_id }),
    expect.objectContaining({ mchid: '12345678', errcode: 72002 }),
  ]);
  expect((await add('12345678')).errcode).toBe(3101);
  expect(await cards('paygiftcard', { do: 'get', rule_id })).toMatchObject({ rule_info: rule('1900000109') });
  expect(await cards('paygiftcard', { do: 'list' })).toMatchObject({ total_count: 2 });
  expect((await cards('paygiftcard', { do: 'delete', rule_id })).errcode).toBe(0);
  expect((await cards('paygiftcard', { do: 'get', rule_id })).errcode).toBe(3101);
});
