// A local cloud with the console on it: orders and notices as the functions would have stored them, real sandboxes,
// and a stand-in for function `pay` that answers refunds.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildConsole } from '../../scripts/console/build';
import { consoleMounts } from '../../scripts/console/mount';
import type { LocalCloud } from '../../scripts/local-cloud';
import type { LocalDatabase } from '../../scripts/local-cloud/database/local-database';
import { createSandboxes, demoAppid, loopbackPost, WireLog, type Sandboxes } from '../../scripts/sandbox';
import { startCloud } from '../local-cloud/fixture';
import { hmac } from '../sandbox/yaband-merchant';
import { readyKeys } from '../ready-keys';

export const operatorOpenid = 'oDemoOperator0001';
/** Stands in the configuration document only; seen anywhere else it has leaked. */
export const secretMarker = 'the-merchants-secret-8f2c1d';

const payFunction = `exports.main = async (event) => {
  const { action: operation, out_trade_no } = event;
  console.log(JSON.stringify({ event: 'psp', operation, out_trade_no, pay_sp: 'yaband', outcome: 'ok' }));
  if (event.userInfo?.openId !== '${operatorOpenid}') {
    return { errcode: 1004, errmsg: 'FORBIDDEN: only an operator of the shop may refund' };
  }
  if (event.refund_fee > 1000) return { errcode: 1202, errmsg: 'REFUND_TOO_LARGE: refund at most 10.00 EUR' };
  return { errcode: 0, out_refund_no: event.out_trade_no + 'R1', state: 'processing', refund_fee: event.refund_fee, fee_type: 'EUR' };
};`;

export interface StartedConsole {
  readonly cloud: LocalCloud;
  readonly sandboxes: Sandboxes;
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Starts it with a built page; `seed` fills the empty database. */
export async function startConsole(
  seed?: (database: LocalDatabase) => void | Promise<void>,
): Promise<StartedConsole> {
  const outDir = mkdtempSync(path.join(os.tmpdir(), 'console-'));
  await buildConsole({ outDir });
  let made: Sandboxes | undefined;
  const wire = new WireLog();
  const { cloud, stop } = await startCloud(
    { pay: payFunction },
    {
      mounts: async (running) => {
        made = await createSandboxes({
          clock: running.clock,
          origin: () => running.url,
          post: loopbackPost,
          newKey: readyKeys(),
          wire,
        });
        const world = {
          cloud: running,
          sandboxes: made,
          wire,
          operatorOpenid,
          appid: demoAppid,
          paySp: 'vr',
        };
        return [...made.mounts, ...consoleMounts({ outDir, ...world })];
      },
      onReset: () => made?.reset(),
      ...(seed && { seed }),
    },
  );
  if (!made) throw new Error('the sandboxes were not made');
  const sandboxes = made;
  return {
    cloud,
    sandboxes,
    url: cloud.url,
    stop: async () => {
      await sandboxes.idle();
      await stop();
      rmSync(outDir, { recursive: true, force: true });
    },
  };
}

/** An order as collection `orders` holds it; `fields` stand over the paid one. */
export function orderDocument(
  outTradeNo: string,
  fields: Readonly<Record<string, unknown>> = {},
): { _id: string } & Record<string, unknown> {
  const createdAt = Date.UTC(2026, 10, 21, 9, 30, 0);
  return {
    _id: outTradeNo,
    version: 3,
    appid: demoAppid,
    openid: 'oDemoCustomer0001',
    config_id: 'payment',
    total_fee: 1290,
    fee_type: 'EUR',
    items: [{ goods_id: 'tea', title: 'Oolong tea 乌龙茶', quantity: 1, price: 1290 }],
    state: 'paid',
    attempts: [
      {
        no: outTradeNo,
        pay_sp: 'yaband',
        pay_method: 'wechat',
        appid: demoAppid,
        description: 'Oolong tea',
        state: 'paid',
        requested_at: createdAt + 1000,
        lease_until: 0,
        sp_trade_no: `5f0c1c5e-9b0e-4d7c-8b56-${outTradeNo.slice(-12)}`,
        payment: {
          timeStamp: '1795253400',
          nonceStr: 'a-nonce',
          package: 'prepay_id=wx1',
          signType: 'MD5',
          paySign: 'SIGNED-STRING',
        },
      },
    ],
    paid_attempt: outTradeNo,
    transaction_id: `4200002026112${outTradeNo.slice(-12)}`,
    paid_at: createdAt + 9000,
    hook: 'done',
    journal: [
      { at: createdAt, event: 'created' },
      { at: createdAt + 9000, event: `paid at yaband as ${outTradeNo} (paid)` },
    ],
    created_at: createdAt,
    ...fields,
  };
}

/** A notice as collection `payment` archives it. */
export function noticeDocument(
  outTradeNo: string,
  fields: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    pay_sp: 'yaband',
    out_trade_no: outTradeNo,
    received_at: Date.UTC(2026, 10, 21, 9, 30, 9),
    raw: JSON.stringify({ sign: '0a1b2c', data: { order_id: outTradeNo, state: 'paid', amount: '12.90' } }),
    verdict: 'applied',
    reason: '',
    ...fields,
  };
}

/** A log line of function `notify`, as the function prints one. */
export function logNotify(cloud: LocalCloud, fields: Readonly<Record<string, unknown>>): void {
  const at = Date.UTC(2026, 10, 21, 9, 40, 0);
  const text = JSON.stringify(fields);
  cloud.logs.add({ at, functionName: 'notify', requestId: 'r1', stream: 'stdout', text });
}

/** Starts a payment in the yaband sandbox, as a merchant would. */
export async function openPayment({ url, cloud }: StartedConsole, outTradeNo: string): Promise<void> {
  const time = Math.floor(cloud.clock.now() / 1000);
  const user = '016683';
  const method = 'v3.CreatePaymentsWechatMiniPay';
  const data = {
    pay_method: 'online',
    sub_pay_method: 'WeChat Pay',
    order_id: outTradeNo,
    amount: '12.90',
    currency: 'EUR',
    description: 'Oolong tea',
    timeout: '0',
    notify_url: `${url}/notify/yaband`,
    sub_app_id: demoAppid,
    sub_open_id: 'oDemoCustomer0001',
  };
  const sign = hmac({ ...data, user, method, time });
  const response = await fetch(`${url}/sandbox/yaband`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user, method, time, data, sign }),
  });
  const answer = (await response.json()) as { status: boolean; message: string };
  if (!answer.status) throw new Error(answer.message);
}
