/**
 * A third opinion on WeChat Pay v3: the public package wechatpay-axios-plugin, by other authors. It signs for a merchant and
 * our sandbox must take it; it verifies what our sandbox answers and what our connector signs; our connector must
 * believe what it signs and open what it seals.
 */
import { createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import * as v from 'valibot';
import { Aes, Formatter, Rsa, Wechatpay } from 'wechatpay-axios-plugin';
import type { Env } from '../../../shared/kernel/exchange';
import type { HttpReply } from '../../../shared/kernel/http';
import { readFields } from '../../../shared/kernel/fields';
import { wechatV3, wechatV3Partner } from '../../../shared/payments/psp/wechat-v3';
import type { V3Account } from '../../../shared/payments/psp/wechat-v3-account';
import { openWorld, origin, type World } from '../../sandbox/world';

const demoShape = v.object({
  appid: v.string(),
  mchid: v.string(),
  sub_mchid: v.exactOptional(v.string()),
  serial_no: v.string(),
  private_key: v.string(),
  apiv3_key: v.string(),
  endpoint: v.string(),
});
const keysShape = v.object({ public_key_id: v.string(), public_key: v.string() });
const sealedShape = v.object({ nonce: v.string(), associated_data: v.string(), ciphertext: v.string() });
const certificatesShape = v.object({
  data: v.array(v.object({ serial_no: v.string(), encrypt_certificate: sealedShape })),
});
const envelopeShape = v.object({ resource: sealedShape });

const DEMO_APPID = 'wxcrosspaydemo0001';
let world: World;
beforeAll(async () => {
  world = await openWorld();
  // The package looks at the real clock.
  world.clock.advance(Date.now() - world.clock.now());
});
afterEach(() => (world.inbox.length = 0));

const demo = (paySp: string) => v.parse(demoShape, world.sandboxes.demoConfig(paySp));
const platform = (paySp: string) => v.parse(keysShape, world.view(paySp).keys);

type Options = ConstructorParameters<typeof Wechatpay>[0];
type Adapter = Extract<Options['adapter'], (...given: never[]) => unknown>;
const params = v.fallback(v.record(v.string(), v.string()), {});
const text = v.fallback(v.string(), '');

/** Carries a request of the package to the sandbox, as axios would over the network. */
const carry: Adapter = async (config) => {
  const url = new URL(config.url ?? '', config.baseURL);
  for (const [name, value] of Object.entries(v.parse(params, config.params)))
    url.searchParams.set(name, value);
  const headers = Object.entries(config.headers.toJSON()).map(([name, value]) => [
    name.toLowerCase(),
    String(value),
  ]);
  const reply = await world.call(`${url.pathname}${url.search}`, {
    method: (config.method ?? 'get').toUpperCase(),
    headers: v.parse(params, Object.fromEntries(headers)),
    body: v.parse(text, config.data),
  });
  return { data: reply.text, status: reply.status, statusText: '', headers: { ...reply.headers }, config };
};

function merchantOf(paySp: string): Wechatpay {
  const { mchid, serial_no, private_key, endpoint } = demo(paySp);
  const { public_key_id, public_key } = platform(paySp);
  return new Wechatpay({
    mchid,
    serial: serial_no,
    privateKey: private_key,
    certs: { [public_key_id]: public_key },
    baseURL: `${endpoint}/`,
    // Asks for answers under the public key, which needs no download first.
    headers: { Accept: 'application/json', 'Wechatpay-Serial': public_key_id },
    adapter: carry,
  });
}

const terms = {
  description: '荷兰焦糖华夫饼 & more',
  notify_url: `${origin}/notify`,
  amount: { total: 100, currency: 'CNY' },
};
const overseas = { trade_type: 'JSAPI', merchant_category_code: '5812' };
const direct = () => ({ appid: DEMO_APPID, mchid: demo('v3').mchid });
const numbers = () => ({ sp_mchid: demo('v3sp').mchid, sub_mchid: demo('v3sp').sub_mchid ?? '' });
const partner = () => ({ sp_appid: demo('v3sp').appid, sub_appid: DEMO_APPID, ...numbers() });

const variants = [
  {
    what: 'v3',
    paySp: 'v3',
    orders: 'v3/pay/transactions',
    refunds: 'v3/refund/domestic/refunds',
    refundPath: '',
    body: () => ({ ...direct(), ...terms, payer: { openid: 'oPayer' } }),
    whose: () => ({ mchid: demo('v3').mchid }),
    refund: () => ({}),
    refundWhose: () => ({}),
  },
  {
    what: 'v3sp',
    paySp: 'v3sp',
    orders: 'v3/pay/partner/transactions',
    refunds: 'v3/refund/domestic/refunds',
    refundPath: '',
    body: () => ({ ...partner(), ...terms, payer: { sub_openid: 'oPayer' } }),
    whose: numbers,
    refund: () => ({ sub_mchid: numbers().sub_mchid }),
    refundWhose: () => ({ sub_mchid: numbers().sub_mchid }),
  },
  {
    what: 'v3 overseas',
    paySp: 'v3',
    orders: 'v3/global/transactions',
    refunds: 'v3/global/refunds',
    refundPath: '/out-refund-no',
    body: () => ({ ...direct(), ...terms, ...overseas, payer: { openid: 'oPayer' } }),
    whose: () => ({ mchid: demo('v3').mchid }),
    refund: direct,
    refundWhose: () => ({ mchid: demo('v3').mchid }),
  },
  {
    what: 'v3sp overseas',
    paySp: 'v3sp',
    orders: 'v3/global/transactions',
    refunds: 'v3/global/refunds',
    refundPath: '/out-refund-no',
    body: () => ({ ...partner(), ...terms, ...overseas, payer: { sub_openid: 'oPayer' } }),
    whose: numbers,
    refund: partner,
    refundWhose: numbers,
  },
];

describe.each(variants)('the public package as a merchant of $what', (variant) => {
  const { paySp, orders, refunds, refundPath, body, whose, refund, refundWhose } = variant;
  const name = `ORDER_${variant.what.replace(' ', '_')}_`;

  test('orders, asks, closes, refunds and asks again; it verifies every answer', async () => {
    const merchant = merchantOf(paySp);
    const post = (path: string, data: object) => merchant.chain(path).post(data);
    const ordered = await post(`${orders}/jsapi`, { ...body(), out_trade_no: `${name}1` });
    expect(ordered.data).toEqual({ prepay_id: expect.stringMatching(/^wx/) as unknown });
    await post(`${orders}/jsapi`, { ...body(), out_trade_no: `${name}2` });
    expect((await post(`${orders}/out-trade-no/${name}2/close`, whose())).status).toBe(204);

    await world.control('sandbox', { pay_sp: paySp, event: 'pay', out_trade_no: `${name}1` });
    const asked = await merchant.chain(`${orders}/out-trade-no/${name}1`).get({ params: whose() });
    expect(asked.data).toMatchObject({ trade_state: 'SUCCESS', amount: { total: 100 } });

    const amount = { refund: 40, total: 100, currency: 'CNY' };
    await post(refunds, { ...refund(), out_trade_no: `${name}1`, out_refund_no: `${name}R1`, amount });
    const found = await merchant.chain(`${refunds}${refundPath}/${name}R1`).get({ params: refundWhose() });
    expect(found.data).toMatchObject({ status: 'PROCESSING', out_refund_no: `${name}R1` });
  });
});

test('the package opens the certificates that the sandbox seals, and verifies a notice with one', async () => {
  const answer = await merchantOf('v3').chain('v3/certificates').get({});
  const [entry] = v.parse(certificatesShape, answer.data).data;
  if (!entry) throw new Error('no certificate came');
  const { apiv3_key } = demo('v3');
  const { ciphertext, nonce, associated_data } = entry.encrypt_certificate;
  const certificate = new X509Certificate(Aes.AesGcm.decrypt(ciphertext, apiv3_key, nonce, associated_data));
  expect(certificate.serialNumber).toBe(entry.serial_no);

  const body = { ...direct(), ...terms, out_trade_no: 'NOTICE1', payer: { openid: 'oPayer' } };
  await merchantOf('v3').chain('v3/pay/transactions/jsapi').post(body);
  await world.control('sandbox', { pay_sp: 'v3', event: 'pay', out_trade_no: 'NOTICE1' });
  const [notice] = world.inbox;
  const header = (name: string): string => notice?.headers[`Wechatpay-${name}`] ?? '';
  const text = Formatter.response(header('Timestamp'), header('Nonce'), notice?.body ?? '');
  expect(header('Serial')).toBe(entry.serial_no);
  expect(Rsa.verify(text, header('Signature'), certificate.publicKey)).toBe(true);
  const { resource } = v.parse(envelopeShape, JSON.parse(notice?.body ?? ''));
  const plain = Aes.AesGcm.decrypt(resource.ciphertext, apiv3_key, resource.nonce, resource.associated_data);
  expect(JSON.parse(plain)).toMatchObject({ out_trade_no: 'NOTICE1', trade_state: 'SUCCESS' });
});

test('the package refuses an answer with a spoilt signature, so its verification is really on', async () => {
  await world.control('fault', { pay_sp: 'v3', operation: 'query', kind: 'bad_signature', times: 1 });
  const asked = merchantOf('v3')
    .chain('v3/pay/transactions/out-trade-no/NOTICE1')
    .get({ params: { mchid: demo('v3').mchid } });
  await expect(asked).rejects.toThrow(/failed/);
});

describe('our connector', () => {
  const NONCE = '593BEC0C930BF1AFEB40B4A08C8FB242';
  const wechat = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const wechatId = 'PUB_KEY_ID_0119000000012026110100000000000001';
  const account = (paySp: 'v3' | 'v3sp'): V3Account => {
    const { fields } = paySp === 'v3' ? wechatV3 : wechatV3Partner;
    const read = readFields(fields, demo(paySp));
    if ('problems' in read) throw new Error(read.problems.join('; '));
    const rest = {
      paySp,
      configId: 'payment',
      endpoint: demo(paySp).endpoint,
      notifyUrl: `${origin}/notify`,
    };
    return { ...rest, config: read.values };
  };
  const env = (): Env => ({
    now: Date.now(),
    nonce: NONCE,
    keys: [{ serial: wechatId, key: wechat.publicKey }],
  });
  const order = {
    attemptNo: 'OURS01',
    payMethod: 'wechat',
    amount: { value: 100, currency: 'CNY' },
    description: '茶',
    appid: DEMO_APPID,
    openid: 'oPayer',
  };
  /** What the package, in WeChat Pay's place, signs. */
  const signed = (body: string): Readonly<Record<string, string>> => {
    const [timestamp, nonce] = [String(Formatter.timestamp()), Formatter.nonce()];
    return {
      'wechatpay-timestamp': timestamp,
      'wechatpay-nonce': nonce,
      'wechatpay-serial': wechatId,
      'wechatpay-signature': Rsa.sign(Formatter.response(timestamp, nonce, body), wechat.privateKey),
    };
  };

  test.each(['v3', 'v3sp'] as const)('%s signs a request that the package verifies', (paySp) => {
    const request = wechatV3.pay.request(order, account(paySp), env());
    const { pathname, search } = new URL(request.url);
    const parts = /mchid="(.+)",nonce_str="(.+)",signature="(.+)",timestamp="(.+)",serial_no="(.+)"/.exec(
      request.headers.authorization ?? '',
    );
    const [, mchid = '', nonce = '', signature = '', timestamp = '', serial = ''] = parts ?? [];
    const { private_key, serial_no } = demo(paySp);
    expect([mchid, nonce, serial]).toEqual([demo(paySp).mchid, NONCE, serial_no]);
    const text = Formatter.request('POST', `${pathname}${search}`, timestamp, nonce, request.body);
    expect(Rsa.verify(text, signature, createPublicKey(private_key))).toBe(true);
    // And the package's own signature over the same text is the same: this algorithm leaves no choice.
    expect(Rsa.sign(text, private_key)).toBe(signature);
  });

  test('believes an answer that the package signs, and its strings for the payer verify with the package', () => {
    const body = '{"prepay_id":"wx201410272009395522657a690389285100"}';
    const reply: HttpReply = { status: 200, headers: signed(body), body };
    const outcome = wechatV3.pay.reply(reply, order, account('v3'), env());
    if (outcome.is !== 'ok' || !('payment' in outcome.value.ticket)) throw new Error('not believed');
    const { timeStamp, nonceStr, package: pack, paySign } = outcome.value.ticket.payment;
    const text = Formatter.joinedByLineFeed(DEMO_APPID, timeStamp, nonceStr, pack);
    expect(Rsa.verify(text, paySign, createPublicKey(demo('v3').private_key))).toBe(true);
    const tampered = { ...reply, body: body.replace('5100', '5101') };
    expect(wechatV3.pay.reply(tampered, order, account('v3'), env())).toEqual({
      is: 'unknown',
      why: 'unverified',
    });
  });

  test('opens and believes a notice that the package seals and signs', () => {
    const resource = {
      ...partner(),
      out_trade_no: 'OURS01',
      transaction_id: '4200',
      trade_state: 'SUCCESS',
      amount: { total: 100, currency: 'CNY' },
    };
    const nonce = Formatter.nonce(12);
    const ciphertext = Aes.AesGcm.encrypt(
      JSON.stringify(resource),
      demo('v3sp').apiv3_key,
      nonce,
      'transaction',
    );
    const body = JSON.stringify({
      id: '1',
      event_type: 'TRANSACTION.SUCCESS',
      resource: {
        original_type: 'transaction',
        algorithm: 'AEAD_AES_256_GCM',
        associated_data: 'transaction',
        nonce,
        ciphertext,
      },
    });
    const notice = { method: 'POST', query: {}, headers: signed(body), body };
    const ours = account('v3sp');
    const seen = wechatV3.notifications.verify(notice, ours, env());
    if ('rejected' in seen) throw new Error(seen.rejected);
    const [fact] = wechatV3.notifications.read(seen, ours);
    expect(fact).toMatchObject({ attemptNo: 'OURS01', status: 'paid', appid: DEMO_APPID });
    expect(fact).not.toHaveProperty('misfit');
  });
});
