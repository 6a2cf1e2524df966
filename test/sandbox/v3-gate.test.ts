import { createPublicKey } from 'node:crypto';
import { WechatV3Gate } from '../../scripts/sandbox/wechat-v3/gate';
import { holding, matching, openWorld, requestOf, type World } from './world';
import * as shop from './v3-merchant';
import { sample, vectors } from './v3-vectors';

describe('the published request signatures', () => {
  const merchant = {
    mchid: sample.mchid,
    serial: sample.serial,
    publicKey: createPublicKey(sample.publicKey),
  };
  const requestFor = ({ method, url, body, signature }: (typeof vectors)[number]) => {
    const authorization =
      `WECHATPAY2-SHA256-RSA2048 mchid="${sample.mchid}",nonce_str="${sample.nonce}",` +
      `signature="${signature}",timestamp="${sample.timestamp}",serial_no="${sample.serial}"`;
    const headers = {
      ...{ accept: 'application/json', 'content-type': 'application/json', 'user-agent': 'test' },
      authorization,
    };
    return requestOf(url, { method, body, headers });
  };
  const now = sample.timestamp * 1000;

  it.each(vectors)('$name is let through', (vector) => {
    expect(() => new WechatV3Gate(merchant).admit(requestFor(vector), now)).not.toThrow();
  });

  it.each(vectors)('$name is refused with one bit changed anywhere in the signed text', (vector) => {
    const { url, body } = vector;
    for (let at = 0; at < url.length; at += 7) {
      const changed = url.slice(0, at) + String.fromCharCode(url.charCodeAt(at) ^ 1) + url.slice(at + 1);
      const request = { ...requestFor(vector), url: changed };
      expect(() => new WechatV3Gate(merchant).admit(request, now)).toThrow(/signature/);
    }
    const request = { ...requestFor(vector), body: Buffer.from(`${body} `) };
    expect(() => new WechatV3Gate(merchant).admit(request, now)).toThrow(/signature/);
  });
});

describe('a request to WeChat Pay v3', () => {
  let world: World;
  beforeAll(async () => (world = await openWorld()));
  beforeEach(async () => {
    world.reset();
    await shop.downloadCertificates(world);
  });

  const path = '/v3/certificates';
  const seconds = () => Math.floor(world.clock.now() / 1000);

  it.each([
    [299, 200],
    [-299, 200],
    [300, 401],
    [-300, 401],
    [301, 401],
    [-301, 401],
    [86_400, 401],
  ])('whose timestamp is %i seconds off is answered %i', async (off, status) => {
    const { status: got, body } = await shop.ask(world, {
      path,
      changes: { timestamp: String(seconds() + off) },
    });
    expect([got, body.code]).toEqual([status, status === 200 ? undefined : 'SIGN_ERROR']);
  });

  it.each(['', 'abc', '-1', '1e9', '99999999999', String(1.7e12)])(
    'whose timestamp is "%s" is SIGN_ERROR',
    async (timestamp) => {
      const { status, body } = await shop.ask(world, { path, changes: { timestamp } });
      expect([status, body.code]).toEqual([401, 'SIGN_ERROR']);
    },
  );

  it('is taken once: its nonce cannot come again', async () => {
    const changes = { nonce: 'a'.repeat(32) };
    expect((await shop.ask(world, { path, changes })).status).toBe(200);
    const again = await shop.ask(world, { path, changes });
    expect([again.status, again.body.message]).toEqual([401, 'nonce_str was used before']);
  });

  it('that was refused for its signature has not used up its nonce', async () => {
    const nonce = 'b'.repeat(32);
    await shop.ask(world, { path, changes: { nonce, signedUrl: '/elsewhere' } });
    expect((await shop.ask(world, { path, changes: { nonce } })).status).toBe(200);
  });

  it.each<[string, shop.Changes]>([
    ['signed over the path without the endpoint’s prefix', { signedUrl: path }],
    ['signed over another body', { signedBody: '{}' }],
    ['of another merchant', { mchid: '1900000002' }],
    ['with another serial number', { serial: 'F'.repeat(40) }],
    ['with a nonce that is too short', { nonce: 'abc' }],
    ['with a nonce of strange characters', { nonce: '0123456789-0123456789' }],
  ])('%s is SIGN_ERROR', async (_, changes) => {
    const { status, body } = await shop.ask(world, { path, changes });
    expect([status, body.code]).toEqual([401, 'SIGN_ERROR']);
  });

  const spoilt: [string, (authorization: string) => string][] = [
    ['missing', () => ''],
    ['of another scheme', (text) => text.replace('RSA2048', 'SM3')],
    ['without the signature', (text) => text.replace(/signature="[^"]*",/, '')],
    ['with an empty signature', (text) => text.replace(/signature="[^"]*"/, 'signature=""')],
    ['with more than the signature', (text) => text.replace(/signature="([^"]*)"/, 'signature="$1A"')],
    ['with a blank in the signature', (text) => text.replace('signature="', 'signature=" ')],
    ['with a signature in the URL alphabet', (text) => text.replaceAll('+', '-').replaceAll('/', '_')],
    ['with a field twice', (text) => `${text},mchid="1900000001"`],
    ['with an unknown field', (text) => `${text},colour="red"`],
    ['without quotation marks', (text) => text.replaceAll('"', '')],
  ];
  it.each(spoilt)('whose Authorization is %s is SIGN_ERROR', async (_, spoil) => {
    const { authorization } = shop.request(world, { path }).headers;
    const { status, body } = await shop.ask(world, {
      path,
      headers: { authorization: spoil(authorization ?? '') },
    });
    expect([status, body.code]).toEqual([401, 'SIGN_ERROR']);
  });

  it.each([
    ['Accept', { accept: 'text/html' }],
    ['Accept', { accept: '' }],
    ['User-Agent', { 'user-agent': '' }],
    ['Content-Type', { 'content-type': 'text/plain' }],
  ])('with a wrong header %s is PARAM_ERROR', async (field, headers) => {
    const body = shop.orderBody(world);
    const answer = await shop.ask(world, { path: '/v3/pay/transactions/jsapi', body, headers });
    expect([answer.status, answer.body.detail]).toEqual([400, holding({ field, location: 'header' })]);
  });
});

describe('the platform’s keys', () => {
  let world: World;
  beforeAll(async () => (world = await openWorld()));

  it('are certificates that sign themselves, with serial numbers of 40 hexadecimal characters', async () => {
    const [certificate] = await shop.downloadCertificates(world);
    expect(certificate?.serialNumber).toMatch(/^[0-9A-F]{40}$/);
    expect(certificate?.verify(certificate.publicKey)).toBe(true);
    expect(certificate?.checkIssued(certificate)).toBe(true);
    expect(Date.parse(certificate?.validFrom ?? '')).toBeLessThan(world.clock.now());
    expect(Date.parse(certificate?.validTo ?? '') - world.clock.now()).toBe(5 * 365 * 24 * 3600_000);
  });

  it('sign with the public key where the request asks for it, and refuse an unknown serial number', async () => {
    const [certificate] = await shop.downloadCertificates(world);
    const serialOf = async (wanted?: string): Promise<unknown> => {
      const headers = wanted === undefined ? {} : { 'wechatpay-serial': wanted };
      const { status, reply } = await shop.ask(world, { path: '/v3/certificates', headers });
      return [status, reply.headers['Wechatpay-Serial']];
    };
    const id = String(world.view('v3').keys?.public_key_id);
    expect(id).toMatch(/^PUB_KEY_ID_\d{30,}$/);
    expect(await serialOf()).toEqual([200, certificate?.serialNumber]);
    expect(await serialOf(id)).toEqual([200, id]);
    expect(await serialOf('F'.repeat(40))).toEqual([400, certificate?.serialNumber]);
  });

  it('rotate on request: the new certificate signs, and both can be downloaded', async () => {
    const [old] = await shop.downloadCertificates(world);
    const { status } = await world.control('sandbox', { pay_sp: 'v3', event: 'rotate_certificate' });
    expect(status).toBe(200);
    const both = await shop.downloadCertificates(world);
    expect(both.map((each) => each.serialNumber)).toEqual([old?.serialNumber, matching(/^\w{40}$/)]);
    const { reply } = await shop.ask(world, { path: '/v3/certificates' });
    expect(reply.headers['Wechatpay-Serial']).toBe(both[1]?.serialNumber);
  });
});
