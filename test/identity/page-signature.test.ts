/** The signature for wx.config: right for pages of listed hosts, and not to be had for any other page. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { ADDRESS, requireListed } from '../../shared/identity/page-address';
import { endless, tricks } from './address-tricks';
import { ACCOUNT, ACCOUNT_SECRET, openIdentityWorld, wechatDocument, type Result } from './identity-world';

function isServed(address: string): boolean {
  if (!ADDRESS.test(address)) return false;
  try {
    requireListed('url', address, ['shop.example']);
    return true;
  } catch {
    return false;
  }
}

const sign = (url: unknown, document: Result | null = wechatDocument): Promise<Result> =>
  openIdentityWorld(document).call({ action: 'jssdk', url }, { openid: '' });

describe('a page of a listed host', () => {
  test.each([
    ['https://shop.example', 'https://shop.example'],
    ['https://shop.example/', 'https://shop.example/'],
    ['http://shop.example/a?b=1&c=%2F', 'http://shop.example/a?b=1&c=%2F'],
    ['https://shop.example?x=//evil.example/', 'https://shop.example?x=//evil.example/'],
    ['https://pages.example:8443/a#/member/points', 'https://pages.example:8443/a'],
    ['https://shop.example/a?b#c#d', 'https://shop.example/a?b'],
    ['https://shop.example/@evil.example', 'https://shop.example/@evil.example'],
  ])('%s is signed as %s', async (url, signed) => {
    const { errcode, appId, timestamp, nonceStr, signature } = await sign(url);
    expect([errcode, appId, timestamp]).toEqual([0, ACCOUNT, 1_795_000_000]);
    expect(nonceStr).toMatch(/^[0-9a-f]{32}$/);
    const text = `jsapi_ticket=TICKET-jsapi-${ACCOUNT}&noncestr=${String(nonceStr)}&timestamp=1795000000&url=${signed}`;
    expect(signature).toBe(createHash('sha1').update(text).digest('hex'));
  });

  test('has another nonce each time, and one ticket', async () => {
    const world = openIdentityWorld();
    const event = { action: 'jssdk', url: 'https://shop.example/' };
    const nonces = [await world.call(event), await world.call(event)].map(({ nonceStr }) => nonceStr);
    expect(new Set(nonces).size).toBe(2);
    expect(world.weixin.asked).toEqual(['cgi-bin/stable_token', 'cgi-bin/ticket/getticket']);
  });

  test('is told neither ticket nor token nor secret', async () => {
    const world = openIdentityWorld();
    const result = await world.call({ action: 'jssdk', url: 'https://shop.example/' });
    expect(result).toMatchObject({ errcode: 0 });
    const seen = JSON.stringify([result, world.logged]);
    for (const marker of ['TICKET-', 'TOKEN-', ACCOUNT_SECRET]) expect(seen).not.toContain(marker);
  });
});

describe('a page that is not of a listed host', () => {
  test('is every page that a browser would open elsewhere', () => {
    const parts = [
      'https://',
      'http://',
      'shop.example',
      'evil.example',
      '@',
      '/',
      '\\',
      '.',
      ':',
      '%2f',
      '?',
      '#',
    ];
    const made = fc.array(fc.oneof(fc.constantFrom(...parts), fc.string({ maxLength: 2 })), { maxLength: 8 });
    let served = 0;
    fc.assert(
      fc.property(made, fc.boolean(), (pieces, isLikely) => {
        const address = `${isLikely ? 'https://shop.example' : ''}${pieces.join('')}`;
        if (!isServed(address)) return;
        served += 1;
        const { protocol, host, username, password } = new URL(address);
        expect([protocol, host, username, password]).toEqual([
          expect.stringMatching(/^https?:$/),
          'shop.example',
          '',
          '',
        ]);
      }),
      { numRuns: 20_000, seed: 1 },
    );
    expect(served).toBeGreaterThan(1000);
  });

  test.each(tricks)('%j is refused before any call', async (url) => {
    const world = openIdentityWorld();
    const result = await world.call({ action: 'jssdk', url });
    expect(result).toEqual({ errcode: 1002, errmsg: expect.stringContaining('url') as unknown });
    expect(world.weixin.asked).toEqual([]);
  });

  test('and has no end is refused, in few words', async () => {
    for (const url of endless) {
      const { errcode, errmsg } = await sign(url);
      expect(errcode).toBe(1002);
      expect(String(errmsg).length).toBeLessThan(200);
    }
  });

  test.each([undefined, null, 7, ['https://shop.example/'], { href: 'https://shop.example/' }])(
    '%j is refused',
    async (url) => {
      expect(await sign(url)).toMatchObject({ errcode: 1002 });
    },
  );

  test('is any page where no host is listed', async () => {
    const account = { appid: ACCOUNT, secret: ACCOUNT_SECRET };
    expect(
      await sign('https://shop.example/', { ...wechatDocument, official_account: account }),
    ).toMatchObject({
      errcode: 1002,
    });
  });
});

test('a host that the merchant wrote in capitals is the host that a browser shows', async () => {
  const account = { appid: ACCOUNT, secret: ACCOUNT_SECRET, oauth_hosts: ['Shop.Example'] };
  const document = { ...wechatDocument, official_account: account };
  expect(await sign('https://shop.example/', document)).toMatchObject({ errcode: 0 });
});

test.each([
  ['no document', null, 2001],
  ['no official account', { ...wechatDocument, official_account: undefined }, 2002],
  ['an official account with mistakes', { ...wechatDocument, official_account: { appid: 'x' } }, 2002],
] as const)('a configuration with %s is told', async (_what, document, errcode) => {
  expect(await sign('https://shop.example/', document)).toMatchObject({ errcode });
});

test('a ticket that WeChat does not give is an error with its reason', async () => {
  const world = openIdentityWorld();
  world.weixin.instead = (path) => (path === 'cgi-bin/ticket/getticket' ? { errcode: 48_001 } : undefined);
  expect(await world.call({ action: 'jssdk', url: 'https://shop.example/' })).toMatchObject({
    errcode: 3101,
  });
});
