/**
 * A merchant of each PSP with the same four wishes, for what all sandboxes must do alike. It signs with the sandboxes' own
 * functions: whether those are right is tested PSP by PSP, by merchants that share nothing with them.
 */
import { createHash } from 'node:crypto';
import type { ClientCertificate } from '../../scripts/sandbox';
import { requestSignature } from '../../scripts/sandbox/latipay/protocol';
import { joined } from '../../scripts/sandbox/signing';
import { supaySign } from '../../scripts/sandbox/supay/protocol';
import { twoPayNowSign } from '../../scripts/sandbox/twopaynow/protocol';
import { configOf, order as v2Order, written, type PaySp, type Words } from './v2-merchant';
import { ask as askV3, accountOf, partnerOrder } from './v3-partner-merchant';
import { origin, requestOf, type World } from './world';
import { ask as askYaband, miniOrder } from './yaband-merchant';
import { objectOf, signed, words } from '../../scripts/sandbox/snappay/protocol';
import { signature as pockytSignature } from '../../scripts/sandbox/pockyt/protocol';
import { operators, signatureOf } from '../../scripts/sandbox/royalpay/protocol';

type Fields = Readonly<Record<string, string>>;

export interface Merchant {
  /** Places an order of 10.00 in the shop's currency; `more` stands over what it says. */
  order(outTradeNo: string, more?: Fields): Promise<unknown>;
  query(outTradeNo: string): Promise<unknown>;
  /** Closes an unpaid order; missing where the PSP has no word for it. */
  readonly close?: (outTradeNo: string) => Promise<unknown>;
  /** Refunds 4.00. */
  refund(outTradeNo: string, outRefundNo: string, more?: Fields): Promise<unknown>;
}

const app = 'wxcrosspaydemo0001';
const notify = `${origin}/notify`;

/** The PSP's own number of the newest attempt. */
const tradeNo = (world: World, paySp: string, outTradeNo: string): string =>
  world.view(paySp).payments.findLast((each) => each.out_trade_no === outTradeNo)?.trade_no ?? '';

const post = async (world: World, url: string, body: string, headers: Record<string, string>) => {
  return (await world.call(url, { method: 'POST', headers, body })).text;
};

const json = { 'content-type': 'application/json' };

const yaband = (world: World): Merchant => {
  const named = (outTradeNo: string) => ({ trade_id: tradeNo(world, 'yaband', outTradeNo) });
  return {
    order: (order_id, more) =>
      askYaband(world, 'v3.CreatePaymentsWechatMiniPay', {
        ...{ ...miniOrder, order_id, amount: '10.00' },
        ...more,
      }),
    query: (no) => askYaband(world, 'v3.QueryOrder', named(no)),
    close: (no) => askYaband(world, 'v3.CancelPayment', named(no)),
    refund: (no, m_refund_id, more) =>
      askYaband(world, 'v3.CreateRefund', {
        ...{ ...named(no), m_refund_id, refund_amount: '4.00', refund_currency: 'EUR' },
        refund_description: 'broken',
        ...more,
      }),
  };
};

const twoPayNow = (world: World): Merchant => {
  const ask = async (name: string, fields: Record<string, string>): Promise<string> => {
    const [mid, timestamp] = ['500000001', String(world.clock.now())];
    const sign = twoPayNowSign(name, mid, timestamp, 'crosspay-demo-2paynow-key');
    const query = new URLSearchParams({ ...fields, function: name, mid, timestamp, sign });
    return (await world.call(`/sandbox/2paynow?${query.toString()}`)).text;
  };
  const named = (outTradeNo: string) => ({ trade_no: tradeNo(world, '2paynow', outTradeNo) });
  return {
    order: (merchant_trade_no, more) =>
      ask('demo_mini_create', {
        ...{ type: '1', subject: 'Tea', amount: '10.00', currency: 'EUR', notify_url: notify },
        ...{ passback_parameters: '{}', merchant_trade_no, demo_openid: 'oPayer', demo_appid: app },
        ...more,
      }),
    query: (no) => ask('wap_query', { trade_no: no }),
    close: (no) => ask('cancel', named(no)),
    refund: (no, demo_refund_no, more) =>
      ask('demo_refund', {
        ...{ ...named(no), demo_refund_no, demo_refund_amount: '4.00', demo_refund_currency: 'EUR' },
        ...more,
      }),
  };
};

const supay = (world: World): Merchant => {
  const ask = (service: string, fields: Record<string, string>): Promise<string> => {
    const common = { mch_id: '10000001', charset: 'UTF-8', version: '1.0', sign_type: 'MD5' };
    const all = { ...common, service, ...fields };
    const sign = supaySign(Object.entries(all), 'crosspay-demo-supay-md5-key');
    return post(world, '/sandbox/supay', JSON.stringify({ ...all, sign }), json);
  };
  return {
    order: (mch_order_no, more) =>
      ask('create_instant_trade', {
        ...{ mch_order_no, pay_way: 'JSAPI', pay_channel: 'WXPAY', subOpenId: 'oPayer', currency: 'AUD' },
        ...{ recevice_id: '10000001', store_name: 'Shop', pay_amount: '10.00', goods_price: '10.00' },
        ...{ goods_name: 'Tea', timeout_express: '30m', call_back_url: notify },
        ...more,
      }),
    query: (mch_order_no) => ask('query_trade', { mch_order_no, trade_type: 'DEMO_TRADE' }),
    refund: (orig_mch_order_no, mch_order_no, more) =>
      ask('create_refund', {
        ...{ orig_mch_order_no, mch_order_no, refund_amount: '4.00', call_back_url: notify },
        ...more,
      }),
  };
};

const vr = (world: World): Merchant => {
  const authorization = 'Bearer crosspay-demo-vr-access-token';
  const ask = (path: string, fields: Record<string, string>): Promise<string> =>
    post(world, `/sandbox/vr/payments${path}`, new URLSearchParams(fields).toString(), {
      'content-type': 'application/x-www-form-urlencoded',
      authorization,
    });
  const id = (no: string): string => tradeNo(world, 'vr', no);
  return {
    order: (merchantTransactionId, more) =>
      ask('', {
        ...{ paymentType: 'DB', paymentBrand: 'WECHATPAY', amount: '10.00', currency: 'EUR' },
        ...{ merchantTransactionId, 'wechatpay.appId': app, 'wechatpay.openId': 'oPayer' },
        ...more,
      }),
    query: async (no) =>
      (await world.call(`/sandbox/vr/payments/${id(no)}`, { headers: { authorization } })).text,
    close: (no) => ask(`/${id(no)}`, { paymentType: 'RV' }),
    refund: (no, merchantTransactionId, more) =>
      ask(`/${id(no)}`, {
        ...{ paymentType: 'RF', amount: '4.00', currency: 'EUR', merchantTransactionId },
        ...more,
      }),
  };
};

const latipay = (world: World): Merchant => {
  const user_id = 'U000000013';
  const ask = (path: string, fields: Record<string, string>, isSorted = true): Promise<string> => {
    const body = JSON.stringify({ ...fields, signature: requestSignature(fields, isSorted) });
    return post(world, `/sandbox/latipay${path}`, body, json);
  };
  return {
    order: (merchant_reference, more) =>
      ask('/v2/miniapppay', {
        ...{ user_id, wallet_id: 'W000000037', amount: '10.00', notify_url: notify, merchant_reference },
        ...{ app_id: app, open_id: 'oPayer' },
        ...more,
      }),
    query: async (merchant_reference) => {
      const signature = requestSignature({ merchant_reference, user_id });
      const query = new URLSearchParams({ user_id, signature }).toString();
      return (await world.call(`/sandbox/latipay/v2/transaction/${merchant_reference}?${query}`)).text;
    },
    close: (merchant_reference) => ask('/cancel', { user_id, merchant_reference }, false),
    refund: (no, reference, more) =>
      ask('/refund', {
        ...{ user_id, order_id: tradeNo(world, 'latipay', no), refund_amount: '4.00', reference },
        ...more,
      }),
  };
};

const qfpay = (world: World): Merchant => {
  const ask = (path: string, fields: Fields): Promise<string> => {
    const text = joined(Object.entries(fields)) + 'crosspay-demo-qfpay-client-key';
    return post(world, `/sandbox/qfpay/trade/v1/${path}`, new URLSearchParams(fields).toString(), {
      'content-type': 'application/x-www-form-urlencoded',
      'x-qf-appcode': 'D5589D2A1F2E42A9A60C37CROSSPAY00',
      'x-qf-sign': createHash('md5').update(text).digest('hex'),
    });
  };
  const txdtm = '2026-11-02 20:00:00';
  return {
    order: (out_trade_no, more) =>
      ask('payment', {
        ...{ pay_type: '800213', txamt: '1000', txcurrcd: 'HKD', sub_openid: 'oPayer', notify_url: notify },
        ...{ out_trade_no, txdtm },
        ...more,
      }),
    query: (out_trade_no) => ask('query', { out_trade_no }),
    refund: (no, out_trade_no, more) =>
      ask('refund', { syssn: tradeNo(world, 'qfpay', no), out_trade_no, txamt: '400', txdtm, ...more }),
  };
};

const nihaopay = (world: World): Merchant => {
  const authorization = 'Bearer crosspay-demo-nihaopay-token';
  const base = '/sandbox/nihaopay/v1.2/transactions';
  const ask = async (path: string, fields: Record<string, string>): Promise<string> => {
    const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' };
    const body = new URLSearchParams(fields).toString();
    return (await world.call(base + path, { method: 'POST', headers, body })).text;
  };
  return {
    order: (reference, more) =>
      ask('/micropay', {
        ...{ currency: 'USD', amount: '1000', reference, app_id: app, open_id: 'oPayer' },
        ...{ client_ip: '127.0.0.1', ipn_url: notify },
        ...more,
      }),
    query: async (reference) =>
      (await world.call(`${base}/merchant/${reference}`, { headers: { authorization } })).text,
    refund: (no, reason, more) =>
      ask(`/refund/${tradeNo(world, 'nihaopay', no)}`, {
        ...{ currency: 'USD', amount: '400', reason },
        ...more,
      }),
  };
};

const airwallex = (world: World): Merchant => {
  const base = '/sandbox/airwallex/api/v1';
  const ask = async (path: string, body?: object): Promise<string> => {
    const login = { 'x-client-id': 'crosspay-demo-client', 'x-api-key': 'crosspay-demo-airwallex-key' };
    const { token } = JSON.parse(await post(world, `${base}/authentication/login`, '', login)) as {
      token: string;
    };
    const headers = { ...json, authorization: `Bearer ${token}`, 'x-api-version': '2025-06-30' };
    const call = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
    return (await world.call(`${base}/pa/${path}`, call)).text;
  };
  const id = (no: string): string => tradeNo(world, 'airwallex', no);
  return {
    async order(merchant_order_id, more) {
      const asked = {
        request_id: `create-${merchant_order_id}`,
        amount: 10,
        currency: 'AUD',
        merchant_order_id,
      };
      const { id: intent } = JSON.parse(await ask('payment_intents/create', { ...asked, ...more })) as {
        id?: string;
      };
      const wechatpay = { flow: 'mini_program', open_id: 'oPayer' };
      return ask(`payment_intents/${intent ?? ''}/confirm`, {
        request_id: `confirm-${merchant_order_id}`,
        payment_method: { type: 'wechatpay', wechatpay },
      });
    },
    query: (no) => ask(`payment_intents/${id(no)}`),
    close: (no) => ask(`payment_intents/${id(no)}/cancel`, { request_id: `cancel-${no}` }),
    refund: (no, outRefundNo, more) =>
      ask('refunds/create', {
        ...{ request_id: `refund-${outRefundNo}`, payment_intent_id: id(no), amount: 4, reason: 'broken' },
        ...more,
      }),
  };
};

const snappay = (world: World): Merchant => {
  const ask = (method: string, fields: Fields, numbers: Fields = {}): Promise<string> => {
    const head = { app_id: 'c0ffee0000000042', merchant_no: '901800000042', method, sign_type: 'MD5' };
    const form = { format: 'JSON', charset: 'UTF-8', version: '1.0' };
    const body = objectOf(signed({ ...words({ ...head, ...form, ...fields }), ...numbers }));
    return post(world, '/sandbox/snappay', body, json);
  };
  return {
    order: (out_order_no, more) =>
      ask(
        'pay.minipay',
        {
          ...{ payment_method: 'WECHATPAY', out_order_no, trans_currency: 'CAD', description: 'Tea' },
          ...{ pay_user_account_id: 'oPayer', notify_url: notify },
          ...{ extension_parameters: JSON.stringify({ sub_app_id: app }), ...more },
        },
        { trans_amount: '10.0', effective_minutes: '60' },
      ),
    query: (out_order_no) => ask('pay.orderquery', { out_order_no }),
    close: (out_order_no) => ask('pay.ordercancel', { out_order_no }),
    refund: (out_order_no, out_refund_no, more) =>
      ask('pay.orderrefund', { out_order_no, out_refund_no, ...more }, { refund_amount: '4.0' }),
  };
};

const pockyt = (world: World): Merchant => {
  const ask = (path: string, data: Fields): Promise<string> => {
    const fields = { merchantNo: '200042', storeNo: '300042', ...data };
    const body = new URLSearchParams({ ...fields, verifySign: pockytSignature(fields) }).toString();
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    return post(world, `/sandbox/pockyt${path}`, body, form);
  };
  const usd = { currency: 'USD', settleCurrency: 'USD' };
  return {
    order: (reference, more) =>
      ask('/micropay/v3/prepay', {
        ...{ ...usd, amount: '10.00', vendor: 'wechatpay', terminal: 'MINIPROGRAM', openid: 'oPayer' },
        ...{ reference, ipnUrl: notify, callbackUrl: notify, ...more },
      }),
    query: (reference) => ask('/app-data-search/v3/tran-query', { reference }),
    close: (reference) => ask('/app-data-search/v3/cancel', { reference }),
    refund: (reference, refundReference, more) =>
      ask('/app-data-search/v3/refund', {
        ...{ ...usd, refundAmount: '4.00', reference, refundReference },
        ...more,
      }),
  };
};

const royalpay = (world: World): Merchant => {
  const account = operators.royalpay;
  if (!account) throw new Error('there is no operator royalpay');
  const ask = async (method: 'GET' | 'PUT', path: string, body?: object): Promise<string> => {
    const time = String(world.clock.now());
    const search = new URLSearchParams({ time, nonce_str: 'n', sign: signatureOf(account, time, 'n') });
    const url = `/sandbox/royalpay/royalpay/api/v1.0/gateway/partners/ROYA/${path}?${search.toString()}`;
    const sent = { method, headers: json, ...(body ? { body: JSON.stringify(body) } : {}) };
    return (await world.call(url, sent)).text;
  };
  return {
    order: (no, more) =>
      ask('PUT', `microapp_orders/${no}`, {
        ...{ description: 'Tea', price: 1000, currency: 'AUD', channel: 'Wechat', notify_url: notify },
        ...{ appid: app, customer_id: 'oPayer' },
        ...more,
      }),
    query: (no) => ask('GET', `orders/${no}`),
    close: (no) => ask('PUT', `orders/${no}/cancel`),
    refund: (no, refundNo, more) => ask('PUT', `orders/${no}/refunds/${refundNo}`, { fee: 400, ...more }),
  };
};

const cloudpay = (world: World): Merchant => ({
  order: (out_trade_no, more) =>
    world.cloudPay('unifiedOrder', {
      ...{ function_name: 'notify', env_id: 'local', body: 'Tea', out_trade_no, total_fee: 1000 },
      spbill_create_ip: '127.0.0.1',
      ...more,
    }),
  query: (out_trade_no) => world.cloudPay('queryOrder', { out_trade_no }),
  close: (out_trade_no) => world.cloudPay('closeOrder', { out_trade_no }),
  refund: (out_trade_no, out_refund_no, more) =>
    world.cloudPay('refund', {
      ...{ out_trade_no, out_refund_no, total_fee: 1000, refund_fee: 400 },
      ...more,
    }),
});

/** The merchant's certificate as the demo configuration has it. */
export function certificateOf(world: World, paySp: PaySp): ClientCertificate {
  const { cert, cert_key, p12, p12_passphrase } = configOf(world.sandboxes, paySp);
  return paySp === 'v2'
    ? { cert: String(cert), key: String(cert_key) }
    : { pfx: Buffer.from(String(p12), 'base64'), passphrase: String(p12_passphrase) };
}

const v2 =
  (paySp: PaySp) =>
  (world: World): Merchant => {
    const ours: Words = paySp === 'v2' ? {} : { sub_mch_id: '1900000209' };
    const body = (words: Words): string => written(configOf(world.sandboxes, paySp), { ...ours, ...words });
    const ask = (path: string, words: Words): Promise<string> =>
      post(world, `/sandbox/${paySp}${path}`, body(words), { 'content-type': 'text/xml' });
    return {
      order: (out_trade_no, more) =>
        ask('/pay/unifiedorder', {
          ...{ ...v2Order, out_trade_no, total_fee: '1000', notify_url: notify },
          ...more,
        }),
      query: (out_trade_no) => ask('/pay/orderquery', { out_trade_no }),
      close: (out_trade_no) => ask('/pay/closeorder', { out_trade_no }),
      refund: async (out_trade_no, out_refund_no, more) => {
        const words = { out_trade_no, out_refund_no, total_fee: '1000', refund_fee: '400', ...more };
        const sent = { method: 'POST', body: body(words) };
        const reply = await world.sandboxes.handle({
          ...requestOf(`/sandbox/${paySp}/secapi/pay/refund`, sent),
          clientCertificate: certificateOf(world, paySp),
        });
        return 'hang' in reply ? undefined : reply.body?.toString();
      },
    };
  };

const v3 =
  (paySp: 'v3' | 'v3sp') =>
  (world: World): Merchant => {
    const { appid, mchid } = accountOf(world, paySp);
    const amount = { total: 1000, currency: 'CNY' };
    const terms = { description: 'Tea', notify_url: notify, amount };
    const [orders, who] =
      paySp === 'v3'
        ? (['/v3/pay/transactions', { mchid }] as const)
        : (['/v3/pay/partner/transactions', { sp_mchid: mchid, sub_mchid: '1900000109' }] as const);
    const order = paySp === 'v3' ? { appid, mchid, payer: { openid: 'oPayer' } } : partnerOrder(world);
    const ours = paySp === 'v3' ? {} : { sub_mchid: '1900000109' };
    const at = (no: string): string => `${orders}/out-trade-no/${no}`;
    return {
      order: (out_trade_no, more) =>
        askV3(world, paySp, `${orders}/jsapi`, { ...order, ...terms, out_trade_no, ...more }),
      query: (no) => askV3(world, paySp, `${at(no)}?${new URLSearchParams(who).toString()}`),
      close: (no) => askV3(world, paySp, `${at(no)}/close`, who),
      refund: (out_trade_no, out_refund_no, more) =>
        askV3(world, paySp, '/v3/refund/domestic/refunds', {
          ...{ ...ours, out_trade_no, out_refund_no, notify_url: notify },
          amount: { refund: 400, total: 1000, currency: 'CNY' },
          ...more,
        }),
    };
  };

/** A merchant of each, in the order of the sandboxes. */
const merchants: Readonly<Record<string, (world: World) => Merchant>> = {
  yaband,
  '2paynow': twoPayNow,
  supay,
  vr,
  cloudpay,
  v2: v2('v2'),
  v2sp: v2('v2sp'),
  v3: v3('v3'),
  v3sp: v3('v3sp'),
  latipay,
  qfpay,
  nihaopay,
  snappay,
  royalpay,
  pockyt,
  airwallex,
};

/** Who they are merchants of. */
export const allPsps = Object.keys(merchants);

/** The merchant of a PSP. */
export function merchantOf(world: World, paySp: string): Merchant {
  const make = merchants[paySp];
  if (!make) throw new Error(`there is no merchant of ${paySp}`);
  return make(world);
}
