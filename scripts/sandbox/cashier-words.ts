/** The words of the page behind a payment link, and which of its languages a browser is answered in. */
import type { WebRequest } from '../local-cloud/web';

const zhCn = {
  language: 'zh-CN',
  title: '收银台',
  note: '沙箱收银台，不会真实扣款',
  order: '商户单号',
  method: '支付方式',
  pay: '支付',
  decline: '拒绝',
  more: '其他情形',
  lose_notice: '支付，但通知丢失',
  twice: '连付两次',
  late: '超时后才支付',
  amount: '其他金额（{currency}）',
  pay_amount: '支付该金额',
  no_amount: '“{text}”不是 {currency} 的金额，请重新填写。',
  no_link: '没有这个付款链接',
  no_link_text: '链接不完整，或者沙箱已经清空。请在小程序里重新取得付款链接。',
  back: '返回商店',
  paid: '支付成功',
  reversed: '已退款',
  closed: '订单已关闭',
  expired: '订单已过期',
  failed: '支付失败',
  declined: '已拒绝',
};

/** The page's words in one language. */
export type CashierWords = Readonly<typeof zhCn>;

const zhTw: CashierWords = {
  language: 'zh-TW',
  title: '收銀台',
  note: '沙箱收銀台，不會真的扣款',
  order: '商家訂單編號',
  method: '付款方式',
  pay: '付款',
  decline: '拒絕',
  more: '其他情形',
  lose_notice: '付款，但通知遺失',
  twice: '連付兩次',
  late: '逾時後才付款',
  amount: '其他金額（{currency}）',
  pay_amount: '支付這個金額',
  no_amount: '「{text}」不是 {currency} 的金額，請重新填寫。',
  no_link: '沒有這個付款連結',
  no_link_text: '連結不完整，或者沙箱已經清空。請在小程式裡重新取得付款連結。',
  back: '返回商店',
  paid: '付款成功',
  reversed: '已退款',
  closed: '訂單已關閉',
  expired: '訂單已過期',
  failed: '付款失敗',
  declined: '已拒絕',
};

const en: CashierWords = {
  language: 'en',
  title: 'Cashier',
  note: 'Sandbox cashier: no real money moves',
  order: 'Order',
  method: 'Method',
  pay: 'Pay',
  decline: 'Decline',
  more: 'What else happens',
  lose_notice: 'Pay, the notice is lost',
  twice: 'Pay twice',
  late: 'Pay too late',
  amount: 'Another amount ({currency})',
  pay_amount: 'Pay that amount',
  no_amount: '“{text}” is no amount in {currency}. Please correct it.',
  no_link: 'There is no such payment link',
  no_link_text: 'It is not complete, or the sandbox was cleared. Get the link anew in the mini-program.',
  back: 'Back to the shop',
  paid: 'Paid',
  reversed: 'Given back',
  closed: 'Closed by the shop',
  expired: 'Expired',
  failed: 'Failed',
  declined: 'Declined',
};

/** The cookie in which the phone of the preview leaves the language that was chosen there. */
const cookie = /(?:^|;\s*)crosspay_language=([\w-]+)/;

/** The language that was chosen at the phone, else the first one that the browser asks for and the page speaks. */
export function cashierWords({ headers }: Pick<WebRequest, 'headers'>): CashierWords {
  const chosen = cookie.exec(headers['cookie'] ?? '')?.[1];
  const asked = (headers['accept-language'] ?? '').split(',');
  for (const tag of [...(chosen ? [chosen] : []), ...asked]) {
    if (/^\s*zh[-_](TW|HK|MO|Hant)/i.test(tag)) return zhTw;
    if (/^\s*zh/i.test(tag)) return zhCn;
    if (/^\s*en/i.test(tag)) return en;
  }
  return en;
}
