/** 雲端函式自己的檢查所說的話：英文原文（空格處寫名稱）→ 中文。 */
import type { readers as simplified } from '../zh-cn/readers';

export const readers: Readonly<Record<keyof typeof simplified, string>> = {
  'is missing': '沒有填寫',
  'is missing ({fields})': '沒有填寫（{fields}）',
  'is missing: platform {platform} needs it': '沒有填寫：平台 {platform} 需要它',
  'is missing: platform {platform} needs it, its address is not public':
    '沒有填寫：平台 {platform} 需要它，其網址沒有公開',
  'is missing: platform {platform} needs it, the zone of its times is not public':
    '沒有填寫：平台 {platform} 需要它，其時間所用的時區沒有公開',
  'is missing: test_mode on the wallet platform needs it, the address of its test system is not public':
    '沒有填寫：wallet 平台使用 test_mode 時需要它，測試系統的網址沒有公開',
  'is missing: sign_type {type} needs it': '沒有填寫：sign_type 為 {type} 時需要它',
  'is missing: at site "global" every order needs it': '沒有填寫：site 為「global」時每個訂單都需要它',
  'is missing: QFPay does not publish how JPY amounts are written, ask it':
    '沒有填寫：QFPay 沒有公布日圓金額的寫法，請向其詢問',
  'is missing, mode {mode} needs it': '沒有填寫，mode 為 {mode} 時需要它',
  'is unknown; known are {names}': '不是已知的名稱；已知的有：{names}',
  'is no name that CrossPay asks for; known: {names}': '不是 CrossPay 會用到的名稱；可用的有：{names}',
  'is for site "global"; at "cn" it is CNY alone': '只在 site 為「global」時使用；「cn」只有 CNY',

  'must be a text': '必須是文字',
  'must be an object': '必須是物件',
  'must be an object of texts': '必須是由文字組成的物件',
  'must be a list of at most 100': '必須是最多 100 項的清單',
  'must be a list out of: {names}': '必須是清單，只能包含：{names}',
  'must be one of: {names}': '只能是其中之一：{names}',
  'must be true or false': '必須是 true 或 false',
  'must be a whole number from {least} to {most}': '必須是 {least} 到 {most} 之間的整數',
  'must be exactly {bytes} bytes long, it has {length}':
    '長度必須正好是 {bytes} 位元組，現在是 {length} 位元組',
  'must be base64 text': '必須是 base64 文字',
  'must be digits': '只能是數字',
  'must be 64 hex digits': '必須是 64 位十六進位數字',
  'must be letters and digits': '只能由字母和數字組成',
  'must be letters, digits, . _ -': '只能由字母、數字和 . _ - 組成',
  'must be at most 8 letters and digits': '最多 8 個字母和數字',
  'must be words of letters, digits, "_", "-" or "."': '必須是由字母、數字和 _ - . 組成的詞',
  'must be U and digits': '必須是 U 加數字',
  'must be W and digits': '必須是 W 加數字',
  'must be "wx" and letters and digits': '必須是 wx 加字母和數字',
  'must look like wx… (18 characters)': '應以 wx 開頭，共 18 個字元',
  'must look like PUB_KEY_ID_…': '應以 PUB_KEY_ID_ 開頭',
  'must be a merchant number, digits only': '必須是商戶號，只含數字',
  'must be the hexadecimal serial of the merchant certificate': '必須是商戶憑證的序號（十六進位）',
  'must be the four digits of the trade': '必須是四位數字的行業類別碼',
  'must be the id of a member card': '必須是會員卡的 card_id',
  'must be a date like 2025-06-30': '必須是 2025-06-30 這樣的日期',
  'must be like +08:00': '應寫成 +08:00 這樣',
  'must be like +10:00': '應寫成 +10:00 這樣',
  'must be an ISO 4217 code such as EUR': '必須是 ISO 4217 幣別代碼，例如 EUR',
  'fee_type must be an ISO 4217 code such as EUR': '裡的 fee_type 必須是 ISO 4217 幣別代碼，例如 EUR',
  'must be a host name without https://': '必須是不帶 https:// 的網域名稱',
  'must be a web address': '必須是網址',
  'must begin with https://': '必須以 https:// 開頭',
  'must begin with https:// and have no query': '必須以 https:// 開頭，並且不帶查詢參數',
  'must begin with https:// and have no query (?…)': '必須以 https:// 開頭，並且不帶查詢參數（?…）',
  'must have no query (?…)': '不能帶查詢參數（?…）',
  'must name at least one': '至少要寫一個',
  'must name at least one currency': '至少要寫一個幣別',
  'must name the fields of the template': '必須寫明範本的欄位',
  'must not have two levels that begin at the same points': '不能有兩個等級的起始積分相同',
  'must be 2 (local courier), 3 (virtual) or 4 (pick-up): express wants a tracking number, so upload it yourself':
    '必須是 2（同城配送）、3（虛擬商品）或 4（買家自取）：快遞需要物流單號，請自行上傳',
  'has a name of more than {bytes} bytes, which no card shows':
    '的等級名稱超過 {bytes} 位元組，會員卡無法顯示',
  'holds a control character or half a character: nobody can sign it, write it anew':
    '裡面有控制字元或半個字元，無法簽章，請重新填寫',

  'is not PEM: it must begin with -----BEGIN {label}-----': '不是 PEM：必須以 -----BEGIN {label}----- 開頭',
  'has no -----END {label}----- line': '沒有 -----END {label}----- 行',
  'holds a {found}, but a {wanted} is wanted': '填的是 {found}，這裡要填 {wanted}',
  'holds "{sign}" in its base64 text, which is no base64': '的 base64 文字裡有「{sign}」，這不是 base64 字元',
  'is encrypted with a passphrase: a key without one is wanted': '設有通行碼，這裡要填沒有通行碼的金鑰',
  'is a {type} key, RSA is wanted': '是 {type} 金鑰，這裡要填 RSA 金鑰',
  'is an RSA key of {bits} bits, at least {least} are wanted':
    '是 {bits} 位元的 RSA 金鑰，至少要 {least} 位元',
  'is base64 text that was cut off': '是被截斷的 base64 文字',
  'cannot be read: its base64 text is damaged or cut off': '無法讀取：base64 文字已損壞或被截斷',
  'does not open with p12_passphrase (default: the mchid)': '用 p12_passphrase（預設是 mchid）無法開啟',
  'is encrypted in a way that today’s OpenSSL refuses (RC2): give apiclient_cert.pem as cert and apiclient_key.pem as cert_key instead':
    '的加密方式（RC2）已不受 OpenSSL 支援：請改用 cert 和 cert_key，分別填寫 apiclient_cert.pem 和 apiclient_key.pem',
  'is no PKCS#12 file, or is cut off: give the base64 text of apiclient_cert.p12':
    '不是 PKCS#12 檔案，或已被截斷：請填寫 apiclient_cert.p12 的 base64 文字',
  'give either p12, or cert and cert_key, not both': '與 cert、cert_key 只能選一種填寫，不能同時填寫',
  'and cert_key belong together: give both or none': '與 cert_key 必須成對：兩個都填，或都不填',
  'and cert_key do not belong together: the key is not that of the certificate':
    '與 cert_key 不相符：私鑰不是這份憑證的私鑰',
  'and public_key belong together: give both or none': '與 public_key 必須成對：兩個都填，或都不填',
  'belongs to your private_key: SnapPay’s public key is wanted':
    '是由您的 private_key 產生的公鑰，這裡要填的是 SnapPay 的公鑰',
  'holds your own merchant certificate ({proof}): WeChat Pay’s platform certificate is wanted':
    '裡是您自己的商戶憑證（{proof}），這裡要填的是微信支付的平台憑證',
  'its serial {serial} is your serial_no': '其序號 {serial} 就是您的 serial_no',
  'it belongs to your private_key': '與您的 private_key 配對',

  'did not answer in time': '沒有及時回應',
  'broke off while it was answering': '回應中途中斷',
  'answered more than can be read': '的回應過長，無法讀取',
  'is busy': '忙碌中',
  'gave an answer that cannot be read': '的回應無法讀取',
  'gave an answer whose signature is wrong': '的回應簽章有誤',
  'signed its answer with a key that is not configured; see the log for its serial, and add the public key or let certificates be downloaded':
    '的回應用未設定的金鑰簽章；序號見日誌，請新增公鑰，或改為自動下載平台憑證',
  'said no in words that it does not document': '用文件裡沒有說明的話拒絕了',
  'takes this later': '要稍後才能受理',
};
