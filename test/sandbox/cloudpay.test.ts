import { createSandboxes, type Sandboxes } from '../../scripts/sandbox';
import { ManualClock } from './manual-clock';
import { openWorld } from './world';
import { readyKeys } from '../ready-keys';

type Words = Record<string, unknown>;

/** The sandboxes with a platform whose calls a test makes and receives. */
async function openPlatform() {
  const clock = new ManualClock();
  const apis = new Map<string, (data: Words) => unknown>();
  const called: { name: string; event: Words }[] = [];
  const merchant = { answer: (): unknown => ({ errcode: 0, errmsg: 'SUCCESS' }) };
  const sandboxes: Sandboxes = await createSandboxes({
    clock,
    newKey: readyKeys(),
    origin: () => 'http://127.0.0.1:7071',
    post: () => Promise.reject(new Error('cloudpay posts nothing')),
    platform: {
      onCloudPay: (api, answer) => void apis.set(api, answer),
      callFunction: async (name, event) => {
        called.push({ name, event });
        return merchant.answer();
      },
    },
  });
  const call = async (api: string, data: Words): Promise<Words> =>
    (await apis.get(api)?.({ sub_mch_id: '1900008812', nonce_str: 'n', ...data })) as Words;
  const sandbox = sandboxes.list.find(({ paySp }) => paySp === 'cloudpay');
  if (!sandbox) throw new Error('there is no cloudpay sandbox');
  const pass = async (ms: number): Promise<void> => {
    const end = clock.now() + ms;
    for (let next = clock.nextAt(); next !== undefined && next <= end; next = clock.nextAt()) {
      clock.advance(Math.max(next - clock.now(), 0));
      await sandboxes.idle();
    }
    clock.advance(end - clock.now());
  };
  const reset = (): void => {
    clock.reset();
    sandboxes.reset();
    called.length = 0;
    merchant.answer = () => ({ errcode: 0, errmsg: 'SUCCESS' });
  };
  return { sandboxes, sandbox, called, merchant, call, pass, reset };
}

const order = {
  function_name: 'notify',
  env_id: 'local',
  body: 'Tea 乌龙茶',
  out_trade_no: 'ORDER0001',
  total_fee: 1290,
  spbill_create_ip: '127.0.0.1',
};
const refund = { out_trade_no: 'ORDER0001', out_refund_no: 'R1', total_fee: 1290, refund_fee: 400 };

let at: Awaited<ReturnType<typeof openPlatform>>;
beforeAll(async () => (at = await openPlatform()));
beforeEach(() => at.reset());

async function pay(): Promise<void> {
  await at.call('unifiedOrder', order);
  await at.sandbox.event({ event: 'pay', out_trade_no: 'ORDER0001' });
  await at.sandboxes.idle();
}

describe('orders through cloudPay', () => {
  it('are answered with five strings, the same for the same order under another nonce', async () => {
    const first = await at.call('unifiedOrder', order);
    expect(first).toMatchObject({ return_code: 'SUCCESS', result_code: 'SUCCESS' });
    const again = await at.call('unifiedOrder', { ...order, nonce_str: 'another' });
    expect(again.payment).toEqual(first.payment);
    const { appId, ...strings } = first.payment as Record<string, string>;
    expect(at.sandbox.bill(strings as never, String(appId))).toMatchObject({ outTradeNo: 'ORDER0001' });
  });

  it.each([
    ['camelCase', { outTradeNo: 'X' }],
    ['a total in yuan', { total_fee: 12.9 }],
    ['a total as text', { total_fee: '1290' }],
    ['no function to call', { function_name: '' }],
    ['no nonce', { nonce_str: '' }],
    ['another merchant', { sub_mch_id: '1' }],
    ['a payer without an app', { sub_openid: 'o' }],
    ['a text of more than 128 bytes', { body: '茶'.repeat(43) }],
  ])('with %s are refused', async (_, change) => {
    expect(await at.call('unifiedOrder', { ...order, ...change })).toMatchObject({ return_code: 'FAIL' });
  });

  it('under a used number with other parameters, or when paid, are refused', async () => {
    await at.call('unifiedOrder', order);
    expect(await at.call('unifiedOrder', { ...order, total_fee: 1 })).toMatchObject({
      err_code: 'OUT_TRADE_NO_USED',
    });
    await at.sandbox.event({ event: 'pay', out_trade_no: 'ORDER0001' });
    expect(await at.call('unifiedOrder', order)).toMatchObject({ err_code: 'ORDERPAID' });
  });

  it('cannot be closed within five minutes', async () => {
    await at.call('unifiedOrder', order);
    const numbers = { out_trade_no: 'ORDER0001' };
    await at.pass(299_000);
    expect(await at.call('closeOrder', numbers)).toMatchObject({ result_code: 'FAIL' });
    await at.pass(1000);
    expect(await at.call('closeOrder', numbers)).toMatchObject({ result_code: 'SUCCESS' });
    expect(await at.call('queryOrder', numbers)).toMatchObject({ trade_state: 'CLOSED' });
  });
});

describe('the function that is called back', () => {
  it('gets the event in camelCase, of a successful payment only', async () => {
    await at.call('unifiedOrder', order);
    await at.sandbox.event({ event: 'fail', out_trade_no: 'ORDER0001' });
    await at.sandboxes.idle();
    expect(at.called).toEqual([]);
    await at.sandbox.event({ event: 'pay', out_trade_no: 'ORDER0001' });
    await at.sandboxes.idle();
    expect(at.called).toMatchObject([
      { name: 'notify', event: { returnCode: 'SUCCESS', outTradeNo: 'ORDER0001', totalFee: 1290 } },
    ]);
  });

  it.each([
    ['another code', () => ({ errcode: 1 })],
    ['nothing', () => undefined],
    ['a text', () => 'SUCCESS'],
    [
      'a throw',
      () => {
        throw new Error('broken');
      },
    ],
  ])('is called again after %s, for two days and no longer', async (_, answer) => {
    at.merchant.answer = answer;
    await pay();
    await at.pass(15_000);
    expect(at.called).toHaveLength(2);
    await at.pass(48 * 3600_000);
    const calls = at.called.length;
    expect(at.sandbox.view().notifications).toMatchObject([{ state: 'given up' }]);
    await at.pass(48 * 3600_000);
    expect(at.called).toHaveLength(calls);
  });

  it('is not called again once it answered errcode 0', async () => {
    await pay();
    await at.pass(48 * 3600_000);
    expect(at.called).toHaveLength(1);
  });
});

describe('refunds through cloudPay', () => {
  it('are taken, and found by index beside lists that stay empty', async () => {
    await pay();
    expect(await at.call('refund', refund)).toMatchObject({ result_code: 'SUCCESS', refund_fee: 400 });
    await at.pass(2000);
    expect(await at.call('queryRefund', { out_refund_no: 'R1' })).toMatchObject({
      refund_count: 1,
      out_refund_no_list: [],
      out_refund_no_0: 'R1',
      refund_status_0: 'SUCCESS',
    });
    expect(await at.call('queryOrder', { out_trade_no: 'ORDER0001' })).toMatchObject({
      trade_state: 'REFUND',
    });
  });

  it('repeated under one number are one refund; with another amount, or above what was paid, refused', async () => {
    await pay();
    const first = await at.call('refund', refund);
    expect((await at.call('refund', refund)).refund_id).toBe(first.refund_id);
    expect(await at.call('refund', { ...refund, refund_fee: 1 })).toMatchObject({ result_code: 'FAIL' });
    const rest = { ...refund, out_refund_no: 'R2' };
    expect(await at.call('refund', { ...rest, refund_fee: 891 })).toMatchObject({ result_code: 'FAIL' });
    expect(await at.call('refund', { ...rest, refund_fee: 890 })).toMatchObject({ result_code: 'SUCCESS' });
  });
});

it.each(['timeout_after_effect', 'timeout_before_effect', 'http_500', 'html', 'truncated'] as const)(
  'the fault %s reaches the caller as a thrown error',
  async (kind) => {
    at.sandbox.fault({ operation: 'create', kind, times: 1 });
    await expect(at.call('unifiedOrder', order)).rejects.toThrow('no answer');
    expect(at.sandbox.view().payments).toHaveLength(
      ['timeout_after_effect', 'truncated'].includes(kind) ? 1 : 0,
    );
  },
);

it('without a platform says at its address how it is reached', async () => {
  const world = await openWorld();
  const reply = await world.call('/sandbox/cloudpay/anything');
  expect([reply.status, reply.text]).toEqual([404, expect.stringContaining('inside a cloud function')]);
});
