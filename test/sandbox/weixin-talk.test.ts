/** Menus and messages at the sandbox of WeChat's server API. */
import { containing, holding, matching } from './world';
import { account, anna, bert, type Fields, mini, openWeixinWorld, type WeixinWorld } from './weixin-world';

let world: WeixinWorld;
beforeAll(async () => (world = await openWeixinWorld()));
beforeEach(() => world.reset());
afterAll(() => world.close());

const hour = 3_600_000;
const heard = (message: Fields, app = 'mini_program') => world.control({ event: 'push', app, message });
const send = async (path: string, body: Fields, app = mini): Promise<Fields> =>
  world.post(`/cgi-bin/message/${path}`, await world.token(app), body);

describe('a customer service message', () => {
  const text = { touser: anna.mini, msgtype: 'text', text: { content: '您好' } };

  it('goes to who wrote within 48 hours, five times', async () => {
    expect(await send('custom/send', text)).toMatchObject({ errcode: 45015 });
    await heard({ FromUserName: anna.mini, MsgType: 'text', Content: 'hi' });
    await world.pass(48 * hour - 1);
    for (let n = 0; n < 5; n++) expect(await send('custom/send', text)).toMatchObject({ errcode: 0 });
    expect(await send('custom/send', text)).toMatchObject({ errcode: 45047 });
    await heard({ FromUserName: anna.mini, MsgType: 'text', Content: 'again' });
    expect(await send('custom/send', text)).toMatchObject({ errcode: 0 });
    await world.pass(48 * hour);
    expect(await send('custom/send', text)).toMatchObject({ errcode: 45015 });
    expect((await world.summary()).messages).toHaveLength(6);
  });

  it('is of a kind that the app has, and to a person of the app', async () => {
    await heard({ FromUserName: anna.mini, Event: 'user_enter_tempsession' });
    const card = { touser: anna.mini, msgtype: 'wxcard', wxcard: { card_id: 'p' } };
    expect(await send('custom/send', card)).toMatchObject({ errcode: 40008 });
    expect(await send('custom/send', { ...text, touser: anna.account })).toMatchObject({ errcode: 40003 });
    expect(await send('custom/send', { ...text, text: undefined })).toMatchObject({ errcode: 47003 });
    expect(await send('custom/send', { ...text, text: { content: 'x'.repeat(2049) } })).toMatchObject({
      errcode: 45002,
    });
    await heard({ FromUserName: anna.account, Event: 'CLICK', EventKey: 'k' }, 'official_account');
    expect(await send('custom/send', { ...card, touser: anna.account }, account)).toMatchObject({
      errcode: 0,
    });
    const typing = { touser: anna.mini, command: 'Typing' };
    expect(await send('custom/typing', typing)).toMatchObject({ errcode: 0 });
  });

  it('a forged message opens nothing', async () => {
    await world.control({
      event: 'push',
      forged: true,
      message: { FromUserName: anna.mini, MsgType: 'text', Content: 'hi' },
    });
    expect(await send('custom/send', text)).toMatchObject({ errcode: 45015 });
  });
});

describe('a subscribe message', () => {
  const template_id = 'TEMPLATE_0000000001';
  const message = (data: Fields = { thing1: { value: '郁金香' } }, touser = anna.mini) =>
    send('subscribe/send', { touser, template_id, data, page: 'pages/order/order' });
  const agree = (reject = false) =>
    world.client('subscribe', { openid: anna.mini, tmplIds: [template_id], reject });

  it('goes out once for each prompt that was accepted', async () => {
    expect(await message()).toMatchObject({ errcode: 43101 });
    expect(await agree(true)).toEqual({ errMsg: 'requestSubscribeMessage:ok', [template_id]: 'reject' });
    expect(await message()).toMatchObject({ errcode: 43101 });
    await agree();
    await agree();
    expect(await message()).toMatchObject({ errcode: 0 });
    expect(await message(undefined, bert.mini)).toMatchObject({ errcode: 43101 });
    expect(await message()).toMatchObject({ errcode: 0 });
    expect(await message()).toMatchObject({ errcode: 43101 });
    expect((await world.summary()).messages).toEqual([
      holding({ kind: 'subscribe' }),
      holding({ kind: 'subscribe' }),
    ]);
  });

  it.each([
    ['thing1', 'x'.repeat(21)],
    ['thing1', ''],
    ['number2', '1a'],
    ['letter3', '1'],
    ['symbol1', 'a'],
    ['character_string1', '号'],
    ['phone_number1', 'x'],
    ['car_number1', '123456789'],
    ['name1', '十一个汉字的名字太长了吧'],
    ['phrase1', '六个汉字太长'],
    ['phrase1', 'abc'],
    ['amount1', '12345678901'],
    ['amount1', '1 EUR'],
    ['date1', 'tomorrow'],
    ['time1', '25'],
    ['unknown1', 'x'],
  ])('with %s = %j is refused, and the consent stays', async (name, value) => {
    await agree();
    expect(await message({ [name]: { value } })).toMatchObject({ errcode: 47003, errmsg: containing(name) });
    expect(await message()).toMatchObject({ errcode: 0 });
  });

  it('takes what the documentation shows', async () => {
    await agree();
    const data = {
      ...{ thing1: { value: '20个字以内' }, number1: { value: 12.5 }, letter1: { value: 'abc' } },
      ...{
        character_string1: { value: 'T-1' },
        amount1: { value: '￥10.00' },
        phone_number1: { value: '+86-0766-66888866' },
      },
      ...{ name1: { value: '张三' }, phrase1: { value: '配送中' }, date1: { value: '2026年11月2日 16:00' } },
      ...{ time1: { value: '15:01' }, date2: { value: '2026-11-02' } },
    };
    expect(await message(data)).toMatchObject({ errcode: 0 });
  });

  it('needs a template, data and a person of the mini-program', async () => {
    expect(await send('subscribe/send', { touser: anna.mini, template_id: 'x', data: {} })).toMatchObject({
      errcode: 40037,
    });
    await agree();
    expect(await message({})).toMatchObject({ errcode: 47003 });
    expect(await message(undefined, anna.account)).toMatchObject({ errcode: 40003 });
    expect(await send('subscribe/send', {}, account)).toMatchObject({ errcode: 48001 });
  });
});

it('a template message goes to followers only', async () => {
  const message = {
    touser: anna.account,
    template_id: 'TEMPLATE_0000000002',
    data: { first: { value: 'x' } },
  };
  expect(await send('template/send', message, account)).toMatchObject({ errcode: 43004 });
  await heard({ FromUserName: anna.account, Event: 'subscribe' }, 'official_account');
  expect(await send('template/send', message, account)).toMatchObject({
    errcode: 0,
    msgid: expect.any(Number) as unknown,
  });
  await heard({ FromUserName: anna.account, Event: 'unsubscribe' }, 'official_account');
  expect(await send('template/send', message, account)).toMatchObject({ errcode: 43004 });
});

describe('the menu', () => {
  const click = { type: 'click', name: '今日歌曲', key: 'V1001' };
  const menu = async (name: string, body: Fields) =>
    world.post(`/cgi-bin/menu/${name}`, await world.token(account), body);
  const get = async (name: string) =>
    world.get(`/cgi-bin/${name}`, { access_token: await world.token(account) });
  const create = (...button: unknown[]) => menu('create', { button });

  it('is made, read and deleted', async () => {
    expect(await get('menu/get')).toMatchObject({ errcode: 46003 });
    const group = {
      name: '菜单',
      sub_button: [click, { type: 'view', name: '搜索', url: 'https://example.com/' }],
    };
    const page = {
      type: 'miniprogram',
      name: '商店',
      url: 'https://example.com/',
      appid: mini.appid,
      pagepath: 'pages/goods/goods',
    };
    expect(await create(click, group, page)).toMatchObject({ errcode: 0 });
    expect(await get('menu/get')).toEqual({
      menu: { button: [click, group, page], menuid: expect.any(Number) as unknown },
    });
    expect(await get('get_current_selfmenu_info')).toMatchObject({
      is_menu_open: 1,
      selfmenu_info: { button: [click, { name: '菜单', sub_button: { list: group.sub_button } }, page] },
    });
    expect(await get('menu/delete')).toMatchObject({ errcode: 0 });
    expect(await get('get_current_selfmenu_info')).toEqual({ is_menu_open: 0 });
  });

  it('may differ for some people', async () => {
    const other = { ...click, name: '安卓' };
    const add = (matchrule: Fields) => menu('addconditional', { button: [other], matchrule });
    expect(await add({ client_platform_type: '2' })).toMatchObject({ errcode: 46003 });
    await create(click);
    const { menuid } = await add({ client_platform_type: '2' });
    expect(menuid).toEqual(matching(/^\d+$/));
    expect(await menu('trymatch', { user_id: anna.account })).toEqual({ button: [other] });
    expect(await get('menu/get')).toMatchObject({ conditionalmenu: [{ menuid: Number(menuid) }] });
    expect(await menu('delconditional', { menuid })).toMatchObject({ errcode: 0 });
    expect(await menu('trymatch', { user_id: anna.account })).toEqual({ button: [click] });
    expect(await menu('trymatch', { user_id: anna.mini })).toMatchObject({ errcode: 40003 });
    expect(await menu('delconditional', { menuid })).toMatchObject({ errcode: 46003 });
  });

  const sub = (button: object) => ({ name: 'x', sub_button: [button] });
  it.each([
    ['no buttons', [], 40016],
    ['four buttons', [click, click, click, click], 40016],
    ['an unknown type', [{ ...click, type: 'tap' }], 40017],
    ['no type', [{ name: 'x' }], 40017],
    ['a long name', [{ ...click, name: '六个汉字太长' }], 40018],
    ['no name', [{ type: 'click', key: 'k' }], 40018],
    ['a long key', [{ ...click, key: 'x'.repeat(129) }], 40019],
    ['no key', [{ type: 'click', name: 'x' }], 40019],
    ['no address', [{ type: 'view', name: 'x' }], 40020],
    ['a long address', [{ type: 'view', name: 'x', url: `https://${'x'.repeat(1017)}` }], 40020],
    ['six sub-buttons', [{ name: 'x', sub_button: Array(6).fill(click) }], 40023],
    ['an unknown type below', [sub({ ...click, type: 'tap' })], 40024],
    ['a long name below', [sub({ ...click, name: '二十个汉字的名字才是最长的名字再多一个就太长' })], 40025],
    ['no key below', [sub({ type: 'click', name: 'x' })], 40026],
    ['no address below', [sub({ type: 'view', name: 'x' })], 40027],
  ])('with %s is refused', async (_what, buttons, errcode) => {
    expect(await create(...buttons)).toMatchObject({ errcode });
  });
});
