// The few words that WeChat itself would say, in both languages.
import type { Person } from '../person';

const zh = {
  cashier: '模拟收银台',
  simulated: '不会产生真实扣款',
  description: '商品说明',
  order: '订单号',
  provider: '支付服务商',
  asking: '正在核对付款参数…',
  pay: '确认支付',
  paying: '正在支付…',
  cancel: '取消',
  close: '关闭',
  refused: '收银台拒绝了这次付款',
  ok: '确定',
  copied: '内容已复制',
};

export type Words = Readonly<typeof zh>;

const en: Words = {
  cashier: 'Simulated cashier',
  simulated: 'No real money moves',
  description: 'For',
  order: 'Order',
  provider: 'Provider',
  asking: 'Checking the payment…',
  pay: 'Pay',
  paying: 'Paying…',
  cancel: 'Cancel',
  close: 'Close',
  refused: 'The cashier refused this payment',
  ok: 'OK',
  copied: 'Copied',
};

export const wordsFor = ({ language }: Person): Words => (language === 'en' ? en : zh);
