/** WeChat Pay v3 beyond the contract suite: who sells and pays, the overseas site, and the usual mix-ups of keys. */
import { generateKeyPairSync } from 'node:crypto';
import { platformCertificate } from '../../../scripts/sandbox/wechat-v3/platform-certificate';
import { signRsaSha256 } from '../../../shared/codecs/rsa';
import type { Env } from '../../../shared/kernel/exchange';
import type { HttpReply, HttpRequest } from '../../../shared/kernel/http';
import type { Account } from '../../../shared/payments/psp/operation';
import { readFields } from '../../../shared/kernel/fields';
import { wechatV3, wechatV3Partner } from '../../../shared/payments/psp/wechat-v3';
import type { V3Account } from '../../../shared/payments/psp/wechat-v3-account';
import type { directFields, partnerFields } from '../../../shared/payments/psp/wechat-v3-fields';
import { readConfig } from '../../../shared/payments/flows/payment-config';
import { v3 } from '../../fixtures/v3';
import { sealedNotice, signedReply } from '../../fixtures/v3/platform';
import { v3sp } from '../../fixtures/v3sp';
import { merchantPublicKeyPem, paySignVector, requestVectors } from '../../fixtures/vectors';

type Change = Readonly<Record<string, unknown>>;
const OVERSEAS = { site: 'global', merchant_category_code: '5812' };
const { timestamp } = requestVectors;
const env: Env = v3.env;

const rest = (paySp: string) => ({
  paySp,
  configId: 'payment',
  endpoint: 'https://psp',
  notifyUrl: v3.notifyUrl,
});

function direct(change: Change = {}): Account<typeof directFields> {
  const read = readFields(wechatV3.fields, { ...v3.config, ...change });
  if ('problems' in read) throw new Error(read.problems.join('; '));
  return { ...rest('v3'), config: read.values };
}

function partner(change: Change = {}): Account<typeof partnerFields> {
  const read = readFields(wechatV3Partner.fields, { ...v3sp.config, ...change });
  if ('problems' in read) throw new Error(read.problems.join('; '));
  return { ...rest('v3sp'), config: read.values };
}

function sent(request: HttpRequest | undefined): { method: string; path: string; body: unknown } {
  if (!request) throw new Error('nothing was asked');
  const path = request.url.replace('https://psp', '');
  return {
    method: request.method,
    path,
    body: request.body === '' ? '' : (JSON.parse(request.body) as unknown),
  };
}

const order = { ...v3.pay.input, attemptNo: 'ORDER001', openid: 'oPayer', appid: 'wxaaaaaaaaaaaaaaaa' };
const ordered = (account: V3Account): unknown => sent(wechatV3.pay.request(order, account, env)).body;
const answer = (body: object, status = 200): HttpReply =>
  signedReply(status, JSON.stringify(body), timestamp);
const refund = {
  attemptNo: 'ORDER001',
  outRefundNo: 'R@1',
  amount: { value: 400, currency: 'EUR' },
  total: { value: 1000, currency: 'EUR' },
  reason: '',
};

describe('an order through a provider', () => {
  const numbers = { sp_mchid: '1900007291', sub_mchid: '1900000109' };
  const provider = 'wx8888888888888888';

  test('from the sub-merchant’s own mini-program names that app, and the payer by the openid there', () => {
    expect(ordered(partner())).toMatchObject({
      ...numbers,
      sp_appid: provider,
      sub_appid: order.appid,
      payer: { sub_openid: 'oPayer' },
    });
  });

  test.each([
    ['from the provider’s own mini-program', { appid: order.appid }],
    ['of a provider whose app is not configured', { appid: undefined }],
  ])('%s names no app of the sub-merchant, and the payer by the provider’s openid', (_what, change) => {
    const body = ordered(partner(change));
    expect(body).toMatchObject({ ...numbers, sp_appid: order.appid, payer: { sp_openid: 'oPayer' } });
    expect(body).not.toHaveProperty('sub_appid');
    expect(body).not.toHaveProperty('payer.sub_openid');
  });

  test('with a configured sub_appid names it whatever app calls, and pays in it', () => {
    const { config } = partner({ sub_appid: 'wxbbbbbbbbbbbbbbbb' });
    expect(wechatV3Partner.appid(config, 'wxcccccccccccccccc')).toBe('wxbbbbbbbbbbbbbbbb');
    expect(ordered(partner({ sub_appid: 'wxbbbbbbbbbbbbbbbb' }))).toMatchObject({
      sub_appid: 'wxbbbbbbbbbbbbbbbb',
      payer: { sub_openid: 'oPayer' },
    });
  });

  test('is paid in the calling mini-program, not in the provider’s app', () => {
    expect(wechatV3Partner.appid(partner().config, 'wxcccccccccccccccc')).toBe('wxcccccccccccccccc');
  });

  test('needs the number of the sub-merchant', () => {
    const { sub_mchid: _, ...config } = v3sp.config;
    expect(readFields(wechatV3Partner.fields, config)).toEqual({ problems: ['sub_mchid is missing'] });
  });
});

describe('a notice through a provider', () => {
  const resource = {
    out_trade_no: 'ORDER001',
    trade_state: 'NOTPAY',
    sp_mchid: '1900007291',
    sub_mchid: '1900000109',
    sp_appid: 'wx8888888888888888',
  };
  const misfit = (change: Change, configured: Change = {}): string | undefined => {
    const notice = sealedNotice('transaction', { ...resource, ...change }, timestamp);
    const account = partner(configured);
    const seen = wechatV3Partner.notifications.verify(notice, account, env);
    if ('rejected' in seen) throw new Error(seen.rejected);
    return wechatV3Partner.notifications.read(seen, account)[0]?.misfit;
  };

  test('must fit the provider and the sub-merchant', () => {
    expect(misfit({})).toBeUndefined();
    expect(misfit({ sp_mchid: '1900000001' })).toBe('the message is for sp_mchid 1900000001');
    expect(misfit({ sub_mchid: '1900000110' })).toBe('the message is for sub_mchid 1900000110');
    expect(misfit({ sub_mchid: undefined })).toBe('the message is for sub_mchid (none)');
    expect(misfit({ sp_mchid: undefined, mchid: '1900007291' })).toBe('the message is for sp_mchid (none)');
  });

  test('must fit the configured apps, and no app that the configuration leaves open', () => {
    const other = 'wxaaaaaaaaaaaaaaaa';
    expect(misfit({ sp_appid: other })).toBe(`the message is for sp_appid ${other}`);
    expect(misfit({ sp_appid: undefined })).toBe('the message is for sp_appid (none)');
    expect(misfit({ sp_appid: other }, { appid: undefined })).toBeUndefined();
    const sub = { sub_appid: 'wxbbbbbbbbbbbbbbbb' };
    expect(misfit({ sub_appid: other }, sub)).toBe(`the message is for sub_appid ${other}`);
    expect(misfit(sub, sub)).toBeUndefined();
    expect(misfit({}, sub)).toBeUndefined();
    expect(misfit({ sub_appid: other })).toBeUndefined();
  });

  test('must fit them in the answer to a query just as well', () => {
    const good = { ...resource, sp_appid: 'wxaaaaaaaaaaaaaaaa' };
    const outcome = wechatV3Partner.query.reply(answer(good), { attemptNo: 'ORDER001' }, partner(), env);
    expect(outcome).toMatchObject({ value: { misfit: 'the message is for sp_appid wxaaaaaaaaaaaaaaaa' } });
  });

  test('of a merchant of its own must fit the configured app', () => {
    const { mchid } = direct().config;
    const body = { out_trade_no: 'ORDER001', trade_state: 'NOTPAY', mchid, appid: 'wxaaaaaaaaaaaaaaaa' };
    const asked = (change: Change) =>
      wechatV3.query.reply(answer(body), { attemptNo: 'ORDER001' }, direct(change), env);
    expect(asked({ appid: 'wxbbbbbbbbbbbbbbbb' })).toMatchObject({
      value: { misfit: 'the message is for appid wxaaaaaaaaaaaaaaaa' },
    });
    expect(asked({ appid: undefined })).not.toHaveProperty('value.misfit');
  });

  test('about a refund, and an answer about one, must fit merchant and sub-merchant', () => {
    const refund = { out_refund_no: 'R@1', status: 'SUCCESS', sub_mchid: '1900000110' };
    const outcome = wechatV3Partner.queryRefund.reply(
      answer(refund),
      { attemptNo: 'ORDER001', outRefundNo: 'R@1' },
      partner(),
      env,
    );
    expect(outcome).toMatchObject({ value: { misfit: 'the message is for sub_mchid 1900000110' } });
  });
});

describe('overseas', () => {
  const shop = direct({ ...OVERSEAS, appid: undefined });
  const chain = partner({ ...OVERSEAS, appid: 'wx8888888888888888' });
  const appid = order.appid;

  test('has its own host, which a configured endpoint replaces as everywhere', () => {
    expect(wechatV3.endpoint(shop.config)).toBe('https://apihk.mch.weixin.qq.com');
    expect(wechatV3.endpoint(direct().config)).toBe('https://api.mch.weixin.qq.com');
    expect(wechatV3Partner.endpoint(chain.config)).toBe('https://apihk.mch.weixin.qq.com');
  });

  test.each([
    ['a merchant', shop, { appid, mchid: '1900007291', payer: { openid: 'oPayer' } }],
    [
      'a provider',
      chain,
      {
        ...{
          sp_appid: 'wx8888888888888888',
          sub_appid: appid,
          sp_mchid: '1900007291',
          sub_mchid: '1900000109',
        },
        payer: { sub_openid: 'oPayer' },
      },
    ],
  ])('an order of %s says its kind and trade in the body', (_who, account, named) => {
    expect(sent(wechatV3.pay.request(order, account, env))).toEqual({
      method: 'POST',
      path: '/v3/global/transactions/jsapi',
      body: {
        ...named,
        description: order.description,
        out_trade_no: 'ORDER001',
        notify_url: v3.notifyUrl,
        amount: { total: 100, currency: 'CNY' },
        trade_type: 'JSAPI',
        merchant_category_code: '5812',
      },
    });
  });

  test('query, close, refund, its query and the certificates have their own paths and names', () => {
    const at = '/v3/global/transactions/out-trade-no/ORDER001';
    const ref = { attemptNo: 'ORDER001' };
    expect(sent(wechatV3.query.request(ref, shop, env)).path).toBe(`${at}?mchid=1900007291`);
    expect(sent(wechatV3.query.request(ref, chain, env)).path).toBe(
      `${at}?sp_mchid=1900007291&sub_mchid=1900000109`,
    );
    expect(sent(wechatV3.close.request(ref, shop, env))).toEqual({
      method: 'POST',
      path: `${at}/close`,
      body: { mchid: '1900007291' },
    });
    expect(sent(wechatV3.refund.request({ ...refund, appid }, chain, env))).toMatchObject({
      path: '/v3/global/refunds',
      body: {
        ...{
          sp_appid: 'wx8888888888888888',
          sub_appid: appid,
          sp_mchid: '1900007291',
          sub_mchid: '1900000109',
        },
        amount: { refund: 400, total: 1000, currency: 'EUR' },
      },
    });
    expect(sent(wechatV3.queryRefund.request(refund, shop, env)).path).toBe(
      '/v3/global/refunds/out-refund-no/R%401?mchid=1900007291',
    );
    expect(sent(wechatV3.keys.download.request(true, shop, env)).path).toBe('/v3/global/certificates');
  });

  test('a refund names the app of the payment, and is not sent while nobody knows it', () => {
    expect(sent(wechatV3.refund.request({ ...refund, appid }, shop, env)).body).toMatchObject({ appid });
    expect(wechatV3.refund.request(refund, shop, env)).toBeUndefined();
  });

  const paid = {
    ...{ mchid: '1900007291', appid, out_trade_no: 'ORDER001', id: '4200', trade_state: 'SUCCESS' },
    amount: { total: 1000, currency: 'EUR', payer_total: 6500, payer_currency: 'CNY' },
  };

  test('an answer calls WeChat’s number id, and a price without currency is not understood', () => {
    const read = (body: object): unknown =>
      wechatV3.query.reply(answer(body), { attemptNo: 'ORDER001' }, shop, env);
    expect(read(paid)).toMatchObject({
      is: 'ok',
      value: { status: 'paid', transactionId: '4200', amount: { value: 1000, currency: 'EUR' } },
    });
    expect(read({ ...paid, amount: { total: 1000 } })).toEqual({ is: 'unknown', why: 'unreadable' });
  });

  test('a refund that was taken is processing, since its answer has no state', () => {
    const taken = { id: '503', out_refund_no: 'R@1', amount: { refund: 400, currency: 'EUR' } };
    expect(wechatV3.refund.reply(answer(taken), refund, shop, env)).toMatchObject({
      is: 'ok',
      value: { status: 'processing', spRefundNo: '503', amount: { value: 400, currency: 'EUR' } },
    });
    // On the mainland an answer without a state is one that we do not know.
    expect(wechatV3.refund.reply(answer(taken), refund, direct(), env)).toEqual({
      is: 'unknown',
      why: 'unreadable',
    });
  });

  test.each([
    ['SUCCESS', 'succeeded'],
    ['REFUNDCLOSE', 'failed'],
    ['PROCESSING', 'processing'],
    ['ABNORMAL', 'abnormal'],
    ['CLOSED', 'processing'],
    ['A_STATE_OF_TOMORROW', 'processing'],
    ['constructor', 'processing'],
  ])('refund state %s is %s', (status, expected) => {
    const reply = answer({ id: '503', out_refund_no: 'R@1', status, amount: {} });
    expect(wechatV3.queryRefund.reply(reply, refund, shop, env)).toMatchObject({
      value: { status: expected },
    });
  });

  test('REFUNDCLOSE is no word of the mainland', () => {
    const reply = answer({ refund_id: '503', out_refund_no: 'R@1', status: 'REFUNDCLOSE', amount: {} });
    expect(wechatV3.queryRefund.reply(reply, refund, direct(), env)).toMatchObject({
      value: { status: 'processing' },
    });
  });

  describe('a notice, whose plain text is not published', () => {
    const facts = (type: string, resource: object): unknown => {
      const seen = wechatV3.notifications.verify(sealedNotice(type, resource, timestamp), shop, env);
      return 'rejected' in seen ? seen : wechatV3.notifications.read(seen, shop);
    };

    test('is only a hint: it never says paid, however sure it sounds', () => {
      expect(facts('transaction', paid)).toEqual([
        {
          kind: 'payment',
          attemptNo: 'ORDER001',
          status: 'pending',
          theirs: 'a hint',
          hint: true,
        },
      ]);
      expect(facts('refund', { out_refund_no: 'R@1', refund_status: 'SUCCESS' })).toEqual([
        {
          kind: 'refund',
          outRefundNo: 'R@1',
          status: 'processing',
          theirs: 'a hint',
          hint: true,
        },
      ]);
    });

    test('for another merchant is marked, and one about nothing of ours gives no fact', () => {
      expect(facts('transaction', { ...paid, mchid: '1900000001' })).toMatchObject([
        { misfit: 'the message is for mchid 1900000001' },
      ]);
      expect(facts('transaction', { id: '4200' })).toEqual([]);
    });
  });

  test('takes the listed currencies whose unit nobody doubts, and a doubtful one only when it is vouched for', () => {
    expect(wechatV3.currencies(shop.config)).toEqual(expect.arrayContaining(['EUR', 'HKD', 'CNY', 'NZD']));
    for (const doubtful of ['JPY', 'KRW', 'IDR', 'TWD', 'HUF', 'ISK']) {
      expect(wechatV3.currencies(shop.config)).not.toContain(doubtful);
      const vouched = direct({ ...OVERSEAS, currencies: [doubtful] });
      expect(wechatV3.currencies(vouched.config)).toContain(doubtful);
    }
    expect(wechatV3.currencies(direct().config)).toEqual(['CNY']);
  });

  test('needs merchant_category_code, and currencies belongs there alone', () => {
    expect(wechatV3.problems(direct({ site: 'global' }).config)).toEqual([
      'merchant_category_code is missing: at site "global" every order needs it',
    ]);
    expect(wechatV3.problems(direct({ currencies: ['JPY'] }).config)).toEqual([
      'currencies is for site "global"; at "cn" it is CNY alone',
    ]);
    expect(readFields(wechatV3.fields, { ...v3.config, ...OVERSEAS, currencies: ['XYZ'] })).toEqual({
      problems: ['currencies must be a list out of: JPY, KRW, IDR, TWD, HUF, ISK'],
    });
    expect(readFields(wechatV3.fields, { ...v3.config, site: 'hk' })).toEqual({
      problems: ['site must be one of: cn, global'],
    });
  });
});

describe('the usual mix-ups of keys', () => {
  const own = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const ownKey = own.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const ownCertificate = platformCertificate(own.privateKey, Date.now());
  const block = { ...v3.config, notify_url: 'https://shop.example/notify', certificates: undefined };
  const complaint = (change: Change): string => {
    try {
      readConfig('payment', { _id: 'payment', pay_sp: 'v3', ...block, ...change }, [wechatV3]).account('v3');
      return 'none';
    } catch (error) {
      return error instanceof Error ? error.message : '';
    }
  };

  test('are named: each key in the other’s place', () => {
    expect(complaint({ private_key: merchantPublicKeyPem, public_key: v3.config.private_key })).toMatch(
      /private_key holds a PUBLIC KEY, but a PRIVATE KEY is wanted; .*public_key holds a PRIVATE KEY, but a PUBLIC KEY is wanted/,
    );
    expect(complaint({ private_key: ownCertificate })).toMatch(/private_key holds a CERTIFICATE/);
    expect(complaint({ public_key: ownCertificate })).toMatch(/public_key holds a CERTIFICATE/);
  });

  test('are named: the merchant’s own certificate as the platform’s, by its serial or by its key', () => {
    const [serial] = direct({ certificates: [ownCertificate] }).config.certificates ?? [];
    if (typeof serial !== 'object') throw new Error('no certificate was read');
    expect(complaint({ certificates: [ownCertificate], serial_no: serial.serial.toLowerCase() })).toMatch(
      /certificates holds your own merchant certificate \(its serial [0-9A-F]{40} is your serial_no\)/,
    );
    expect(complaint({ certificates: [ownCertificate], private_key: ownKey })).toMatch(
      /certificates holds your own merchant certificate \(it belongs to your private_key\)/,
    );
    expect(complaint({ certificates: [ownCertificate] })).toBe('none');
  });

  test('are named: a key of the wrong length', () => {
    expect(complaint({ apiv3_key: 'x'.repeat(31) })).toMatch(
      /apiv3_key must be exactly 32 bytes long, it has 31/,
    );
  });
});

test('the published signature of an app payment is reproduced by the same codec', () => {
  const { nonce } = requestVectors;
  const text = `${paySignVector.appid}\n${timestamp}\n${nonce}\n${paySignVector.prepay_id}\n`;
  expect(signRsaSha256(text, direct().config.private_key)).toBe(
    'gXx9KhTP6IooKV1SuG3OCGlBIgZbKtubCZvnau6khw1iffvNT28IzLbKmztq2xA/RCNbZa1XOsoiuVmAEeTZQicWfhv4P+O4oBRIrx0X9f3cnWFkMBU9alTWs0nyQ1N9fcILOTe0f4kxOhVh+/Xhn5hOiUK7Sz3XA1mcpa3R2NCWf/e+0ow/RDf15iTymOHgDrEkT/gedg/3E0iXfDX3mFicSZhrHESZDOTXcl9RzELREBUFznd/o2NQM99WcL86m23HY0cTy+QGWU4QDmNrbQ9ihmLW71qPb0Cx/d7EQvw/Kyx0A6s64ZQp3hHdcmiRcLnjVXrKCk7LShaCK+lS3Q==',
  );
});
