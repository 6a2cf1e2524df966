/** Cards and coupons at the sandbox of WeChat's server API. */
import { containing, holding, matching } from './world';
import { approved, base, member } from './weixin-card-bodies';
import { added, card, couponId, events, memberCardId, offer } from './weixin-wallet';
import { account, anna, bert, type Fields, mini, openWeixinWorld, type WeixinWorld } from './weixin-world';

let world: WeixinWorld;
beforeAll(async () => (world = await openWeixinWorld()));
beforeEach(() => world.reset());
afterAll(() => world.close());

const minute = 60_000;
const png = Buffer.from('89504e470d0a1a0a0000', 'hex');

async function upload(bytes: Buffer, field = 'buffer'): Promise<Fields> {
  const form = new FormData();
  form.set(field, new Blob([new Uint8Array(bytes)]), 'logo.png');
  const address = `${world.url}/sandbox/weixin/cgi-bin/media/uploadimg?access_token=${await world.token(account)}`;
  return (await (await fetch(address, { method: 'POST', body: form })).json()) as Fields;
}

describe('a picture', () => {
  it('gets an address, the same for the same bytes', async () => {
    const first = await upload(png);
    expect(first).toEqual({ url: matching(/^http:\/\/mmbiz\.qpic\.cn\/mmbiz\/[0-9a-f]{64}\/0$/) });
    expect(await upload(png)).toEqual(first);
  });

  it('that is too large, no picture, or in another field is refused', async () => {
    const large = Buffer.concat([png, Buffer.alloc(1024 * 1024)]);
    expect(await upload(large)).toMatchObject({ errcode: 40009 });
    expect(await upload(Buffer.from('GIF89a'))).toMatchObject({ errcode: 40005 });
    expect(await upload(png, 'media')).toMatchObject({ errcode: 41005 });
  });
});

describe('a new card', () => {
  it('is audited, and the event tells how', async () => {
    const { card_id } = await card(world, 'create', member());
    expect(card_id).toEqual(matching(/^p[0-9a-zA-Z_-]{27}$/));
    const status = async (): Promise<unknown> => (await card(world, 'get', { card_id })).card;
    expect(await status()).toMatchObject({
      card_type: 'MEMBER_CARD',
      member_card: { base_info: { id: card_id, status: 'CARD_STATUS_NOT_VERIFY', color: '#2c9f67' } },
    });
    await world.pass(minute);
    expect(await status()).toMatchObject({
      member_card: {
        base_info: { status: 'CARD_STATUS_VERIFY_OK', sku: { quantity: 2, total_quantity: 2 } },
      },
    });
    expect(await events(world)).toEqual([holding({ Event: 'card_pass_check', CardId: card_id })]);
  });

  it('may fail its audit, and cannot be claimed then', async () => {
    const { card_id } = await card(world, 'create', member());
    await world.control({ event: 'card_check', card_id, pass: false, reason: '违规' });
    expect(await events(world)).toEqual([holding({ Event: 'card_not_pass_check', RefuseReason: '违规' })]);
    const reply = await world.client('card/add', {
      openid: anna.mini,
      cardList: [await offer(world, { cardId: String(card_id) })],
    });
    expect(reply.errMsg).toEqual(containing('40078'));
  });

  it('can be claimed by a tester before its audit', async () => {
    const { card_id } = await card(world, 'create', member());
    const tester = { openid: [anna.account] };
    expect(await card(world, 'testwhitelist/set', tester)).toMatchObject({ errcode: 0 });
    expect(await added(world, { cardId: String(card_id) })).toMatch(/^\d{12}$/);
    const eleven = { openid: Array.from({ length: 11 }, (_, n) => `oOA_Tester${n}`) };
    expect(await card(world, 'testwhitelist/set', eleven)).toMatchObject({ errcode: 40097 });
    expect(await card(world, 'testwhitelist/set', { openid: [anna.mini] })).toMatchObject({ errcode: 40003 });
  });

  it.each([
    ['of a closed type', { card: { card_type: 'CASH', cash: { base_info: base, reduce_cost: 1 } } }, 45160],
    ['of an unknown type', { card: { card_type: 'COUPON' } }, 40071],
    [
      'that needs an authorisation',
      { card: { card_type: 'GENERAL_CARD', general_card: { base_info: base } } },
      72021,
    ],
    ['without its object', { card: { card_type: 'MEMBER_CARD' } }, 41011],
    ['without a title', member({}, { title: undefined }), 41011],
    ['with a long title', member({}, { title: '十个汉字的标题太长了' }), 45021],
    ['with an unknown colour', member({}, { color: 'Color011' }), 40076],
    ['with an unknown code type', member({}, { code_type: 'QRCODE' }), 40072],
    ['without stock', member({}, { sku: { quantity: 0 } }), 40122],
    ['with half a card of stock', member({}, { sku: { quantity: 1.5 } }), 40122],
    ['with unknown dates', member({}, { date_info: { type: 1 } }), 40079],
    [
      'that ends before it begins',
      member({}, { date_info: { type: 'DATE_TYPE_FIX_TIME_RANGE', begin_timestamp: 2, end_timestamp: 1 } }),
      40079,
    ],
    ['with a logo from elsewhere', member({}, { logo_url: 'https://example.com/a.png' }), 40097],
    ['with points as text', member({ supply_bonus: 'yes' }), 40097],
    ['with two ways of activation', member({ wx_activate: true }), 40097],
    ['with none', member({ auto_activate: undefined }), 40097],
    ['with four custom fields', member({ custom_field4: { name: 'x' } }), 40124],
    [
      'with a center button and quick pay',
      member({}, { center_title: '付', pay_info: { swipe_card: { is_swipe_card: true } } }),
      40145,
    ],
  ])('%s is refused', async (_what, body, errcode) => {
    expect(await card(world, 'create', body)).toMatchObject({ errcode });
  });

  it('needs the token of the official account', async () => {
    expect(await world.post('/card/create', await world.token(mini), member())).toMatchObject({
      errcode: 48001,
    });
  });
});

describe('an update', () => {
  const update = async (card_id: string, change: Fields) =>
    card(world, 'update', { card_id, member_card: change });
  const shown = async (card_id: string): Promise<unknown> =>
    ((await card(world, 'get', { card_id })).card as Fields).member_card;

  it('of what people read is audited again, and the old card stays until then', async () => {
    const id = await approved(world);
    expect(await update(id, { base_info: { title: '金卡' } })).toMatchObject({ send_check: true });
    expect(await shown(id)).toMatchObject({ base_info: { title: '会员卡' } });
    await world.pass(minute);
    expect(await shown(id)).toMatchObject({ base_info: { title: '金卡', status: 'CARD_STATUS_VERIFY_OK' } });
    expect(await events(world)).toContainEqual(holding({ Event: 'card_pass_check', CardId: id }));
  });

  it('of other fields holds at once', async () => {
    const id = await approved(world);
    expect(await update(id, { base_info: { color: 'Color100' }, bonus_url: 'x' })).toMatchObject({
      send_check: false,
    });
    expect(await shown(id)).toMatchObject({ bonus_url: 'x', base_info: { color: '#cc463d' } });
  });

  it('cannot take points back, narrow the dates, or break a limit', async () => {
    const id = await approved(world);
    expect(await update(id, { supply_bonus: false })).toMatchObject({ errcode: 40135 });
    const fixed = { type: 'DATE_TYPE_FIX_TERM', fixed_term: 1 };
    expect(await update(id, { base_info: { date_info: fixed } })).toMatchObject({ errcode: 40100 });
    expect(await update(id, { base_info: { title: '十个汉字的标题太长了' } })).toMatchObject({
      errcode: 45021,
    });
    expect(await update('pUnknown', {})).toMatchObject({ errcode: 40073 });
  });
});

describe('stock', () => {
  const stock = (card_id: string, change: Fields) => card(world, 'modifystock', { card_id, ...change });
  const left = async (card_id: string): Promise<unknown> =>
    (((await card(world, 'get', { card_id })).card as Fields).member_card as { base_info: Fields }).base_info
      .sku;

  it('changes by so much each time: a repeated call counts again', async () => {
    const id = await approved(world);
    expect(await stock(id, { increase_stock_value: 5 })).toMatchObject({ errcode: 0 });
    expect(await stock(id, { increase_stock_value: 5 })).toMatchObject({ errcode: 0 });
    expect(await left(id)).toEqual({ quantity: 12, total_quantity: 12 });
    expect(await stock(id, { reduce_stock_value: 12 })).toMatchObject({ errcode: 0 });
    expect(await stock(id, { reduce_stock_value: 1 })).toMatchObject({ errcode: 40122 });
    expect(await stock(id, { reduce_stock_value: 1, increase_stock_value: 1 })).toMatchObject({
      errcode: 40097,
    });
    expect(await stock(id, {})).toMatchObject({ errcode: 40097 });
  });

  it('runs out, per card and per person', async () => {
    const id = await approved(world, member({}, { get_limit: 1 }));
    await added(world, { cardId: id });
    const again = async (openid: string): Promise<unknown> =>
      (await world.client('card/add', { openid, cardList: [await offer(world, { cardId: id })] })).errMsg;
    expect(await again(anna.mini)).toEqual(containing('45033'));
    await added(world, { cardId: id }, bert.mini);
    expect(await again('oClara001')).toEqual(containing('45031'));
  });

  it('is reported when 100 of more than 200 are left, at most every twelve hours', async () => {
    const id = await approved(world, member({}, { sku: { quantity: 300 } }));
    await stock(id, { reduce_stock_value: 200 });
    const told = async (): Promise<number> =>
      (await events(world)).filter(({ Event }) => Event === 'card_sku_remind').length;
    await added(world, { cardId: id });
    await added(world, { cardId: id }, bert.mini);
    expect(await told()).toBe(1);
    await world.pass(720 * minute);
    await added(world, { cardId: id }, 'oClara001');
    expect(await told()).toBe(2);
  });
});

it('the list of cards goes by pages and states', async () => {
  const id = await approved(world);
  const list = (more: Fields) => card(world, 'batchget', { offset: 0, count: 50, ...more });
  expect(await list({})).toEqual({
    errcode: 0,
    errmsg: 'ok',
    card_id_list: [memberCardId, couponId, id],
    total_num: 3,
  });
  expect(await list({ offset: 2, count: 1 })).toMatchObject({ card_id_list: [id], total_num: 3 });
  await card(world, 'delete', { card_id: id });
  expect(await card(world, 'delete', { card_id: id })).toMatchObject({ errcode: 0 });
  expect(await list({ status_list: ['CARD_STATUS_DELETE'] })).toMatchObject({ card_id_list: [id] });
  expect(await list({ count: 51 })).toMatchObject({ errcode: 40097 });
});

describe('bringing cards before people', () => {
  it('QR codes are for audited cards, one or five', async () => {
    const make = (action: Fields) => card(world, 'qrcode/create', action);
    const one = {
      action_name: 'QR_CARD',
      expire_seconds: 1800,
      action_info: { card: { card_id: couponId } },
    };
    expect(await make(one)).toMatchObject({
      errcode: 0,
      expire_seconds: 1800,
      show_qrcode_url: containing('showqrcode?ticket='),
    });
    const many = (count: number) => ({
      action_name: 'QR_MULTIPLE_CARD',
      action_info: {
        multiple_card: { card_list: Array.from({ length: count }, () => ({ card_id: couponId })) },
      },
    });
    expect(await make(many(5))).toMatchObject({ errcode: 0 });
    expect(await make(many(6))).toMatchObject({ errcode: 40053 });
    expect(await make({ ...one, action_name: 'QR' })).toMatchObject({ errcode: 40053 });
    const { card_id } = await card(world, 'create', member());
    expect(await make({ ...one, action_info: { card: { card_id } } })).toMatchObject({ errcode: 40078 });
  });

  it('pages and articles', async () => {
    const page = {
      banner: 'x',
      page_title: 'y',
      can_share: true,
      scene: 'SCENE_H5',
      card_list: [{ card_id: couponId }],
    };
    expect(await card(world, 'landingpage/create', page)).toMatchObject({
      errcode: 0,
      url: containing('http'),
    });
    expect(await card(world, 'landingpage/create', { ...page, scene: 'SCENE_X' })).toMatchObject({
      errcode: 40097,
    });
    expect(await card(world, 'mpnews/gethtml', { card_id: couponId })).toMatchObject({
      content: containing(couponId),
    });
    expect(await card(world, 'getcolors', {})).toMatchObject({ colors: { length: 14 } });
  });

  it('quick pay needs a store, and excludes self-consumption', async () => {
    const set = (cell: string, card_id: string, is_open: boolean) =>
      card(world, `${cell}/set`, { card_id, is_open });
    const id = await approved(world);
    expect(await set('paycell', id, true)).toMatchObject({ errcode: 43017 });
    expect(await set('selfconsumecell', memberCardId, true)).toMatchObject({ errcode: 0 });
    expect(await set('paycell', memberCardId, true)).toMatchObject({ errcode: 45046 });
    expect(await set('selfconsumecell', memberCardId, false)).toMatchObject({ errcode: 0 });
    expect(await set('paycell', memberCardId, true)).toMatchObject({ errcode: 0 });
  });
});
