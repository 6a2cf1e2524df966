// Configurations as merchants write them, with keys made anew for each run.
import { generateKeyPairSync, randomBytes } from 'node:crypto';

export type Document = Readonly<Record<string, unknown>>;

const pairOf = (bits: number) =>
  generateKeyPairSync('rsa', {
    modulusLength: bits,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });

export const merchants = pairOf(2048);
export const wechats = pairOf(2048);
const hex = (bytes: number): string => randomBytes(bytes).toString('hex');

const shop = (paySp: string): Document => ({
  _id: 'payment',
  pay_sp: paySp,
  currency: 'EUR',
  refund_currency: 'EUR',
  notify_url: `https://shop-1250000000.ap-shanghai.app.tcloudbase.com/notify/${paySp}`,
  operators: ['oYr3s5Kb0pXw1Qz7Vn2Lt4Mh6Jd8'],
});

const appid = `wx${hex(8)}`;

/** Right ones, by PSP. */
export const right: Readonly<Record<string, Document>> = {
  yaband: { ...shop('yaband'), mchid: '100231', key: hex(16) },
  supay: {
    ...shop('supay'),
    currency: 'AUD',
    refund_currency: 'AUD',
    mchid: '200417',
    key: hex(16),
    store_name: 'Atelier Lin',
  },
  vr: { ...shop('vr'), access_token: hex(24) },
  '2paynow': { ...shop('2paynow'), mchid: '200731', key: hex(16) },
  v2: { ...shop('v2'), currency: 'CNY', refund_currency: 'CNY', appid, mchid: '1900012345', key: hex(16) },
  v3: {
    ...shop('v3'),
    currency: 'CNY',
    refund_currency: 'CNY',
    appid,
    mchid: '1900012345',
    serial_no: hex(20).toUpperCase(),
    private_key: merchants.privateKey,
    apiv3_key: hex(16),
    public_key_id: 'PUB_KEY_ID_0119000123452026010100000000000001',
    public_key: wechats.publicKey,
  },
  nihaopay: { ...shop('nihaopay'), currency: 'USD', refund_currency: 'USD', token: hex(32) },
  latipay: {
    ...shop('latipay'),
    currency: 'NZD',
    refund_currency: 'NZD',
    user_id: 'U000334053',
    wallet_id: 'W000378363',
    api_key: hex(16),
  },
  qfpay: {
    ...shop('qfpay'),
    currency: 'HKD',
    refund_currency: 'HKD',
    currencies: ['HKD'],
    utc_offset: '+08:00',
    app_code: hex(16).toUpperCase(),
    client_key: hex(16).toUpperCase(),
  },
  royalpay: {
    ...shop('royalpay'),
    currency: 'AUD',
    refund_currency: 'AUD',
    platform: 'royalpay',
    utc_offset: '+10:00',
    partner_code: 'PINE',
    credential_code: hex(16),
  },
  snappay: {
    ...shop('snappay'),
    currency: 'CAD',
    refund_currency: 'CAD',
    sign_type: 'MD5',
    merchant_no: '901800000116',
    app_id: '9f00cd9a873c511e',
    key: hex(16),
  },
};

export function rightOf(paySp: string): Document {
  const document = right[paySp];
  if (!document) throw new Error(`there is no right configuration of ${paySp}`);
  return document;
}
