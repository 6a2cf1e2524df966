/** Reporting payments to shipping management: once, whatever is lost, and what WeChat says decides. */
import { reportShipping, type ShippingReport } from '../../../shared/wechat/shipping/report-shipping';
import { shippingNews } from '../../../shared/wechat/shipping/shipping-event';
import { app, openWechatWorld, type WechatWorld } from '../open-api/wechat-world';

const payment = { transactionId: '4200000001', openid: 'oPayer', description: 'Delft blue cup × 1' };

interface Management {
  readonly world: WechatWorld;
  readonly uploads: Record<string, unknown>[];
  /** What get_order says; a code instead of an order. */
  order: number | object;
  /** What an upload says, after it had its effect or not. */
  upload: () => object | string;
}

function openManagement(): Management {
  const world = openWechatWorld();
  const one: Management = {
    world,
    uploads: [],
    order: { transaction_id: payment.transactionId, order_state: 1 },
    upload: () => ({ errcode: 0 }),
  };
  world.answer = ({ url, body }) => {
    if (!url.includes('/upload_shipping_info')) {
      return typeof one.order === 'number' ? { errcode: one.order } : { errcode: 0, order: one.order };
    }
    one.uploads.push(JSON.parse(body) as Record<string, unknown>);
    return one.upload();
  };
  return one;
}

const report = ({ world }: Management): Promise<ShippingReport> =>
  reportShipping(world.wechat, app, payment, 3);

test('a payment is uploaded with its number, its payer and a time in Beijing', async () => {
  const management = openManagement();
  expect(await report(management)).toEqual({ is: 'told', state: 'uploaded' });
  expect(management.uploads).toEqual([
    {
      order_key: { order_number_type: 2, transaction_id: '4200000001' },
      logistics_type: 3,
      delivery_mode: 1,
      shipping_list: [{ item_desc: 'Delft blue cup × 1' }],
      upload_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+08:00$/) as unknown,
      payer: { openid: 'oPayer' },
    },
  ]);
});

test.each([
  [2, 'uploaded'],
  [3, 'confirmed'],
  [4, 'confirmed'],
  [5, 'refunded'],
  [6, 'confirmed'],
])('an order in state %d is not uploaded again: it is %s', async (orderState, state) => {
  const management = openManagement();
  management.order = { transaction_id: payment.transactionId, order_state: orderState };
  expect(await report(management)).toEqual({ is: 'told', state });
  expect(management.uploads).toEqual([]);
});

test('an upload whose answer was lost is not made twice: the next look finds it', async () => {
  const management = openManagement();
  management.upload = () => {
    management.order = { transaction_id: payment.transactionId, order_state: 2 };
    return 'timeout';
  };
  expect((await report(management)).is).toBe('later');
  expect(await report(management)).toEqual({ is: 'told', state: 'uploaded' });
  expect(management.uploads).toHaveLength(1);
});

test('a payment that WeChat does not know yet is tried later', async () => {
  const management = openManagement();
  management.order = 10060001;
  expect((await report(management)).is).toBe('later');
  management.order = { transaction_id: payment.transactionId, order_state: 1 };
  management.upload = () => ({ errcode: 10060001 });
  expect((await report(management)).is).toBe('later');
});

test.each([
  [10060023, 'told'],
  [10060002, 'later'],
  [10060003, 'never'],
  [10060004, 'never'],
  [10060031, 'never'],
  [268485216, 'never'],
  [48001, 'never'],
  [45009, 'later'],
  [10060012, 'later'],
  [-1, 'later'],
  [12345678, 'later'],
] as const)('an upload that is answered with %d is %s', async (errcode, is) => {
  const management = openManagement();
  management.upload = () => ({ errcode });
  expect((await report(management)).is).toBe(is);
});

test.each([
  '<html></html>',
  '{"errcode":0,"order":',
  'timeout',
  '[]',
  '{"errcode":0,"order":{"order_state":9}}',
])('an answer like %j to the first question uploads nothing', async (said) => {
  const management = openManagement();
  management.world.answer = () => said;
  expect((await report(management)).is).toBe('later');
  expect(management.uploads).toEqual([]);
});

describe('the settlement event', () => {
  const field = (fields: Record<string, string>) => (name: string) => fields[name];

  test('at shipping says uploaded, at settlement confirmed', () => {
    const shipped = { transaction_id: 'T', merchant_trade_no: 'M', estimated_settlement_time: '1700000000' };
    expect(shippingNews('trade_manage_order_settlement', field(shipped))).toEqual({
      transactionId: 'T',
      merchantTradeNo: 'M',
      state: 'uploaded',
    });
    const settled = {
      transaction_id: 'T',
      confirm_receive_time: '1700000000',
      settlement_time: '1700000001',
    };
    expect(shippingNews('trade_manage_order_settlement', field(settled))).toEqual({
      transactionId: 'T',
      state: 'confirmed',
    });
  });

  test('without a payment, or another event, is no news', () => {
    expect(shippingNews('trade_manage_order_settlement', field({}))).toBeUndefined();
    expect(shippingNews('trade_manage_remind_shipping', field({ transaction_id: 'T' }))).toBeUndefined();
  });
});
