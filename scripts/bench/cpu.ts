/** CPU of WeChat Pay v3: our whole request and reply against nothing but the node:crypto operations they need. */
import {
  createCipheriv,
  createDecipheriv,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import type { Env } from '../../shared/kernel/exchange';
import type { HttpReply } from '../../shared/kernel/http';
import type { PayRequest } from '../../shared/payments/psp/connector';
import type { Account } from '../../shared/payments/psp/operation';
import { Secret } from '../../shared/kernel/secret';
import { wechatV3 } from '../../shared/payments/psp/wechat-v3';
import { median, type Row } from './row';

type V3Account = Parameters<typeof wechatV3.pay.request>[1];

const ROUNDS = 15;
const NOW = 1_795_000_000_000;
const SERIAL = 'ABCDEF0123456789ABCDEF0123456789ABCDEF01';
const APIV3_KEY = '0123456789abcdef0123456789abcdef';
const NONCE = '00112233445566778899aabbccddeeff';

const merchant = generateKeyPairSync('rsa', { modulusLength: 2048 });
const platform = generateKeyPairSync('rsa', { modulusLength: 2048 });

const account: V3Account = {
  paySp: 'v3',
  configId: 'payment',
  endpoint: 'https://api.mch.weixin.qq.com',
  notifyUrl: 'https://shop.example/notify/v3',
  config: {
    appid: undefined,
    mchid: '1900000001',
    serial_no: SERIAL,
    private_key: merchant.privateKey,
    apiv3_key: new Secret(APIV3_KEY),
    public_key_id: undefined,
    public_key: undefined,
    certificates: undefined,
    site: undefined,
    merchant_category_code: undefined,
    currencies: undefined,
  },
} satisfies Account;
const env: Env = { now: NOW, nonce: NONCE, keys: [{ serial: SERIAL, key: platform.publicKey }] };

const order: PayRequest = {
  attemptNo: 'CP0TOV8Y72B8B19B423FE',
  payMethod: 'wechat',
  amount: { value: 9900, currency: 'CNY' },
  description: 'Tulip bulbs',
  appid: 'wxcrosspaydemo0001',
  openid: 'oDemoCustomer0001',
};

function signedByPlatform(body: string): HttpReply {
  const timestamp = String(NOW / 1000);
  const signature = rsaSign(`${timestamp}\n${NONCE}\n${body}\n`, platform.privateKey).toString('base64');
  const headers = {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': NONCE,
    'wechatpay-serial': SERIAL,
    'wechatpay-signature': signature,
  };
  return { status: 200, headers, body };
}

const rsaSign = (message: string, key: KeyObject): Buffer => sign('sha256', Buffer.from(message), key);

function sealed(plain: string): Buffer {
  const cipher = createCipheriv('aes-256-gcm', APIV3_KEY, NONCE.slice(0, 12)).setAAD(
    Buffer.from('transaction'),
  );
  return Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

/** Microseconds of CPU per call, the best of several rounds' medians against noise from outside. */
function microseconds(run: () => void, times: number): number {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const start = process.cpuUsage();
    for (let i = 0; i < times; i += 1) run();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / times;
  });
  return median(rounds);
}

function row(what: string, ours: number, bare: number, wanted: string): Row {
  return {
    what,
    measured: `${ours.toFixed(1)} µs`,
    baseline: `${bare.toFixed(1)} µs node:crypto`,
    ratio: `${(ours / bare).toFixed(2)} ×`,
    wanted,
  };
}

function orderRow(): Row {
  const reply = signedByPlatform('{"prepay_id":"wx201410272009395522657a690389285100"}');
  const [message, signature] = ['x'.repeat(400), rsaSign('x'.repeat(120), platform.privateKey)];
  const whole = (): void => {
    wechatV3.pay.request(order, account, env);
    const outcome = wechatV3.pay.reply(reply, order, account, env);
    if (outcome.is !== 'ok') throw new Error('the benchmark reply was not accepted');
  };
  const bare = (): void => {
    rsaSign(message, merchant.privateKey);
    verify('sha256', Buffer.from('x'.repeat(120)), platform.publicKey, signature);
    rsaSign(message.slice(0, 120), merchant.privateKey);
  };
  return row(
    'v3 order, CPU (2 signatures, 1 verification)',
    microseconds(whole, 20),
    microseconds(bare, 20),
    '≤ 1.2 ×',
  );
}

function noticeRow(): Row {
  const plain = JSON.stringify({
    mchid: '1900000001',
    appid: 'wxcrosspaydemo0001',
    out_trade_no: order.attemptNo,
    transaction_id: '4200002408012024080100000001',
    trade_state: 'SUCCESS',
    trade_state_desc: '支付成功',
    success_time: '2026-11-21T12:00:00+08:00',
    payer: { openid: order.openid },
    amount: { total: 9900, payer_total: 9900, currency: 'CNY', payer_currency: 'CNY' },
  });
  const ciphertext = sealed(plain);
  const resource = {
    original_type: 'transaction',
    algorithm: 'AEAD_AES_256_GCM',
    ciphertext: ciphertext.toString('base64'),
    nonce: NONCE.slice(0, 12),
    associated_data: 'transaction',
  };
  const notice = {
    method: 'POST',
    query: {},
    ...signedByPlatform(JSON.stringify({ id: '1', event_type: 'TRANSACTION.SUCCESS', resource })),
  };
  const signature = Buffer.from(notice.headers['wechatpay-signature'] ?? '', 'base64');
  const signed = Buffer.from(`${String(NOW / 1000)}\n${NONCE}\n${notice.body}\n`);
  const whole = (): void => {
    const seen = wechatV3.notifications.glance(notice) ?? wechatV3.notifications.verify(notice, account, env);
    if ('rejected' in seen || wechatV3.notifications.read(seen, account).length !== 1)
      throw new Error('refused');
  };
  const bare = (): void => {
    verify('sha256', signed, platform.publicKey, signature);
    const decipher = createDecipheriv('aes-256-gcm', APIV3_KEY, NONCE.slice(0, 12)).setAAD(
      Buffer.from('transaction'),
    );
    decipher.setAuthTag(ciphertext.subarray(-16));
    Buffer.concat([decipher.update(ciphertext.subarray(0, -16)), decipher.final()]);
  };
  return row(
    'v3 notice, CPU (1 verification, 1 decryption)',
    microseconds(whole, 200),
    microseconds(bare, 200),
    '≤ 4 ×',
  );
}

export function cpuRows(): readonly Row[] {
  return [orderRow(), noticeRow()];
}
