/** The WeChat Pay v2 sandboxes over their wire protocol, asked and read by tenpay. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createSandboxes } from '../../scripts/sandbox';
import { certificate } from '../../scripts/sandbox/x509';
import { ManualClock } from './manual-clock';
import { ask, configOf, order, place, postSecurely, read, tenpay, written, type Words } from './v2-merchant';
import { holding, openWorld, type Sent, type World } from './world';
import { readyKeys } from '../ready-keys';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
beforeEach(() => {
  world.reset();
  world.merchant.answer = () => ({ status: 200, body: acknowledgement });
});
afterAll(() => world.sandboxes.close());

const acknowledgement =
  '<xml><return_code><![CDATA[SUCCESS]]></return_code><return_msg><![CDATA[OK]]></return_msg></xml>';
const named = { out_trade_no: order.out_trade_no ?? '' };
const event = (what: object): Promise<unknown> =>
  world.control('sandbox', { pay_sp: 'v2', ...named, ...what });
const words = (answer: Words | string): Words => {
  if (typeof answer === 'string') throw new Error(answer);
  return answer;
};
const query = (): Promise<Words | string> => ask(world, '/pay/orderquery', named);

describe('an order at v2', () => {
  it('is taken from tenpay, which believes the answer; asked again it has the same prepay id', async () => {
    const first = words(await place(world));
    expect(words(await place(world)).prepay_id).toBe(first.prepay_id);
    expect(await query()).toEqual(holding({ trade_state: 'NOTPAY', out_trade_no: order.out_trade_no }));
  });

  it('is refused by code under a number that is used, paid or closed', async () => {
    await place(world);
    expect(await place(world, { total_fee: '101' })).toBe('OUT_TRADE_NO_USED');
    await event({ event: 'pay' });
    expect(await place(world)).toBe('ORDERPAID');
    await place(world, { out_trade_no: 'CLOSED1' });
    await world.control('sandbox', { pay_sp: 'v2', event: 'close', out_trade_no: 'CLOSED1' });
    expect(await place(world, { out_trade_no: 'CLOSED1' })).toBe('ORDERCLOSED');
  });

  it.each<[string, Words, string]>([
    ['an amount with a point', { total_fee: '1.00' }, 'PARAM_ERROR'],
    ['a notify address with a query', { notify_url: 'http://127.0.0.1:1/x?y=1' }, 'PARAM_ERROR'],
    ['a currency at the mainland site', { fee_type: 'EUR' }, 'PARAM_ERROR'],
    ['a field that v2 does not have', { currency: 'CNY' }, 'PARAM_ERROR'],
    ['another app', { appid: 'wxd678efh567hg6787' }, 'APPID_MCHID_NOT_MATCH'],
    ['a sub-merchant', { sub_mch_id: '1900000109' }, 'PARAM_ERROR'],
  ])('with %s is refused', async (_what, changes, code) => {
    expect(await place(world, changes)).toBe(code);
  });

  it('without openid is refused as lacking it', async () => {
    const { openid: _, ...rest } = order;
    expect(await ask(world, '/pay/unifiedorder', rest)).toBe('LACK_PARAMS');
  });

  it('signed wrongly, or no XML, gets an unsigned no', async () => {
    const config = { ...configOf(world.sandboxes, 'v2'), key: 'x'.repeat(32) };
    for (const [body, why] of [
      [written(config, order), '签名错误'],
      ['{}', 'XML格式错误'],
      ['<xml><a>1</xml>', 'XML格式错误'],
      ['<!DOCTYPE x><xml></xml>', 'XML格式错误'],
    ] as const) {
      const reply = await world.call('/sandbox/v2/pay/unifiedorder', { method: 'POST', body });
      expect(reply.text).toContain(why);
      expect(reply.text).not.toContain('<sign>');
    }
  });

  it('cannot be closed within five minutes, and cannot be closed twice', async () => {
    await place(world);
    expect(await ask(world, '/pay/closeorder', named)).toBe('INVALID_REQUEST');
    await world.pass(5 * 60_000);
    expect(await ask(world, '/pay/closeorder', named)).toEqual(holding({ result_code: 'SUCCESS' }));
    expect(await ask(world, '/pay/closeorder', named)).toBe('ORDERCLOSED');
    expect(await query()).toEqual(holding({ trade_state: 'CLOSED' }));
  });

  it.each(['MD5', 'HMAC-SHA256'])('is paid with five strings that tenpay signed with %s', async (type) => {
    const { prepay_id } = words(await place(world, { sign_type: type }));
    const {
      timestamp: _,
      appId = '',
      ...strings
    } = tenpay(configOf(world.sandboxes, 'v2')).getPayParamsByPrepay({ prepay_id }, type);
    const cashier = (body: object) =>
      world.call('/sandbox/cashier/pay', { method: 'POST', body: JSON.stringify(body) });
    expect((await cashier({ ...strings, appid: appId, paySign: 'X' })).status).toBe(400);
    expect((await cashier({ ...strings, appid: 'wxd678efh567hg6787' })).status).toBe(400);
    expect((await cashier({ ...strings, appid: appId })).status).toBe(200);
    expect(await query()).toEqual(holding({ trade_state: 'SUCCESS', total_fee: '100' }));
    await world.sandboxes.idle();
    expect(await read(configOf(world.sandboxes, 'v2'), world.inbox[0]?.body ?? '', type)).toEqual(
      holding({ out_trade_no: order.out_trade_no, result_code: 'SUCCESS' }),
    );
  });

  it('answers with a spoilt signature on request, which tenpay notices', async () => {
    await world.control('fault', { pay_sp: 'v2', operation: 'create', kind: 'bad_signature', times: 1 });
    expect(await place(world)).toBe('sign签名错误');
  });
});

describe('a notice of v2', () => {
  it('is repeated by the published ladder until the exact acknowledgement comes with status 200', async () => {
    world.merchant.answer = () => ({ status: 201, body: acknowledgement });
    await place(world);
    await event({ event: 'pay' });
    await world.pass(15_000);
    world.merchant.answer = () => ({ status: 200, body: `<?xml version="1.0"?>${acknowledgement}` });
    await world.pass(15_000);
    expect(world.inbox).toHaveLength(3);
    world.merchant.answer = () => ({ status: 200, body: acknowledgement });
    await world.pass(30_000);
    await world.pass(24 * 3600_000);
    expect(world.inbox.map(({ at }) => at - (world.inbox[0]?.at ?? 0))).toEqual([0, 15_000, 30_000, 60_000]);
  });

  it('that is forged carries a wrong signature, or none', async () => {
    await place(world);
    await event({ event: 'forge' });
    await event({ event: 'forge', unsigned: true });
    const config = configOf(world.sandboxes, 'v2');
    for (const { body } of world.inbox) expect(await read(config, body)).toBe('sign签名错误');
    expect(world.inbox).toHaveLength(2);
  });
});

describe('a refund at v2', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'crosspay-v2-'));
  const caFile = path.join(folder, 'ca.pem');
  const clock = new ManualClock();
  const inbox: string[] = [];
  let sandboxes: Awaited<ReturnType<typeof createSandboxes>>;
  let secure: World;

  beforeAll(async () => {
    sandboxes = await createSandboxes({
      clock,
      newKey: readyKeys(),
      caFile,
      origin: () => 'http://127.0.0.1:7071',
      post: (_url, _headers, body) => {
        inbox.push(body);
        return Promise.resolve({ status: 200, body: acknowledgement });
      },
    });
    secure = { ...world, sandboxes, call: callOf(sandboxes) };
  });
  afterAll(async () => {
    await sandboxes.close();
    rmSync(folder, { recursive: true });
  });

  const refund = { ...named, out_refund_no: 'RF@0001', total_fee: '100', refund_fee: '40' };
  const withNotice = { ...refund, notify_url: 'http://127.0.0.1:7071/notify/v2' };

  async function send(changes: Words, show?: object): Promise<Words | string> {
    const config = configOf(sandboxes, 'v2');
    const tls = { cert: config.cert, key: config.cert_key, ca: readFileSync(caFile, 'utf8'), ...show };
    const body = written(config, { ...withNotice, ...changes });
    return read(config, await postSecurely(`${config.secure_endpoint}/secapi/pay/refund`, body, tls));
  }

  it('is taken over mutual TLS, once per number, and its notice is encrypted for tenpay to open', async () => {
    await place(secure);
    expect(await send({})).toBe('TRADE_STATE_ERROR');
    await sandboxes.list.find(({ paySp }) => paySp === 'v2')?.event({ event: 'pay', ...named });
    const taken = words(await send({}));
    expect(words(await send({})).refund_id).toBe(taken.refund_id);
    expect(await send({ refund_fee: '41' })).toBe('INVALID_REQUEST');
    expect(await send({ out_refund_no: 'RF2', refund_fee: '61' })).toBe('ERROR');
    expect(await send({ out_refund_no: 'RF2', total_fee: '99' })).toBe('INVALID_REQUEST');
    inbox.length = 0;
    clock.advance(2000);
    await sandboxes.idle();
    const opened = await tenpay(configOf(sandboxes, 'v2'))._parse(inbox[0] ?? '', 'middleware_refund');
    expect(opened.req_info).toEqual(
      holding({ out_refund_no: 'RF@0001', refund_status: 'SUCCESS', refund_fee: '40' }),
    );
    expect(await ask(secure, '/pay/refundquery', { out_refund_no: 'RF@0001' })).toEqual(
      holding({ refund_status_0: 'SUCCESS', out_refund_no_0: 'RF@0001', refund_count: '1' }),
    );
    expect(await ask(secure, '/pay/refundquery', { out_refund_no: 'RF9' })).toBe('REFUNDNOTEXIST');
  });

  it('is not let in without the merchant’s certificate, or with one of another authority', async () => {
    await expect(send({}, { cert: undefined, key: undefined })).rejects.toThrow();
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const cert = certificate({ commonName: '1900000002', key: privateKey, now: Date.now() });
    await expect(
      send({}, { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }) }),
    ).rejects.toThrow();
  });

  it('is refused where no certificate can be shown', async () => {
    const config = configOf(sandboxes, 'v2');
    const reply = await secure.call('/sandbox/v2/secapi/pay/refund', {
      method: 'POST',
      body: written(config, refund),
    });
    expect(reply.status).toBe(400);
    expect(reply.text).toContain('No required SSL certificate was sent');
  });

  it('at v2sp is let in with the PKCS#12 file of the demo shop', async () => {
    const config = configOf(sandboxes, 'v2sp');
    const pfx = Buffer.from(String(config.p12), 'base64');
    const tls = { pfx, passphrase: config.p12_passphrase, ca: readFileSync(caFile, 'utf8') };
    const body = written(config, { ...refund, sub_mch_id: '1900000209' });
    const answer = await postSecurely(`${config.secure_endpoint}/secapi/pay/refund`, body, tls);
    expect(await read(config, answer)).toBe('ORDERNOTEXIST');
  });
});

const callOf =
  (sandboxes: World['sandboxes']): World['call'] =>
  async (url, sent?: Sent) => {
    const { method = 'GET', headers = {}, body = '' } = sent ?? {};
    const request = {
      method,
      url,
      path: url,
      query: new URLSearchParams(),
      headers,
      body: Buffer.from(body),
    };
    const mount = sandboxes.mounts.find(({ prefix }) => url.startsWith(prefix));
    const reply = await mount?.handle(request);
    if (!reply || 'hang' in reply) throw new Error('no answer');
    return {
      status: reply.status,
      headers: {},
      text: String(reply.body),
      bytes: Buffer.from(reply.body ?? ''),
      delayMs: undefined,
      cutAt: undefined,
    };
  };

describe('an order at v2sp', () => {
  const { openid: _, ...rest } = order;
  const ours = {
    ...rest,
    sub_mch_id: '1900000209',
    sub_appid: 'wxcrosspaydemo0001',
    sub_openid: 'oDemoOpenid1',
  };
  const sub = (changes: Words = {}, from: Words = ours) =>
    ask(world, '/pay/unifiedorder', { ...from, ...changes }, 'v2sp');

  it('is taken for a sub-merchant, in its app or in the provider’s', async () => {
    expect(await sub()).toEqual(holding({ sub_mch_id: '1900000209', result_code: 'SUCCESS' }));
    const provided = { ...order, out_trade_no: 'PROVIDED1', sub_mch_id: '1900000209' };
    expect(await sub({}, provided)).toEqual(holding({ result_code: 'SUCCESS' }));
  });

  it.each<[string, Words, string]>([
    ['another sub-merchant’s app', { sub_mch_id: '1900000210' }, 'APPID_MCHID_NOT_MATCH'],
    ['an unknown sub-merchant', { sub_mch_id: '1900000999' }, 'MCHID_NOT_EXIST'],
  ])('with %s is refused', async (_what, changes, code) => {
    expect(await sub(changes)).toBe(code);
  });

  it('with a sub_openid but no sub_appid is refused', async () => {
    const { sub_appid: _app, ...lacking } = ours;
    expect(await sub({}, lacking)).toBe('LACK_PARAMS');
  });

  it('is found for its own sub-merchant only', async () => {
    await sub();
    const asked = (sub_mch_id: string) => ask(world, '/pay/orderquery', { ...named, sub_mch_id }, 'v2sp');
    expect(await asked('1900000209')).toEqual(holding({ trade_state: 'NOTPAY' }));
    expect(await asked('1900000210')).toBe('ORDERNOTEXIST');
  });
});
