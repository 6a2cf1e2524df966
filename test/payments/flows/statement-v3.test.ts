/** What only bills of WeChat Pay v3 have: an address of their own, a hash, and the overseas form. */
import { fetchStatement } from '../../../shared/payments/flows/statements/fetch-statement';
import { ownAddress } from '../../../shared/payments/psp/own-address';
import { WECHAT_PAY_HOSTS } from '../../../shared/payments/psp/wechat-fields';
import { HttpFailure, type HttpRequest } from '../../../shared/kernel/http';
import { DAY, linesOf, openStatementWorld, toNextMorning, type StatementWorld } from './statement-world';

const fetched = async (world: StatementWorld) =>
  linesOf(await fetchStatement(world.shop, world.connected, DAY));

async function traded(paySp: string, more: Readonly<Record<string, unknown>> = {}): Promise<StatementWorld> {
  const world = await openStatementWorld(paySp, more);
  await world.pay('ORD20261102-0001', 1290);
  await world.refund('ORD20261102-0001', 'RF20261102-0001', 290);
  toNextMorning(world);
  return world;
}

const urls = ({ requests }: StatementWorld): readonly string[] =>
  requests.filter((one): one is HttpRequest => 'url' in one).map(({ url }) => url);

describe.each(['v3', 'v3sp'])('the bill of %s in mainland China', (paySp) => {
  it('is asked for whole and packed, then fetched from the address that was handed out', async () => {
    const world = await traded(paySp);
    await fetched(world);
    const [asked = '', file = ''] = urls(world).slice(-2);
    const sub = paySp === 'v3sp' ? '&sub_mchid=1900000109' : '';
    expect(asked).toBe(
      `http://127.0.0.1:7070/sandbox/${paySp}/v3/bill/tradebill?bill_date=${DAY}${sub}&bill_type=ALL&tar_type=GZIP`,
    );
    expect(file).toMatch(new RegExp(`/sandbox/${paySp}/v3/billdownload/file\\?token=[0-9a-f]{32}$`));
  });

  it('with another hash than was announced is not used, and kept', async () => {
    const world = await traded(paySp);
    world.fault('bill_wrong_hash');
    expect(await fetched(world)).toBe('unusable wrong_hash');
    expect(world.kept.size).toBe(1);
  });

  it.each(['http_500', 'html', 'timeout_before_effect', 'truncated'] as const)(
    'whose file ends in %s is unknown',
    async (kind) => {
      const world = await traded(paySp);
      world.fault(kind, 'bill_file');
      expect(await fetched(world)).toBe('unknown');
    },
  );

  it('whose address comes in a wrongly signed answer is not fetched', async () => {
    const world = await traded(paySp);
    world.fault('bad_signature');
    expect(await fetched(world)).toBe('unknown');
    expect(urls(world).at(-1)).toContain('/v3/bill/tradebill');
  });

  it('that breaks off on the way is unusable, and asked for again rather than kept', async () => {
    const world = await traded(paySp);
    world.spoil = (download) => ({
      ...download,
      bytes: (async function* () {
        for await (const chunk of download.bytes) yield chunk.subarray(0, 20);
        throw new HttpFailure('cut_off', 'the answer was cut off');
      })(),
    });
    expect(await fetched(world)).toBe('unusable cut_off');
    expect(world.kept.size).toBe(0);
  });
});

describe.each(['v3', 'v3sp'])('the statement of %s overseas', (paySp) => {
  const overseas = () => traded(paySp, { site: 'global', merchant_category_code: '5411', currency: 'CNY' });

  it('comes at once, with price, settlement and fee each in its currency', async () => {
    const world = await overseas();
    expect(await fetched(world)).toMatchObject([
      {
        kind: 'payment',
        amount: { value: 1290, currency: 'CNY' },
        settled: { value: 9288, currency: 'HKD' },
        fee: { thousandths: 56000, currency: 'HKD' },
      },
      {
        kind: 'refund',
        outRefundNo: 'RF20261102-0001',
        amount: { value: 290, currency: 'CNY' },
        settled: { value: 2088, currency: 'HKD' },
      },
    ]);
    expect(urls(world).at(-1)).toContain('/v3/global/statements?date=20261102&');
  });

  it.each([
    ['bill_wrong_hash', 'unusable wrong_hash'],
    ['bill_wrong_sum', 'unusable wrong_sums'],
    ['bill_not_ready', 'later'],
    ['bill_other_account', 'unusable other_account'],
  ] as const)('that is %s comes to: %s', async (kind, outcome) => {
    const world = await overseas();
    world.fault(kind);
    expect(await fetched(world)).toBe(outcome);
  });

  it('is empty on a day without trade', async () => {
    const world = await overseas();
    expect(await linesOf(await fetchStatement(world.shop, world.connected, '2026-11-01'))).toBe('empty');
  });
});

describe('the bill of v2 overseas', () => {
  it.each(['v2', 'v2sp'])('of %s is in the currency of the price', async (paySp) => {
    const world = await traded(paySp, { site: 'global', currency: 'CNY' });
    expect(await fetched(world)).toMatchObject([{ amount: { value: 1290, currency: 'CNY' } }, {}]);
  });
});

it('asks for no bill of v2 without an app, and says what is missing', async () => {
  const world = await openStatementWorld('v2', { appid: undefined });
  expect(await fetchStatement(world.shop, world.connected, DAY)).toEqual({
    is: 'unusable',
    code: 'lacking',
    why: 'appid is missing: WeChat Pay v2 hands out a bill only to an app that is named',
  });
  expect(world.requests).toEqual([]);
});

describe('the address of a file', () => {
  const own = (url: string, endpoint = 'https://api.mch.weixin.qq.com') =>
    ownAddress(url, endpoint, WECHAT_PAY_HOSTS);

  it.each([
    'https://api.mch.weixin.qq.com/v3/billdownload/file?token=x',
    'https://api2.mch.weixin.qq.com/v3/billdownload/file?token=x',
    'https://apihk.mch.weixin.qq.com/v3/billdownload/file?token=x',
    'https://API.mch.weixin.qq.com/v3/billdownload/file?token=x',
  ])('on a host of WeChat Pay is taken: %s', (url) => {
    expect(own(url)).toMatch(/^https:\/\/api\w*\.mch\.weixin\.qq\.com\/v3\/billdownload\/file\?token=x$/);
  });

  it.each([
    'http://api.mch.weixin.qq.com/file',
    'https://api.mch.weixin.qq.com:8443/file',
    'https://api.mch.weixin.qq.com.evil.example/file',
    'https://evil.example/api.mch.weixin.qq.com',
    'https://api.mch.weixin.qq.com@evil.example/file',
    'https://user:pass@api.mch.weixin.qq.com/file',
    'https://weixin.qq.com/file',
    'https://127.0.0.1/file',
    'http://169.254.169.254/latest/meta-data',
    'http://127.0.0.1:7070/sandbox/v3/file',
    'file:///etc/passwd',
    'ftp://api.mch.weixin.qq.com/file',
    'javascript:alert(1)',
    '//api.mch.weixin.qq.com/file',
    'not an address',
    '',
  ])('anywhere else is not: %s', (url) => {
    expect(own(url)).toBeUndefined();
  });

  it('on the configured endpoint is taken, on its own port alone, and over http only on this machine', () => {
    const sandbox = 'http://127.0.0.1:7070/sandbox/v3';
    expect(own('http://127.0.0.1:7070/sandbox/v3/v3/file?token=x#part', sandbox)).toBe(
      'http://127.0.0.1:7070/sandbox/v3/v3/file?token=x',
    );
    expect(own('http://127.0.0.1:7071/file', sandbox)).toBeUndefined();
    expect(own('http://proxy.example/file', 'http://proxy.example')).toBeUndefined();
    expect(own('https://proxy.example/file', 'https://proxy.example/wechat')).toBe(
      'https://proxy.example/file',
    );
  });

  it('that is not WeChat Pay’s is not asked, and the file is called unusable', async () => {
    const world = await traded('v3');
    const { account, connector } = world.connected;
    const { statement } = connector;
    if (statement === 'none' || statement.by !== 'file') throw new Error('v3 has a file');
    const file = await statement.load();
    const link = file.link?.(account);
    if (!link) throw new Error('v3 hands out an address');
    const elsewhere = { is: 'ok', value: { url: 'https://evil.example/file' } } as const;
    const misled = {
      ...statement,
      load: async () => ({ ...file, link: () => ({ ...link, reply: () => elsewhere }) }),
    };
    const connected = { account, connector: { ...connector, statement: misled } };
    expect(await linesOf(await fetchStatement(world.shop, connected, DAY))).toBe('unusable foreign_address');
    expect(urls(world).at(-1)).toContain('/v3/bill/tradebill');
  });
});
