// The words beside the phone, and the demo people.

export type DeskLanguage = 'zh' | 'zh_TW' | 'en';

interface DemoPerson extends Readonly<Record<DeskLanguage, string>> {
  readonly openid: string;
}

/** Two customers, so that everyone can see that orders are private, and the operator of the demo shop. */
export const people: readonly [DemoPerson, ...DemoPerson[]] = [
  { openid: 'oDemoCustomer0001', zh: '顾客一', zh_TW: '顧客一', en: 'Customer one' },
  { openid: 'oDemoCustomer0002', zh: '顾客二', zh_TW: '顧客二', en: 'Customer two' },
  { openid: 'oDemoOperator0001', zh: '操作员', zh_TW: '操作員', en: 'Operator' },
];

const zh = {
  heading: '您的小程序，正在本机运行',
  intro:
    '手机里是小程序的真实源码，调用的云函数与部署到腾讯云 CloudBase 的完全相同，只是云和支付机构都在这台电脑上。',
  peopleTitle: '这是谁的手机？',
  peopleText: '在上方切换用户再看“订单”：每位顾客只能看到自己的订单，操作员可以看到全部。',
  cashierTitle: '模拟收银台',
  cashierText: '付款时弹出的收银台是模拟的，不会产生真实扣款；签名、通知与查询都按真实协议进行。',
  console: '开发者控制台',
  phoneOnly: '只看手机',
  settings: '设置',
  languages: '语言',
  theme: '外观',
  theme_auto: '跟随系统',
  theme_light: '浅色',
  theme_dark: '深色',
  network: '网络',
  network_fast: '正常',
  network_3g: '3G 网速',
  network_slow: '很慢',
  network_offline: '离线',
  size: '屏幕',
  beside: '订单的时间线与收发记录',
};

export type DeskText = keyof typeof zh;

export const texts: Readonly<Record<DeskLanguage, typeof zh>> = {
  zh,
  zh_TW: {
    heading: '您的小程式，正在這台電腦上執行',
    intro:
      '手機裡是小程式真正的原始碼，呼叫的雲函式與部署到騰訊雲 CloudBase 的完全相同，只是雲和支付機構都在這台電腦上。',
    peopleTitle: '這是誰的手機？',
    peopleText: '在上方切換使用者再看「訂單」：每位顧客只能看到自己的訂單，操作員可以看到全部。',
    cashierTitle: '模擬收銀台',
    cashierText: '付款時開啟的收銀台是模擬的，不會真的扣款；簽名、通知與查詢都按真實協定進行。',
    console: '開發者主控台',
    phoneOnly: '只看手機',
    settings: '設定',
    languages: '語言',
    theme: '外觀',
    theme_auto: '跟隨系統',
    theme_light: '淺色',
    theme_dark: '深色',
    network: '網路',
    network_fast: '正常',
    network_3g: '3G 網速',
    network_slow: '很慢',
    network_offline: '離線',
    size: '螢幕',
    beside: '訂單的時間軸與收發紀錄',
  },
  en: {
    heading: 'Your mini\u2011program, running on this computer',
    intro:
      'The phone runs the real source of the mini-program. It calls the same cloud functions that are deployed to Tencent CloudBase; only the cloud and the payment providers are local.',
    peopleTitle: 'Whose phone is this?',
    peopleText:
      'Switch the person above and look at Orders: customers see only their own, the operator sees them all.',
    cashierTitle: 'Simulated cashier',
    cashierText:
      'The cashier that opens when you pay is simulated and moves no real money. Signatures, notifications and queries follow the real protocols.',
    console: 'Developer’s console',
    phoneOnly: 'Phone only',
    settings: 'Settings',
    languages: 'Language',
    theme: 'Look',
    theme_auto: 'as the system',
    theme_light: 'light',
    theme_dark: 'dark',
    network: 'Network',
    network_fast: 'fast',
    network_3g: '3G',
    network_slow: 'very slow',
    network_offline: 'offline',
    size: 'Screen',
    beside: 'The order’s timeline and the wire',
  },
};
