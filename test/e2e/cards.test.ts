/** Cards from end to end: function cardSync as it is deployed, against the sandbox of WeChat's server. */
import { someOf } from '../thorough';
import { CUSTOMER, OPERATOR, openWorld, type Result, type Running } from './running-world';

const COUPON = 'pDemoCouponFromBefore2021001';
const MEMBER_CARD = 'pDemoMemberCardOfTheShop0001';

let running: Running;

beforeAll(async () => {
  running = await openWorld('yaband');
});
afterAll(() => running.world.close());

const cards = (action: string, input: object = {}, openid = OPERATOR): Promise<Result> =>
  running.call('cardSync', { action, ...input }, openid);

async function atWechat(event: object): Promise<Result> {
  const { status, body } = await running.post('/control/weixin', event);
  if (status !== 200) throw new Error(`the sandbox refused: ${JSON.stringify(body)}`);
  return body.result as Result;
}

const fails = (api: string, kind: string, times = 1): Promise<Result> =>
  atWechat({ fault: { api, kind, times } });

/** Somebody takes a coupon; answers its code. */
async function coupon(): Promise<string> {
  return String((await atWechat({ event: 'card_got', card_id: COUPON, openid: CUSTOMER })).code);
}

const stock = async (): Promise<number> => {
  const { card } = await cards('getcard', { card_id: COUPON });
  return (card as { cash: { base_info: { sku: { total_quantity: number } } } }).cash.base_info.sku
    .total_quantity;
};

const picture = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('logo')]).toString(
  'base64',
);

test('a member card is made with an uploaded logo, audited, changed and deleted', async () => {
  const { url: logo_url, errcode } = await cards('uploadlogo', { buffer: picture });
  expect(errcode).toBe(0);
  expect((await cards('uploadlogo', { buffer: picture })).url).toBe(logo_url);
  const base_info = {
    ...{ logo_url, brand_name: 'Café', title: 'Member', color: 'Color010', notice: 'Show it' },
    ...{ code_type: 'CODE_TYPE_TEXT', description: 'Points', date_info: { type: 'DATE_TYPE_PERMANENT' } },
    sku: { quantity: 500 },
  };
  const member_card = {
    base_info,
    prerogative: 'x',
    supply_bonus: true,
    supply_balance: false,
    wx_activate: true,
  };
  const made = await cards('createcard', { card: { card_type: 'MEMBER_CARD', member_card } });
  expect(made).toMatchObject({ errcode: 0 });
  const { card_id } = made;
  const told = {
    card: { card_type: 'MEMBER_CARD', member_card: { base_info: { status: 'CARD_STATUS_NOT_VERIFY' } } },
  };
  expect(await cards('getcard', { card_id })).toMatchObject(told);
  expect((await cards('qrcode', qr(card_id))).errcode).toBe(3101);
  await atWechat({ event: 'card_check', card_id, pass: true });
  expect(await cards('qrcode', qr(card_id))).toMatchObject({
    errcode: 0,
    ticket: expect.any(String) as unknown,
  });
  expect(await cards('updatecard', { card_id, member_card: { prerogative: 'more' } })).toMatchObject({
    errcode: 0,
  });
  expect((await cards('listcards')).card_id_list).toContain(card_id);
  expect((await cards('deletecard', { card_id })).errcode).toBe(0);
  expect((await cards('deletecard', { card_id })).errcode).toBe(0);
});

const qr = (card_id: unknown) => ({ action_name: 'QR_CARD', action_info: { card: { card_id } } });

test('new coupons are closed, old ones live on', async () => {
  expect((await cards('createcard', { card: { card_type: 'CASH', cash: {} } })).errcode).toBe(2003);
  expect(await cards('getcard', { card_id: COUPON })).toMatchObject({
    errcode: 0,
    card: { card_type: 'CASH' },
  });
});

describe('a coupon', () => {
  test('is looked at, consumed once by twenty calls at once, and never again', async () => {
    const code = await coupon();
    expect(await cards('code', { code })).toMatchObject({
      errcode: 0,
      state: 'normal',
      card_id: COUPON,
      can_consume: true,
    });
    const all = await Promise.all(
      Array.from({ length: 20 }, () => cards('consume', { code, card_id: COUPON })),
    );
    expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(all[0]).toMatchObject({ errcode: 0, state: 'consumed' });
    expect(await cards('code', { code })).toMatchObject({ state: 'consumed', user_card_status: 'CONSUMED' });
    expect((await cards('consume', { code, record_no: 'another-sale' })).errcode).toBe(4105);
  });

  test.each(['timeout_after_effect', 'truncated', 'http_500'])(
    'whose consumption is answered with %s is consumed once',
    async (kind) => {
      const code = await coupon();
      await fails('card/code/consume', kind);
      const answers = [
        await cards('consume', { code, card_id: COUPON }),
        await cards('consume', { code, card_id: COUPON }),
      ];
      expect(answers[1]).toMatchObject({ errcode: 0, state: 'consumed' });
    },
  );

  test('that was consumed at the counter is not ours', async () => {
    const code = await coupon();
    await atWechat({ event: 'card_consumed', code });
    expect((await cards('consume', { code, card_id: COUPON })).errcode).toBe(4105);
  });

  test('is taken out of use, twice is once, and then not consumed', async () => {
    const code = await coupon();
    expect((await cards('unavailable', { code, card_id: COUPON, reason: 'returned' })).errcode).toBe(0);
    expect((await cards('unavailable', { code, card_id: COUPON })).errcode).toBe(0);
    const refused = await cards('consume', { code, card_id: COUPON });
    expect([refused.errcode, refused.errmsg]).toEqual([4106, expect.stringContaining('UNAVAILABLE')]);
  });

  test('is not the customer’s to consume', async () => {
    const code = await coupon();
    expect((await cards('consume', { code, card_id: COUPON }, CUSTOMER)).errcode).toBe(1004);
    expect((await cards('code', { code })).state).toBe('normal');
  });
});

describe('stock', () => {
  test('is changed once for each number', async () => {
    const before = await stock();
    const wish = { card_id: COUPON, increase_stock_value: 7, record_no: 'E2E-1' };
    const all = await Promise.all(Array.from({ length: 5 }, () => cards('modifystock', wish)));
    expect(all.map(({ errcode }) => errcode)).toEqual([0, 0, 0, 0, 0]);
    expect(await stock()).toBe(before + 7);
  });

  test.each(someOf(['timeout_after_effect', 'http_500', 'html'], ['timeout_after_effect']))(
    'is changed once after %s',
    async (kind) => {
      const before = await stock();
      await fails('card/modifystock', kind);
      const wish = { card_id: COUPON, reduce_stock_value: 3, record_no: `E2E-${kind}` };
      await cards('modifystock', wish);
      expect((await cards('modifystock', wish)).errcode).toBe(0);
      expect(await stock()).toBe(before - 3);
    },
  );
});

test('quick pay and self-consume exclude each other, and WeChat’s no is explained', async () => {
  expect((await cards('paycell', { card_id: MEMBER_CARD, is_open: true })).errcode).toBe(0);
  const refused = await cards('selfconsumecell', { card_id: MEMBER_CARD, is_open: true });
  expect([refused.errcode, refused.errmsg]).toEqual([3101, expect.stringContaining('exclude each other')]);
  expect((await cards('paycell', { card_id: MEMBER_CARD, is_open: false })).errcode).toBe(0);
});

test('the activation form of the member card is set', async () => {
  const required_form = { common_field_id_list: ['USER_FORM_INFO_FLAG_MOBILE'] };
  expect((await cards('activateform', { card_id: MEMBER_CARD, required_form })).errcode).toBe(0);
});

test('no code stands in a log line', async () => {
  const code = await coupon();
  await cards('consume', { code, card_id: COUPON });
  await cards('code', { code: '404404404404' });
  const logged = JSON.stringify(running.world.cloud.logs.entries());
  expect(logged).toContain('card/code/consume');
  expect(logged).not.toContain(code);
  expect(logged).not.toContain('404404404404');
});
