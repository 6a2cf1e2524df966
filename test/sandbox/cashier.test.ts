import * as v from 'valibot';
import { billFaultNames } from '../../scripts/sandbox/bill-refusal';
import { en } from '../../scripts/preview/phone/wx/words/en';
import { zhCn } from '../../scripts/preview/phone/wx/words/zh-cn';
import { zhTw } from '../../scripts/preview/phone/wx/words/zh-tw';
import * as v3 from './v3-merchant';
import { containing, matching, openWorld, origin, type World } from './world';
import * as yaband from './yaband-merchant';

let world: World;
beforeAll(async () => (world = await openWorld()));
beforeEach(async () => {
  world.reset();
  await v3.downloadCertificates(world);
});

const appid = 'wxcrosspaydemo0001';
const stringsShape = v.record(v.string(), v.string());
type Strings = v.InferOutput<typeof stringsShape>;

const yabandStrings = async (): Promise<Strings> => ({
  ...v.parse(stringsShape, (await yaband.create(world)).parameters),
  appid,
});

async function v3Strings(): Promise<Strings> {
  const { body } = await v3.order(world);
  return signedStrings(`prepay_id=${String(body.prepay_id)}`);
}

function signedStrings(packageString: string): Strings {
  const [timeStamp, nonceStr] = [String(world.clock.now() / 1000), '593BEC0C930BF1AFEB40B4A08C8FB242'];
  const message = `${appid}\n${timeStamp}\n${nonceStr}\n${packageString}\n`;
  const paySign = v3.rsaSign(message, v3.configOf(world).private_key);
  return { timeStamp, nonceStr, package: packageString, signType: 'RSA', paySign, appid };
}

async function cashier(strings: object, path = ''): Promise<{ status: number; body: unknown }> {
  const sent = { method: 'POST', body: JSON.stringify(strings) };
  const { status, text } = await world.call(`/sandbox/cashier${path}`, sent);
  await world.sandboxes.idle();
  return { status, body: JSON.parse(text) as unknown };
}

const shown = {
  yaband: {
    pay_sp: 'yaband',
    out_trade_no: 'ORDER0001',
    description: yaband.miniOrder.description,
    amount: { value: 2499, currency: 'EUR' },
  },
  v3: {
    pay_sp: 'v3',
    out_trade_no: 'ORD20261102-0001',
    description: 'Image形象店-深圳腾大-QQ公仔',
    amount: { value: 100, currency: 'CNY' },
  },
};

describe.each([
  ['yaband', yabandStrings, shown.yaband],
  ['v3', v3Strings, shown.v3],
])('the simulated WeChat cashier with a bill of %s', (pay_sp, strings, bill) => {
  it('shows what is to be paid', async () => {
    const { status, body } = await cashier(await strings());
    expect([status, body]).toEqual([200, bill]);
  });

  it('takes the payment, and the merchant is notified', async () => {
    expect(await cashier(await strings(), '/pay')).toEqual({ status: 200, body: { ok: true } });
    expect(world.view(pay_sp).payments[0]?.state).toBe('paid');
    expect(world.inbox).toHaveLength(1);
  });

  it('pays exactly the attempt that was presented', async () => {
    const first = await strings();
    const again = `${bill.out_trade_no}_2`;
    await (pay_sp === 'v3'
      ? v3.order(world, { out_trade_no: again })
      : yaband.create(world, { order_id: again }));
    await cashier(first, '/pay');
    expect(world.view(pay_sp).payments.map(({ state }) => state)).toEqual(['paid', 'open']);
  });

  it.each([
    ['pay', 'paid', 1],
    ['decline', 'failed', pay_sp === 'v3' ? 0 : 1],
    ['lose_notice', 'paid', 0],
    ['twice', 'paid', 2],
  ])('lets the payer %s, as it happens in life', async (way, state, notices) => {
    const presented = await strings();
    expect((await cashier({ ...presented, way }, '/pay')).status).toBe(200);
    expect(world.view(pay_sp).payments[0]?.state).toBe(state);
    expect(world.inbox).toHaveLength(notices);
  });

  it('takes another amount where the payer says which, and a payment whose time was over', async () => {
    const presented = await strings();
    expect(await cashier({ ...presented, way: 'other_amount' }, '/pay')).toMatchObject({
      status: 400,
      body: { error: containing('amount') },
    });
    await cashier({ ...presented, way: 'other_amount', amount: 77 }, '/pay');
    expect(world.view(pay_sp).payments[0]?.paid?.value).toBe(77);
    world.reset();
    await v3.downloadCertificates(world);
    await cashier({ ...(await strings()), way: 'late' }, '/pay');
    expect(world.view(pay_sp).payments[0]).toMatchObject({ state: 'paid' });
  });

  it('cannot take the payment twice', async () => {
    const presented = await strings();
    await cashier(presented, '/pay');
    expect(await cashier(presented, '/pay')).toMatchObject({
      status: 400,
      body: { error: matching(/is paid/), why: 'paid', about: bill.out_trade_no },
    });
    expect(world.inbox).toHaveLength(1);
  });

  it.each(['timeStamp', 'nonceStr', 'signType', 'paySign', 'appid'])('refuses a changed %s', async (name) => {
    const presented = await strings();
    const { status } = await cashier({ ...presented, [name]: `${presented[name] ?? ''}x` });
    expect(status).toBe(400);
  });

  it.each(['timeStamp', 'package', 'paySign', 'appid'])('refuses a missing %s', async (name) => {
    const { [name]: _, ...rest } = await strings();
    expect(await cashier(rest)).toMatchObject({
      status: 400,
      body: { error: containing(name) },
    });
  });
});

it('a prepay id that no sandbox gave is refused', async () => {
  const { status, body } = await cashier(signedStrings('prepay_id=wx0'));
  const about = 'prepay_id=wx0';
  expect([status, body]).toEqual([404, { error: `no sandbox knows ${about}`, why: 'unknown_prepay', about }]);
});

it('a prepay id of WeChat Pay lives for two hours', async () => {
  const strings = await v3Strings();
  await world.pass(2 * 3600_000 - 1);
  expect((await cashier(strings)).status).toBe(200);
  await world.pass(1);
  expect(await cashier(strings)).toMatchObject({
    status: 400,
    body: { error: matching(/2 hours/) },
  });
});

it('a package that is only the bare prepay id, as apps have it, is refused', async () => {
  const { package: whole = '' } = await v3Strings();
  const { status, body } = await cashier(signedStrings(whole.replace('prepay_id=', '')));
  expect([status, body]).toEqual([
    400,
    { error: 'package must be prepay_id=<id>', why: 'package', about: '' },
  ]);
});

it.each([
  ['简体中文', zhCn],
  ['繁體中文', zhTw],
  ['English', en],
])('every refusal of the cashier has a sentence in %s', (_, words) => {
  const sentences = billFaultNames.map((name) => words[`why_${name}`]);
  expect(new Set(sentences).size).toBe(billFaultNames.length);
});

describe('the page behind a payment link of yaband', () => {
  async function openLink(changes: yaband.Fields = {}): Promise<string> {
    const { url } = await yaband.succeed(world, 'v3.CreatePayments', { ...yaband.linkOrder, ...changes });
    return String(url).slice(origin.length);
  }
  const press = async (link: string, decision: string) => {
    const reply = await world.call(link, { method: 'POST', body: `decision=${decision}` });
    await world.sandboxes.idle();
    return reply;
  };

  it('shows order number, amount, method and both buttons', async () => {
    const link = await openLink();
    expect(link).toMatch(/^\/sandbox\/yaband\/pay\/[0-9a-f]{32}$/);
    const { status, text, headers } = await world.call(link);
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    for (const part of ['LINK0001', '24.99 EUR', 'iDEAL', '>Pay<', '>Decline<']) expect(text).toContain(part);
  });

  it.each([
    [
      'the language that the browser asks for',
      { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' },
      'zh-CN',
      '拒绝',
    ],
    ['traditional Chinese', { 'accept-language': 'fr,zh-HK;q=0.9' }, 'zh-TW', '拒絕'],
    [
      'the language of the phone',
      { 'accept-language': 'en', cookie: 'a=1; crosspay_language=zh_TW' },
      'zh-TW',
      '拒絕',
    ],
    ['English where it speaks none of the others', { 'accept-language': 'nl-NL' }, 'en', 'Decline'],
  ])('speaks %s', async (_, headers, language, decline) => {
    const { text } = await world.call(await openLink(), { headers });
    expect(text).toContain(`<html lang="${language}">`);
    expect(text).toContain(`>${decline}</button>`);
  });

  it('says in the language of the payer that there is no such link, and that an amount is none', async () => {
    const headers = { 'accept-language': 'zh-CN' };
    const nothing = await world.call('/sandbox/yaband/pay/0', { headers });
    expect([nothing.status, nothing.text]).toEqual([404, containing('没有这个付款链接')]);
    const body = 'decision=other_amount&amount=%3Cfree%3E';
    const wrong = await world.call(await openLink(), { method: 'POST', headers, body });
    expect([wrong.status, wrong.text]).toEqual([400, containing('“&lt;free&gt;”不是 EUR 的金额')]);
  });

  it('escapes what the merchant wrote', async () => {
    const { text } = await world.call(await openLink({ description: `<script>alert("1")</script> & 'x'` }));
    expect(text).not.toContain('<script>');
    expect(text).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;');
  });

  it('takes the payment once, shows the end, and leads back to the shop', async () => {
    const link = await openLink({ redirect_url: 'https://shop.example/done' });
    expect(await press(link, 'pay')).toMatchObject({ status: 303, headers: { location: link } });
    const { text } = await world.call(link);
    expect(text).toContain('>Paid<');
    expect(text).toContain('href="https://shop.example/done"');
    expect(text).not.toContain('<form');
    await press(link, 'pay');
    await press(link, 'decline');
    expect(world.inbox.map(({ body }) => yaband.readNotice(body).state)).toEqual(['paid']);
  });

  it('notifies a refusal of the payer as declined', async () => {
    const link = await openLink();
    await press(link, 'decline');
    expect((await world.call(link)).text).toContain('>Declined<');
    expect(world.inbox.map(({ body }) => yaband.readNotice(body).state)).toEqual(['declined']);
  });

  it('answers 404 for an unknown link, 400 for another decision, 405 for another method', async () => {
    const link = await openLink();
    expect((await world.call('/sandbox/yaband/pay/0')).status).toBe(404);
    expect((await press(link, 'steal')).status).toBe(400);
    expect((await world.call(link, { method: 'PUT' })).status).toBe(405);
  });
});
