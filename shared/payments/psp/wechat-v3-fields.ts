/** The configuration of a WeChat Pay v3 account. */
import { privateKey, publicKey, autoOrCertificates } from '../../codecs/pem-fields';
import { optional, required, text, secretText, type ValuesOf } from '../../kernel/fields';
import { appid, merchantNumber, siteFields } from './wechat-fields';

/** Fields of a merchant of its own (`v3`). */
export const directFields = {
  appid: optional(appid, 'app id; default: the calling mini-program'),
  mchid: required(merchantNumber, 'merchant number'),
  serial_no: required(
    text(/^[0-9A-Fa-f]{8,40}$/, 'must be the hexadecimal serial of the merchant certificate'),
    'serial of the merchant certificate',
  ),
  private_key: required(privateKey, 'private key of the merchant certificate (apiclient_key.pem)'),
  apiv3_key: required(secretText(32), 'APIv3 key'),
  public_key_id: optional(
    text(/^PUB_KEY_ID_\d+$/, 'must look like PUB_KEY_ID_…'),
    'id of the WeChat Pay public key',
  ),
  public_key: optional(publicKey, 'WeChat Pay public key'),
  certificates: optional(
    autoOrCertificates,
    '"auto" (downloaded and refreshed; default without a public key) or PEM list',
  ),
  ...siteFields,
  merchant_category_code: optional(
    text(/^\d{4}$/, 'must be the four digits of the trade'),
    'four digits; required at site `global`',
  ),
};

/** Fields of a provider who acts for a sub-merchant (`v3sp`). */
export const partnerFields = {
  ...directFields,
  appid: optional(appid, 'app id of the provider; default: the calling mini-program'),
  mchid: required(merchantNumber, 'merchant number of the provider'),
  sub_mchid: required(merchantNumber, 'merchant number of the sub-merchant'),
  sub_appid: optional(
    appid,
    'app id of the sub-merchant; default: the calling mini-program, where that is not the provider’s',
  ),
};

/** What both have, and what only a provider's has. */
export type V3Config = ValuesOf<typeof directFields> & {
  readonly sub_mchid?: string;
  readonly sub_appid?: string | undefined;
};
