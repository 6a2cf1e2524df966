/** 各支付机构账户字段的说明：英文原文 → 中文。配置手册的字段表也取自这里。 */

const yaband = {
  'cashier account UID (`user` on the wire)': '收银员账号的 UID（报文中为 `user`）',
  'secret key of the cashier account': '收银员账号的密钥',
  'pay method → YabandPay’s `sub_pay_method`, where its spelling has changed':
    '支付方式 → YabandPay 的 `sub_pay_method`；它的写法有变动时才填',
};

const twoPayNow = {
  'merchant number (`mid` on the wire)': '商户号（报文中为 `mid`）',
  'key of the merchant': '商户密钥',
  'values of `function` that only the manual gives: `create` (order for a mini-program) and `refund`':
    '只有接口手册里才有的 `function` 取值：`create`（小程序下单）和 `refund`（退款）',
  'field names that only the manual gives: `openid`, `appid` and `payment` (in the answer, where the five strings are) of the mini-program order; `refund_fee`, `refund_currency`, `out_refund_no` of the refund':
    '只有接口手册里才有的字段名：小程序下单的 `openid`、`appid` 和 `payment`（应答中存放五个调起支付参数的字段）；退款的 `refund_fee`、`refund_currency`、`out_refund_no`',
};

const supay = {
  'merchant number (`mch_id` on the wire)': '商户号（报文中为 `mch_id`）',
  'MD5 key of the merchant': '商户的 MD5 密钥',
  'name of the shop that SuPay shows to the payer': 'SuPay 向付款人显示的店铺名称',
  'receiver of the money (`recevice_id` on the wire), where it is not `mchid`':
    '收款方（报文中为 `recevice_id`），不是 `mchid` 时才填',
  'what only SuPay can tell about `query_trade`: the value of `trade_type`, and the names of the answer’s fields for `number` (yours), `status`, `amount`, optionally `sp_number` (theirs) and `closed` (their word for a payment that ended unpaid)':
    '`query_trade` 中只有 SuPay 才能告知的内容：`trade_type` 的取值，以及应答中各字段的名称：`number`（您的单号）、`status`、`amount`，可选 `sp_number`（对方的单号）；另可选 `closed`（对方表示未付款即结束的用词）',
};

const vr = {
  'access token of the contract (Bearer)': '签约后得到的访问令牌（Bearer）',
  '`wallet` (default: Alipay and WeChat contract) or `opp`':
    '`wallet`（默认：支付宝和微信支付的签约平台）或 `opp`',
  'entity of the account; `opp` needs it': '账户的 Entity ID；`opp` 必填',
  'how VR Payment spells WeChat Pay as `paymentBrand`; payments need it':
    '微信支付在 VR Payment 的 `paymentBrand` 中的写法；付款时需要',
  'true: success codes of the test system count as paid': 'true：测试系统的成功码也算已支付',
  'secret of the webhook, 64 hex digits; only `opp` has webhooks':
    'webhook 的密钥，64 位十六进制数字；只有 `opp` 有 webhook',
  'our name → theirs: `openid`, `appid`, and `payment` (where the five strings come; dots go deeper); payments need them. Also `description`, `refund_fee`, `refund_currency`, `out_refund_no`':
    '我们的字段名 → 对方的字段名：`openid`、`appid` 和 `payment`（五个调起支付参数所在的位置，用点号表示下一层），付款时需要。另有 `description`、`refund_fee`、`refund_currency`、`out_refund_no`',
  'what stands before `/payments`; the wallet’s test system needs it':
    '`/payments` 之前的部分；使用 `wallet` 的测试系统时需要',
};

const cloudpay = {
  'merchant number, as bound in the cloud console': '商户号，与云开发控制台中绑定的一致',
  'environment of the function that is called back (default: this one)':
    '接收回调的云函数所在的环境（默认为当前环境）',
  'the function that is called back (default: notify)': '接收回调的云函数（默认为 notify）',
  'the paying mini-program, where it is not the one that calls (shared environment)':
    '付款的小程序；与发起调用的小程序不同时才填（环境共享）',
};

const wechat = {
  'app id; default: the calling mini-program': 'AppID；默认为发起调用的小程序',
  'merchant number': '商户号',
  'API key of v2 (not the APIv3 key)': 'v2 的 API 密钥（不是 APIv3 密钥）',
  'how messages are signed; default `MD5`': '签名方式；默认 `MD5`',
  'for refunds: the merchant certificate (apiclient_cert.pem)': '退款用：商户证书（apiclient_cert.pem）',
  'for refunds: its private key (apiclient_key.pem)': '退款用：商户证书的私钥（apiclient_key.pem）',
  'for refunds, instead of the two: apiclient_cert.p12 as base64 text':
    '退款用，代替以上两项：apiclient_cert.p12 的 base64 文本',
  'passphrase of `p12`; default: the `mchid`, as WeChat Pay sets it':
    '`p12` 的密码；默认为 `mchid`，与微信支付的设置相同',
  'where calls with the certificate go; default: the `endpoint`':
    '需要证书的请求发往哪里；默认与 `endpoint` 相同',
  '`cn` (mainland, the default) or `global` (overseas)': '`cn`（境内，默认）或 `global`（境外）',
  'site `global`: which of JPY KRW IDR TWD HUF ISK to take, once WeChat Pay has confirmed that it counts them in the unit of ISO 4217':
    '境外站点 `global`：JPY KRW IDR TWD HUF ISK 中受理哪些；须先由微信支付确认，其金额单位就是 ISO 4217 的最小单位',
  'app id of the provider; default: the calling mini-program': '服务商的 AppID；默认为发起调用的小程序',
  'merchant number of the provider': '服务商的商户号',
  'merchant number of the sub-merchant': '子商户号',
  'app id of the sub-merchant; default: the calling mini-program, where that is not the provider’s':
    '子商户的 AppID；发起调用的不是服务商的小程序时，默认为该小程序',
  'serial of the merchant certificate': '商户证书序列号',
  'private key of the merchant certificate (apiclient_key.pem)': '商户证书的私钥（apiclient_key.pem）',
  'APIv3 key': 'APIv3 密钥',
  'id of the WeChat Pay public key': '微信支付公钥 ID',
  'WeChat Pay public key': '微信支付公钥',
  '"auto" (downloaded and refreshed; default without a public key) or PEM list':
    '"auto"（自动下载并更新；没有填写公钥时的默认值），或 PEM 列表',
  'four digits; required at site `global`': '商户类别码（MCC），四位数字；境外站点 `global` 必填',
};

const latipay = {
  'user ID of the wallet’s integration parameters': '钱包接入参数中的 User ID',
  'wallet ID; a wallet holds one currency': '钱包 ID；一个钱包只对应一个币种',
  'API key of the user': '该用户的 API 密钥',
  'the wallet’s currency; orders in another one are refused': '钱包的币种；其他币种的订单不受理',
};

const qfpay = {
  'app code (`X-QF-APPCODE` on the wire)': 'App Code（报文中为 `X-QF-APPCODE`）',
  'client key of the app code': '该 App Code 的 Client Key',
  'list of the currencies that this account takes, as `["HKD"]`': '该账户受理的币种列表，如 `["HKD"]`',
  'UTC offset of QFPay’s times (`txdtm`, `start_time`), such as `+08:00`; it publishes none':
    'QFPay 所用时间（`txdtm`、`start_time`）的 UTC 偏移，如 `+08:00`；QFPay 没有公布',
  'merchant ID, where QFPay issued one: then every request must carry it, and otherwise none may':
    'QFPay 分配了商户 ID 时填写：此时每个请求都必须带上；没有分配的，一概不能带',
  'required with JPY: `0` where `txamt` counts yen, `2` where it counts hundredths of a yen':
    '受理 JPY 时必填：`txamt` 以日元计填 `0`，以百分之一日元计填 `2`',
};

const nihaopay = {
  'API token of the merchant': '商户的 API Token',
  'the token before the present one, for as long as notices may come that were signed with it':
    '更换之前的 Token；只要还可能收到用它签名的通知，就请保留',
  'the account’s currency; orders in another one are refused': '账户的币种；其他币种的订单不受理',
};

const snappay = {
  'merchant ID': '商户号',
  'App ID of the OpenAPI integration': 'OpenAPI 接入的 App ID',
  'how this account signs; messages signed the other way are refused':
    '该账户的签名方式；用另一种方式签名的消息不予接受',
  'MD5 Sign Key of the OpenAPI integration; `MD5` needs it': 'OpenAPI 接入的 MD5 签名密钥；使用 `MD5` 时必填',
  'your RSA private key; `RSA` needs it': '您的 RSA 私钥；使用 `RSA` 时必填',
  'SnapPay’s RSA public key; `RSA` needs it': 'SnapPay 的 RSA 公钥；使用 `RSA` 时必填',
  'store number of the orders': '订单所属的门店编号',
};

const royalpay = {
  '`royalpay` (Australia), `alphapay` (Canada), `globepay` (United Kingdom), `globepay-jp`, `lakala-jp` (Japan) or `sheepay` (Hong Kong)':
    '`royalpay`（澳大利亚）、`alphapay`（加拿大）、`globepay`（英国）、`globepay-jp`、`lakala-jp`（日本）或 `sheepay`（中国香港）',
  'partner code of the merchant': '商户的 Partner Code',
  'credential code of the gateway': '网关的 Credential Code',
  'zone of the times that the platform writes; needed but for `alphapay` and `lakala-jp`, where it is published':
    '平台所写时间的时区；除 `alphapay` 和 `lakala-jp` 已公布外，都必须填写',
  'true: the platform says that `SUCCESS` is its last word about a refund; otherwise `FINISHED` is, and a refund with `SUCCESS` is asked about again':
    'true：平台确认 `SUCCESS` 就是退款的最终状态；否则以 `FINISHED` 为最终状态，处于 `SUCCESS` 的退款会继续查询',
  'what stands before `/api/v1.0`; `sheepay` needs it, its address is not public':
    '`/api/v1.0` 之前的部分；`sheepay` 必填，它的地址没有公开',
};

const pockyt = {
  'Merchant No.': '商户号（Merchant No.）',
  'Store No.': '门店号（Store No.）',
  'API token': 'API Token',
  'what the account takes by WeChat Pay; orders in another one are refused':
    '该账户用微信支付收款的币种；其他币种的订单不受理',
  'merchant group number, for groups': '商户集团编号，集团商户才填',
};

const airwallex = {
  'client id of the API key': 'API 密钥的 Client ID',
  'API key': 'API 密钥',
  'secret of the webhook that is registered with our address': '以我们的地址登记的 webhook 的密钥',
  'the secret before the present one, for as long as notices may come that were signed with it':
    '更换之前的密钥；只要还可能收到用它签名的通知，就请保留',
  'version of the API that calls ask for; 2025-06-30 if it is missing. Give the webhook the same':
    '请求所用的 API 版本；不填为 2025-06-30。webhook 请设为同一版本',
};

/** `about` → 中文。 */
export const abouts: Readonly<Record<string, string>> = {
  ...yaband,
  ...twoPayNow,
  ...supay,
  ...vr,
  ...cloudpay,
  ...wechat,
  ...latipay,
  ...qfpay,
  ...nihaopay,
  ...snappay,
  ...royalpay,
  ...pockyt,
  ...airwallex,
};
