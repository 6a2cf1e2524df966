/** Where each value is found, as far as whoever gives it out says so in public. */

const apiSecurity = 'pay.weixin.qq.com → Account Center → API Security (账户中心 → API安全)';

const wechatPay: Readonly<Record<string, string>> = {
  appid: 'mp.weixin.qq.com → Development → Development Settings (开发管理 → 开发设置), wx and 16 characters',
  mchid: 'pay.weixin.qq.com → Account Center → Merchant Information (账户中心 → 商户信息), 10 digits',
  sub_mchid: 'the sub-merchant’s number in the provider’s merchant platform, 10 digits',
  sub_appid: 'mp.weixin.qq.com of the sub-merchant’s own mini-program',
  key: `${apiSecurity} → APIv2 key; whoever has lost it sets a new one`,
  serial_no: `${apiSecurity} → API certificate → manage (商户API证书 → 管理证书): the certificate’s serial number`,
  private_key: 'the file apiclient_key.pem, which WeChat Pay’s certificate tool made on your machine',
  apiv3_key: `${apiSecurity} → APIv3 key (APIv3密钥); whoever has lost it sets a new one`,
  public_key_id: `${apiSecurity} → WeChat Pay public key (微信支付公钥): PUB_KEY_ID_…`,
  public_key: `${apiSecurity} → WeChat Pay public key → download: the file pub_key.pem`,
  certificates: 'nothing to look for: "auto" has them downloaded',
  cert: 'the file apiclient_cert.pem of the merchant certificate',
  cert_key: 'the file apiclient_key.pem of the merchant certificate',
  p12: 'the file apiclient_cert.p12 of the merchant certificate',
};

const snappay: Readonly<Record<string, string>> = {
  merchant_no: 'merchant portal → Accounts → Merchant Information',
  app_id:
    'merchant portal → Payment Service → Service List → Open API Integration → Security Management: App ID',
  key: 'merchant portal → Payment Service → Service List → Open API Integration → Security Management: MD5 Sign Key',
};

const shop: Readonly<Record<string, string>> = {
  currency: 'ISO 4217, such as EUR: what the shop sells in',
  notify_url:
    'console.cloud.tencent.com/tcb → HTTP access (HTTP 访问服务): the domain, with https:// before it and /notify behind',
  operators: 'the openids that function login answers to the people who may refund; several with commas',
};

/** In words; undefined where only the PSP itself can say. */
export function placeToFind(paySp: string, field: string): string | undefined {
  if (/^v[23](sp)?$/.test(paySp)) return wechatPay[field] ?? shop[field];
  if (paySp === 'cloudpay' && field === 'sub_mch_id')
    return 'console.cloud.tencent.com/tcb → WeChat Pay: the merchant number that is bound there';
  return (paySp === 'snappay' ? snappay[field] : undefined) ?? shop[field];
}
