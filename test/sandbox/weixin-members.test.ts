/** Members of the official account at the sandbox of WeChat's server API: activation, points, balance, level. */
import { containing, holding, matching } from './world';
import { approved, member } from './weixin-card-bodies';
import { added, card, couponId, events, memberCardId } from './weixin-wallet';
import { anna, bert, type Fields, openWeixinWorld, type WeixinWorld } from './weixin-world';

let world: WeixinWorld;
beforeAll(async () => (world = await openWeixinWorld()));
beforeEach(() => world.reset());
afterAll(() => world.close());

const minute = 60_000;
const mobile = { USER_FORM_INFO_FLAG_MOBILE: '13900000000' };
const call = (name: string, body: Fields) => card(world, `membercard/${name}`, body);
const fillIn = (body: Fields, openid = anna.mini) =>
  world.client('card/activate-form', { openid, form: mobile, ...body });
const activate = (code: string, more: Fields = {}) =>
  call('activate', { code, card_id: memberCardId, membership_number: 'M0001', ...more });
const update = (code: string, more: Fields) => call('updateuser', { code, card_id: memberCardId, ...more });
const info = (code: string) => call('userinfo/get', { code, card_id: memberCardId });
/** A member who is active; answers the code. */
async function anActiveMember(): Promise<string> {
  const code = await added(world);
  expect(await activate(code)).toMatchObject({ errcode: 0 });
  return code;
}

describe('one-click activation', () => {
  it('hands the form to the merchant, who activates', async () => {
    const code = await added(world);
    const done = await fillIn({ card_id: memberCardId, code });
    expect(done).toMatchObject({ card_id: memberCardId, code, activate_ticket: matching(/^activate_/) });
    expect(await info(code)).toMatchObject({ has_active: false });
    const asked = { activate_ticket: done.activate_ticket };
    expect(await call('activatetempinfo/get', asked)).toMatchObject({
      info: { common_field_list: [{ name: 'USER_FORM_INFO_FLAG_MOBILE', value: '13900000000' }] },
    });
    expect(await activate(code, { init_bonus: 5, init_custom_field_value1: '银卡' })).toMatchObject({
      errcode: 0,
    });
    expect(await info(code)).toEqual({
      errcode: 0,
      errmsg: 'ok',
      openid: anna.account,
      nickname: 'Anna0001',
      membership_number: 'M0001',
      bonus: 5,
      balance: 0,
      sex: 'UNKNOWN',
      user_info: {
        common_field_list: [{ name: 'USER_FORM_INFO_FLAG_MOBILE', value: '13900000000' }],
        custom_field_list: [],
      },
      user_card_status: 'NORMAL',
      has_active: true,
    });
    expect((await world.summary()).members).toEqual([
      holding({
        code,
        bonus: 5,
        level: '银卡',
        membership_number: 'M0001',
        has_active: true,
        openid: anna.account,
      }),
    ]);
    await world.pass(30 * minute);
    expect(await call('activatetempinfo/get', asked)).toMatchObject({ errcode: 72012 });
    expect(await call('activatetempinfo/get', { activate_ticket: 'x' })).toMatchObject({ errcode: 72011 });
  });

  it('may begin without a card: the component gives one, and decodes what geturl encoded', async () => {
    const { url } = await call('activate/geturl', { card_id: memberCardId, outer_str: 'shop 1' });
    const raw = Object.fromEntries(
      String(url)
        .replace(/#.*$/, '')
        .split(/[?&]/)
        .slice(1)
        .map((pair) => pair.split('=') as [string, string]),
    );
    const data = (decode: (text: string) => string): Fields => ({
      encrypt_card_id: decode(raw.encrypt_card_id ?? ''),
      outer_str: decode(raw.outer_str ?? ''),
      biz: decode(raw.biz ?? ''),
    });
    expect(await fillIn({ extra_data: data((text) => text) })).toEqual({ error: containing('decoded once') });
    const done = await fillIn({ extra_data: data(decodeURIComponent) });
    expect(done).toMatchObject({ card_id: memberCardId, activate_ticket: matching(/^activate_/) });
    expect(await events(world)).toEqual([
      holding({ Event: 'user_get_card', OuterStr: 'shop 1', UserCardCode: done.code }),
    ]);
  });

  it('asks for what the form requires', async () => {
    expect(await fillIn({ card_id: memberCardId, form: {} })).toEqual({
      error: containing('USER_FORM_INFO_FLAG_MOBILE'),
    });
    const form = {
      card_id: memberCardId,
      required_form: { common_field_id_list: ['USER_FORM_INFO_FLAG_NAME'] },
    };
    expect(await call('activateuserform/set', form)).toMatchObject({ errcode: 0 });
    expect(await fillIn({ card_id: memberCardId })).toEqual({
      error: containing('USER_FORM_INFO_FLAG_NAME'),
    });
    const wrong = { card_id: memberCardId, required_form: { common_field_id_list: ['PHONE'] } };
    expect(await call('activateuserform/set', wrong)).toMatchObject({ errcode: 40097 });
  });

  it('without a way back activates by itself, and an event tells', async () => {
    const id = await approved(world, member({ auto_activate: undefined, wx_activate: true }));
    expect(await fillIn({ card_id: id })).toEqual({ error: containing('72026') });
    await call('activateuserform/set', { card_id: id });
    const { code } = await fillIn({ card_id: id });
    expect((await events(world)).at(-1)).toMatchObject({
      Event: 'submit_membercard_user_info',
      UserCardCode: code,
    });
    expect(await call('userinfo/get', { code, card_id: id })).toMatchObject({ has_active: true });
  });

  it('needs wx_activate', async () => {
    const id = await approved(world);
    expect(await call('activateuserform/set', { card_id: id })).toMatchObject({ errcode: 72026 });
    expect(await call('activate/geturl', { card_id: id })).toMatchObject({ errcode: 72026 });
    expect(await call('activate/geturl', { card_id: couponId })).toMatchObject({ errcode: 72003 });
  });
});

describe('activation', () => {
  it('again with the same number changes nothing; another number is refused', async () => {
    const code = await anActiveMember();
    expect(await activate(code, { init_bonus: 100 })).toMatchObject({ errcode: 0 });
    expect(await info(code)).toMatchObject({ bonus: 0 });
    expect(await activate(code, { membership_number: 'M0002' })).toMatchObject({ errcode: 73214 });
  });

  it('with a number that is taken, an unknown code or a coupon is refused', async () => {
    await anActiveMember();
    const other = await added(world, {}, bert.mini);
    expect(await activate(other)).toMatchObject({ errcode: 40097 });
    expect(await activate('000000000000')).toMatchObject({ errcode: 40056 });
    const coupon = await added(world, { cardId: couponId });
    expect(await activate(coupon, { card_id: couponId })).toMatchObject({ errcode: 72003 });
  });
});

describe('updateuser', () => {
  it('sets absolute values, answers what stands, and echoes the change', async () => {
    const code = await anActiveMember();
    const set = { bonus: 120, balance: 500, record_bonus: '消费', custom_field_value1: '金卡' };
    const done = { errcode: 0, errmsg: 'ok', result_bonus: 120, result_balance: 500, openid: anna.account };
    expect(await update(code, set)).toEqual(done);
    expect(await update(code, set)).toEqual(done);
    expect(await info(code)).toMatchObject({ bonus: 120, balance: 500 });
    expect((await world.summary()).members).toEqual([holding({ level: '金卡' })]);
    const echoes = (await events(world)).filter(({ Event }) => Event === 'update_member_card');
    expect(echoes).toEqual([holding({ UserCardCode: code, ModifyBonus: 120, ModifyBalance: 500 })]);
  });

  it('adds changes, each time anew, and an absolute value wins over a change', async () => {
    const code = await anActiveMember();
    expect(await update(code, { add_bonus: 10 })).toMatchObject({ result_bonus: 10 });
    expect(await update(code, { add_bonus: 10 })).toMatchObject({ result_bonus: 20 });
    expect(await update(code, { add_bonus: -5, bonus: 7 })).toMatchObject({ result_bonus: 7 });
    expect(await update(code, { add_bonus: -8 })).toMatchObject({ errcode: 45022 });
    expect(await info(code)).toMatchObject({ bonus: 7 });
  });

  it.each([
    ['a float', { bonus: 1.5 }, -1],
    ['a negative sum', { bonus: -1 }, 45022],
    ['a negative balance', { balance: -1 }, 45023],
    ['a sum that is too large', { bonus: 2_000_000_001 }, 45022],
    ['text', { bonus: '5' }, 40097],
    ['a long level', { custom_field_value1: '五个汉字呀' }, 45021],
    ['a long reason', { bonus: 1, record_bonus: '一二三四五六七八九十一二三四五' }, 45021],
  ])('%s is refused', async (_what, wrong, errcode) => {
    expect(await update(await anActiveMember(), wrong)).toMatchObject({ errcode });
  });

  it('needs an active member whose card is there', async () => {
    const code = await added(world);
    expect(await update(code, { bonus: 1 })).toMatchObject({ errcode: 40078 });
    expect(await update('000000000000', { bonus: 1 })).toMatchObject({ errcode: 40056 });
    await activate(code);
    await world.control({ event: 'card_deleted', code });
    expect(await update(code, { bonus: 1 })).toMatchObject({ errcode: 40127 });
    expect(await info(code)).toMatchObject({ user_card_status: 'DELETE', has_active: true });
  });

  it('knows whether a card has points and balance at all', async () => {
    const id = await approved(world, member({ supply_bonus: false }));
    const code = await added(world, { cardId: id });
    const set = (change: Fields) => call('updateuser', { code, card_id: id, ...change });
    expect(await set({ bonus: 1 })).toMatchObject({ errcode: 43011 });
    expect(await set({ balance: 1 })).toMatchObject({ errcode: 43010 });
  });

  it('a lost answer leaves the points changed', async () => {
    const code = await anActiveMember();
    await world.control({ fault: { api: 'card/membercard/updateuser', kind: 'truncated' } });
    await expect(update(code, { bonus: 9 })).rejects.toThrow();
    expect(await info(code)).toMatchObject({ bonus: 9 });
  });
});

it('a member who comes back has points and number as before', async () => {
  const code = await anActiveMember();
  await update(code, { bonus: 30 });
  await world.control({ event: 'card_deleted', code });
  await world.control({ event: 'card_got', openid: anna.mini });
  expect(await info(code)).toMatchObject({
    bonus: 30,
    membership_number: 'M0001',
    user_card_status: 'NORMAL',
  });
});
