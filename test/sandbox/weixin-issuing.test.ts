/** Sub-merchants and gifts after payment at the sandbox of WeChat's server API. */
import { holding } from './world';
import { member } from './weixin-card-bodies';
import { card, couponId, events, memberCardId } from './weixin-wallet';
import { account, type Fields, openWeixinWorld, type WeixinWorld } from './weixin-world';

let world: WeixinWorld;
beforeAll(async () => (world = await openWeixinWorld()));
beforeEach(() => world.reset());
afterAll(() => world.close());

const minute = 60_000;
const now = (): number => world.clock.now() / 1000;

describe('a sub-merchant', () => {
  const info = (more: Fields = {}): Fields => ({
    brand_name: '郁金香商店',
    logo_url: 'http://mmbiz.qpic.cn/mmbiz/x/0',
    protocol: 'media_1',
    end_time: now() + 86_400,
    primary_category_id: 2,
    secondary_category_id: 201,
    ...more,
  });
  const submit = async (more: Fields = {}): Promise<Fields> =>
    card(world, 'submerchant/submit', { info: info(more) });
  const idOf = (answer: Fields): unknown => (answer.info as Fields).merchant_id;
  const get = async (merchant_id: unknown): Promise<unknown> =>
    (await card(world, 'submerchant/get', { merchant_id })).info;

  it('is looked at, and the event tells; then cards may be issued for it', async () => {
    const merchant_id = idOf(await submit());
    const forIt = member({}, { sub_merchant_info: { merchant_id } });
    expect(await get(merchant_id)).toMatchObject({
      status: 'CHECKING',
      brand_name: '郁金香商店',
      create_time: now(),
    });
    expect(await card(world, 'create', forIt)).toMatchObject({ errcode: 40140 });
    await world.pass(minute);
    expect(await get(merchant_id)).toMatchObject({ status: 'APPROVED' });
    expect(await events(world)).toEqual([
      holding({ Event: 'card_merchant_check_result', MerchantId: merchant_id, IsPass: 1 }),
    ]);
    expect(await card(world, 'create', forIt)).toMatchObject({ errcode: 0 });
    await world.pass(24 * 60 * minute);
    expect(await get(merchant_id)).toMatchObject({ status: 'EXPIRED' });
    expect(await card(world, 'create', forIt)).toMatchObject({ errcode: 40140 });
  });

  it('may be rejected, changed and looked at again', async () => {
    const merchant_id = idOf(await submit());
    const update = (more: Fields) =>
      card(world, 'submerchant/update', { info: info({ merchant_id, ...more }) });
    expect(await update({})).toMatchObject({ errcode: 40140 });
    await world.control({ event: 'sub_merchant_check', merchant_id, pass: false, reason: '授权函不清晰' });
    expect(await get(merchant_id)).toMatchObject({ status: 'REJECTED' });
    expect((await events(world)).at(-1)).toMatchObject({ IsPass: 0, Reason: '授权函不清晰' });
    expect(await update({ brand_name: '新名字' })).toMatchObject({
      info: { status: 'CHECKING', brand_name: '新名字' },
    });
    await world.pass(minute);
    expect(await get(merchant_id)).toMatchObject({ status: 'APPROVED', brand_name: '新名字' });
  });

  it.each([
    ['a long name', { brand_name: '十三个汉字的名字就是太长了' }, 45021],
    ['an unknown category', { secondary_category_id: 101 }, 40104],
    ['an authorisation that is over', { end_time: 1 }, 40097],
    ['no authorisation', { protocol: undefined }, 41011],
  ])('with %s is refused', async (_what, wrong, errcode) => {
    expect(await submit(wrong)).toMatchObject({ errcode });
  });

  it('is listed by pages and states; an unknown one is refused', async () => {
    const [one, two] = [idOf(await submit()), idOf(await submit())];
    const list = (more: Fields) => card(world, 'submerchant/batchget', { begin_id: 0, limit: 1, ...more });
    const first = await list({});
    expect(first).toMatchObject({ info_list: [{ merchant_id: one }], next_begin_id: one });
    expect(await list({ begin_id: first.next_begin_id })).toMatchObject({
      info_list: [{ merchant_id: two }],
    });
    expect(await list({ status: 'APPROVED' })).toMatchObject({ info_list: [] });
    expect(await card(world, 'submerchant/get', { merchant_id: 1 })).toMatchObject({ errcode: 40139 });
    const categories = await world.get('/card/getapplyprotocol', {
      access_token: await world.token(account),
    });
    expect(categories).toMatchObject({
      category: [
        { primary_category_id: 1 },
        { primary_category_id: 2, secondary_category: [{ secondary_category_id: 201 }] },
      ],
    });
  });
});

describe('a rule for gifts after payment', () => {
  const rule = (mchid_list: string[], more: Fields = {}, base: Fields = {}): Fields => ({
    rule_info: {
      type: 'RULE_TYPE_PAY_MEMBER_CARD',
      base_info: { mchid_list, begin_time: now(), end_time: now() + 86_400, ...base },
      member_rule: { card_id: memberCardId, least_cost: 100, max_cost: 10_000, ...more },
    },
  });
  const call = (name: string, body: Fields) => card(world, `paygiftcard/${name}`, body);

  it('takes the merchants that are bound and free, and says which it did not', async () => {
    const added = await call('add', rule(['1900000001', '1999999999']));
    expect(added).toMatchObject({
      errcode: 0,
      succ_mchid_list: [{ mchid: '1900000001' }],
      fail_mchid_list: [{ mchid: '1999999999', errcode: 72002 }],
    });
    expect(await call('add', rule(['1900000001', '1900000002']))).toMatchObject({
      succ_mchid_list: [{ mchid: '1900000002' }],
      fail_mchid_list: [
        { mchid: '1900000001', errcode: 72004, occupy_rule_id: added.rule_id, occupy_appid: account.appid },
      ],
    });
    expect(await call('add', rule(['1999999999']))).toMatchObject({ errcode: 72002 });
  });

  it('is read, listed and deleted', async () => {
    const { rule_id } = await call('add', rule(['1900000001']));
    expect(await call('getbyid', { rule_id })).toMatchObject({
      rule_info: { rule_id, base_info: { mchid_list: ['1900000001'] } },
    });
    const list = (more: Fields = {}) =>
      call('batchget', { type: 'RULE_TYPE_PAY_MEMBER_CARD', offset: 0, count: 10, ...more });
    expect(await list({ effective: true })).toMatchObject({ total_count: 1, rule_list: [{ rule_id }] });
    await world.pass(24 * 60 * minute);
    expect(await list({ effective: true })).toMatchObject({ total_count: 0 });
    expect(await call('delete', { rule_id })).toMatchObject({ errcode: 0 });
    expect(await call('getbyid', { rule_id })).toMatchObject({ errcode: 72034 });
  });

  it.each([
    ['a coupon', () => rule(['1900000001'], { card_id: couponId }), 72003],
    ['an unknown card', () => rule(['1900000001'], { card_id: 'p' }), 40073],
    ['no merchant number', () => rule(['shop']), 72010],
    [
      'too many merchants',
      () => rule(Array.from({ length: 101 }, (_, n) => String(1_900_000_000 + n))),
      72005,
    ],
    ['a time that is over', () => rule(['1900000001'], {}, { begin_time: 1, end_time: 2 }), 72032],
    ['a range of nothing', () => rule(['1900000001'], { max_cost: 1 }), 40097],
  ])('for %s is refused', async (_what, body, errcode) => {
    expect(await call('add', body())).toMatchObject({ errcode });
  });
});
