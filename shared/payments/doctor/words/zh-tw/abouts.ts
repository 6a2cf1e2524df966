/** 各支付機構帳戶欄位的說明：英文原文 → 中文。設定手冊的欄位表也取自這裡。 */

const yaband = {
  'cashier account UID (`user` on the wire)': '收銀員帳號的 UID（報文中為 `user`）',
  'secret key of the cashier account': '收銀員帳號的金鑰',
  'pay method → YabandPay’s `sub_pay_method`, where its spelling has changed':
    '付款方式 → YabandPay 的 `sub_pay_method`；它的寫法有變動時才填',
};

const twoPayNow = {
  'merchant number (`mid` on the wire)': '商戶號（報文中為 `mid`）',
  'key of the merchant': '商戶金鑰',
  'values of `function` that only the manual gives: `create` (order for a mini-program) and `refund`':
    '只有介面手冊裡才有的 `function` 取值：`create`（小程式下單）和 `refund`（退款）',
  'field names that only the manual gives: `openid`, `appid` and `payment` (in the answer, where the five strings are) of the mini-program order; `refund_fee`, `refund_currency`, `out_refund_no` of the refund':
    '只有介面手冊裡才有的欄位名稱：小程式下單的 `openid`、`appid` 和 `payment`（回應中存放五個調起付款的參數的欄位）；退款的 `refund_fee`、`refund_currency`、`out_refund_no`',
};

const supay = {
  'merchant number (`mch_id` on the wire)': '商戶號（報文中為 `mch_id`）',
  'MD5 key of the merchant': '商戶的 MD5 金鑰',
  'name of the shop that SuPay shows to the payer': 'SuPay 向付款人顯示的商店名稱',
  'receiver of the money (`recevice_id` on the wire), where it is not `mchid`':
    '收款方（報文中為 `recevice_id`），不是 `mchid` 時才填',
  'what only SuPay can tell about `query_trade`: the value of `trade_type`, and the names of the answer’s fields for `number` (yours), `status`, `amount`, optionally `sp_number` (theirs) and `closed` (their word for a payment that ended unpaid)':
    '`query_trade` 中只有 SuPay 才能告知的內容：`trade_type` 的取值，以及回應中各欄位的名稱：`number`（您的單號）、`status`、`amount`，可選 `sp_number`（對方的單號）；另可選 `closed`（對方表示未付款即結束的用詞）',
};

const vr = {
  'access token of the contract (Bearer)': '簽約後得到的存取權杖（Bearer）',
  '`wallet` (default: Alipay and WeChat contract) or `opp`':
    '`wallet`（預設：支付寶和微信支付的簽約平台）或 `opp`',
  'entity of the account; `opp` needs it': '帳戶的 Entity ID；`opp` 必填',
  'how VR Payment spells WeChat Pay as `paymentBrand`; payments need it':
    '微信支付在 VR Payment 的 `paymentBrand` 中的寫法；付款時需要',
  'true: success codes of the test system count as paid': 'true：測試系統的成功碼也算已支付',
  'secret of the webhook, 64 hex digits; only `opp` has webhooks':
    'webhook 的金鑰，64 位十六進位數字；只有 `opp` 有 webhook',
  'our name → theirs: `openid`, `appid`, and `payment` (where the five strings come; dots go deeper); payments need them. Also `description`, `refund_fee`, `refund_currency`, `out_refund_no`':
    '我們的欄位名稱 → 對方的欄位名稱：`openid`、`appid` 和 `payment`（五個調起付款的參數所在的位置，用點號表示下一層），付款時需要。另有 `description`、`refund_fee`、`refund_currency`、`out_refund_no`',
  'what stands before `/payments`; the wallet’s test system needs it':
    '`/payments` 之前的部分；使用 `wallet` 的測試系統時需要',
};

const cloudpay = {
  'merchant number, as bound in the cloud console': '商戶號，與雲開發控制台中綁定的一致',
  'environment of the function that is called back (default: this one)':
    '接收回呼的雲端函式所在的環境（預設為目前的環境）',
  'the function that is called back (default: notify)': '接收回呼的雲端函式（預設為 notify）',
  'the paying mini-program, where it is not the one that calls (shared environment)':
    '付款的小程式；與發起呼叫的小程式不同時才填（環境共享）',
};

const wechat = {
  'app id; default: the calling mini-program': 'AppID；預設為發起呼叫的小程式',
  'merchant number': '商戶號',
  'API key of v2 (not the APIv3 key)': 'v2 的 API 金鑰（不是 APIv3 金鑰）',
  'how messages are signed; default `MD5`': '簽章方式；預設 `MD5`',
  'for refunds: the merchant certificate (apiclient_cert.pem)': '退款用：商戶憑證（apiclient_cert.pem）',
  'for refunds: its private key (apiclient_key.pem)': '退款用：商戶憑證的私鑰（apiclient_key.pem）',
  'for refunds, instead of the two: apiclient_cert.p12 as base64 text':
    '退款用，代替以上兩項：apiclient_cert.p12 的 base64 文字',
  'passphrase of `p12`; default: the `mchid`, as WeChat Pay sets it':
    '`p12` 的密碼；預設為 `mchid`，與微信支付的設定相同',
  'where calls with the certificate go; default: the `endpoint`':
    '需要憑證的請求發往哪裡；預設與 `endpoint` 相同',
  '`cn` (mainland, the default) or `global` (overseas)': '`cn`（境內，預設）或 `global`（境外）',
  'site `global`: which of JPY KRW IDR TWD HUF ISK to take, once WeChat Pay has confirmed that it counts them in the unit of ISO 4217':
    '境外站點 `global`：JPY KRW IDR TWD HUF ISK 中受理哪些；須先由微信支付確認，其金額單位就是 ISO 4217 的最小單位',
  'app id of the provider; default: the calling mini-program': '服務商的 AppID；預設為發起呼叫的小程式',
  'merchant number of the provider': '服務商的商戶號',
  'merchant number of the sub-merchant': '子商戶號',
  'app id of the sub-merchant; default: the calling mini-program, where that is not the provider’s':
    '子商戶的 AppID；發起呼叫的不是服務商的小程式時，預設為該小程式',
  'serial of the merchant certificate': '商戶憑證序號',
  'private key of the merchant certificate (apiclient_key.pem)': '商戶憑證的私鑰（apiclient_key.pem）',
  'APIv3 key': 'APIv3 金鑰',
  'id of the WeChat Pay public key': '微信支付公鑰 ID',
  'WeChat Pay public key': '微信支付公鑰',
  '"auto" (downloaded and refreshed; default without a public key) or PEM list':
    '"auto"（自動下載並更新；沒有填寫公鑰時的預設值），或 PEM 清單',
  'four digits; required at site `global`': '商戶類別碼（MCC），四位數字；境外站點 `global` 必填',
};

const latipay = {
  'user ID of the wallet’s integration parameters': '錢包接入參數中的 User ID',
  'wallet ID; a wallet holds one currency': '錢包 ID；一個錢包只對應一個幣別',
  'API key of the user': '該使用者的 API 金鑰',
  'the wallet’s currency; orders in another one are refused': '錢包的幣別；其他幣別的訂單不受理',
};

const qfpay = {
  'app code (`X-QF-APPCODE` on the wire)': 'App Code（報文中為 `X-QF-APPCODE`）',
  'client key of the app code': '該 App Code 的 Client Key',
  'list of the currencies that this account takes, as `["HKD"]`': '該帳戶受理的幣別清單，如 `["HKD"]`',
  'UTC offset of QFPay’s times (`txdtm`, `start_time`), such as `+08:00`; it publishes none':
    'QFPay 所用時間（`txdtm`、`start_time`）的 UTC 時差，如 `+08:00`；QFPay 沒有公布',
  'merchant ID, where QFPay issued one: then every request must carry it, and otherwise none may':
    'QFPay 分配了商戶 ID 時填寫：此時每個請求都必須帶上；沒有分配的，一概不能帶',
  'required with JPY: `0` where `txamt` counts yen, `2` where it counts hundredths of a yen':
    '受理 JPY 時必填：`txamt` 以日圓計填 `0`，以百分之一日圓計填 `2`',
};

const nihaopay = {
  'API token of the merchant': '商戶的 API Token',
  'the token before the present one, for as long as notices may come that were signed with it':
    '更換之前的 Token；只要還可能收到用它簽章的通知，就請保留',
  'the account’s currency; orders in another one are refused': '帳戶的幣別；其他幣別的訂單不受理',
};

const snappay = {
  'merchant ID': '商戶號',
  'App ID of the OpenAPI integration': 'OpenAPI 接入的 App ID',
  'how this account signs; messages signed the other way are refused':
    '該帳戶的簽章方式；用另一種方式簽章的訊息不予接受',
  'MD5 Sign Key of the OpenAPI integration; `MD5` needs it': 'OpenAPI 接入的 MD5 簽章金鑰；使用 `MD5` 時必填',
  'your RSA private key; `RSA` needs it': '您的 RSA 私鑰；使用 `RSA` 時必填',
  'SnapPay’s RSA public key; `RSA` needs it': 'SnapPay 的 RSA 公鑰；使用 `RSA` 時必填',
  'store number of the orders': '訂單所屬的門市編號',
};

const royalpay = {
  '`royalpay` (Australia), `alphapay` (Canada), `globepay` (United Kingdom), `globepay-jp`, `lakala-jp` (Japan) or `sheepay` (Hong Kong)':
    '`royalpay`（澳洲）、`alphapay`（加拿大）、`globepay`（英國）、`globepay-jp`、`lakala-jp`（日本）或 `sheepay`（香港）',
  'partner code of the merchant': '商戶的 Partner Code',
  'credential code of the gateway': '閘道的 Credential Code',
  'zone of the times that the platform writes; needed but for `alphapay` and `lakala-jp`, where it is published':
    '平台所寫時間的時區；除 `alphapay` 和 `lakala-jp` 已公布外，都必須填寫',
  'true: the platform says that `SUCCESS` is its last word about a refund; otherwise `FINISHED` is, and a refund with `SUCCESS` is asked about again':
    'true：平台確認 `SUCCESS` 就是退款的最終狀態；否則以 `FINISHED` 為最終狀態，處於 `SUCCESS` 的退款會繼續查詢',
  'what stands before `/api/v1.0`; `sheepay` needs it, its address is not public':
    '`/api/v1.0` 之前的部分；`sheepay` 必填，它的網址沒有公開',
};

const pockyt = {
  'Merchant No.': '商戶號（Merchant No.）',
  'Store No.': '門市號（Store No.）',
  'API token': 'API Token',
  'what the account takes by WeChat Pay; orders in another one are refused':
    '該帳戶用微信支付收款的幣別；其他幣別的訂單不受理',
  'merchant group number, for groups': '商戶集團編號，集團商戶才填',
};

const airwallex = {
  'client id of the API key': 'API 金鑰的 Client ID',
  'API key': 'API 金鑰',
  'secret of the webhook that is registered with our address': '以我們的地址登記的 webhook 的金鑰',
  'the secret before the present one, for as long as notices may come that were signed with it':
    '更換之前的金鑰；只要還可能收到用它簽章的通知，就請保留',
  'version of the API that calls ask for; 2025-06-30 if it is missing. Give the webhook the same':
    '請求所用的 API 版本；不填為 2025-06-30。webhook 請設為同一版本',
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
