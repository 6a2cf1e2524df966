/** The Chinese words for the pages about configuration. */

/** Titles that are not a brand of their own. */
export const titlesInChinese: Readonly<Record<string, string>> = {
  'CloudBase cloudPay': '云开发 cloudPay',
  'WeChat Pay v2': '微信支付 v2',
  'WeChat Pay v2, service provider': '微信支付 v2，服务商模式',
  'WeChat Pay v3': '微信支付 v3',
  'WeChat Pay v3, service provider': '微信支付 v3，服务商模式',
  'RoyalPay family': 'RoyalPay 系列',
};
