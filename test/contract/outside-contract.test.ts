/** What merchants rely on for each PSP: the fields they must give, and how far a notice is believed. Changed only on purpose. */
import { connectorOf } from '../../scripts/connectors';

const promised: Readonly<Record<string, { fields: readonly string[]; notices: string }>> = {
  yaband: { fields: ['mchid', 'key'], notices: 'POST notice' },
  '2paynow': { fields: ['mchid', 'key'], notices: 'GET query' },
  supay: { fields: ['mchid', 'key', 'store_name'], notices: 'POST notice' },
  vr: { fields: ['access_token'], notices: 'POST query' },
  cloudpay: { fields: ['sub_mch_id'], notices: 'call query' },
  v2: { fields: ['mchid', 'key'], notices: 'POST notice' },
  v2sp: { fields: ['mchid', 'key', 'sub_mchid'], notices: 'POST notice' },
  v3: { fields: ['mchid', 'serial_no', 'private_key', 'apiv3_key'], notices: 'POST notice' },
  v3sp: { fields: ['mchid', 'serial_no', 'private_key', 'apiv3_key', 'sub_mchid'], notices: 'POST notice' },
  qfpay: {
    fields: ['app_code', 'client_key', 'currencies', 'utc_offset'],
    notices: 'POST notice',
  },
  latipay: { fields: ['user_id', 'wallet_id', 'api_key', 'currency'], notices: 'POST query' },
  snappay: { fields: ['merchant_no', 'app_id', 'sign_type'], notices: 'POST notice' },
  pockyt: { fields: ['merchant_no', 'store_no', 'token', 'currency'], notices: 'POST notice' },
  airwallex: { fields: ['client_id', 'api_key', 'webhook_secret'], notices: 'POST notice' },
  royalpay: { fields: ['platform', 'partner_code', 'credential_code'], notices: 'POST query' },
};

describe.each(Object.entries(promised))('%s', (paySp, { fields, notices }) => {
  const connector = connectorOf(paySp);

  test('demands exactly the promised fields', () => {
    const required = Object.entries(connector?.fields ?? {}).filter(([, field]) => field.required);
    expect(required.map(([name]) => name).sort()).toEqual([...fields].sort());
  });

  test('hears of payments as promised, and believes no hint', () => {
    const listener = connector?.notifications;
    const said = !listener || listener === 'none' ? 'none' : `${listener.by} ${listener.believe}`;
    expect(said).toBe(notices);
  });
});
