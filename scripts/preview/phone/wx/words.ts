// The few words that WeChat itself would say, in both languages.
import type { Person } from '../person';

const zh = {
  simulated: '不会发给微信',
  working: '请稍候…',
  refused: '微信没有接受',
  otherOutcomes: '模拟其他结果',

  cashier: '模拟收银台',
  noMoney: '不会产生真实扣款',
  description: '商品说明',
  order: '订单号',
  provider: '支付服务商',
  asking: '正在核对付款参数…',
  pay: '确认支付',
  paying: '正在支付…',
  cashierRefused: '收银台拒绝了这次付款',

  phone: '模拟手机号授权',
  phoneHeading: '申请获取并验证你的手机号',
  phoneText: '商家会收到一个 5 分钟内有效、只能用一次的凭证，用它向微信换取手机号。',
  allow: '允许',
  refuse: '不允许',
  phoneQuota: '额度已用尽',
  phoneQuotaToast: '申请获取你的手机号，但该功能使用次数已达当前小程序上限，暂时无法使用',

  face: '模拟人脸核身',
  faceHeading: '请确认由本人操作',
  faceText: '真机上微信会打开前置摄像头。这里不使用摄像头，由您选择结果。',
  facePass: '本人，通过',
  faceCancel: '取消',
  faceOther: '不是本人',
  faceNumber: '身份证号不符',
  facePhoto: '照片质量差',
  faceCamera: '未授权相机',
  faceTime: '识别超时',

  addCard: '模拟添加卡券',
  addCardHeading: '添加到卡包',
  addCardText: '卡券签名由沙箱核对。',
  add: '添加',
  cardId: '卡券 ID',
  cardCode: '卡号',
  openCard: '模拟卡包',
  openCardHeading: '卡券',
  openCardText: '真机上微信会打开卡包中的这张卡。',

  leave: '即将打开“会员开卡”小程序',
  form: '模拟会员开卡',
  formHeading: '一键激活会员卡',
  formText: '真机上微信会填好顾客同意提供的资料。提交后，商家收到激活凭证。',
  submit: '提交',
  leaveForm: '不提交，返回',
  noCard: '这部手机的卡包里还没有会员卡。',

  cancel: '取消',
  close: '关闭',
  ok: '确定',
  copied: '内容已复制',
};

export type Words = Readonly<typeof zh>;

const en: Words = {
  simulated: 'Nothing reaches WeChat',
  working: 'One moment…',
  refused: 'WeChat refused this',
  otherOutcomes: 'Simulate another outcome',

  cashier: 'Simulated cashier',
  noMoney: 'No real money moves',
  description: 'For',
  order: 'Order',
  provider: 'Provider',
  asking: 'Checking the payment…',
  pay: 'Pay',
  paying: 'Paying…',
  cashierRefused: 'The cashier refused this payment',

  phone: 'Simulated phone number',
  phoneHeading: 'This shop asks for your phone number',
  phoneText: 'It gets a code that works once within 5 minutes, to ask WeChat for the number.',
  allow: 'Allow',
  refuse: 'Refuse',
  phoneQuota: 'Quota used up',
  phoneQuotaToast: 'Your phone number was asked for, but this mini-program has used up its quota',

  face: 'Simulated face check',
  faceHeading: 'Please make sure that it is you',
  faceText: 'A real phone opens its front camera here. No camera is used; you choose the outcome.',
  facePass: 'It is me, pass',
  faceCancel: 'Cancel',
  faceOther: 'Another person',
  faceNumber: 'Wrong ID number',
  facePhoto: 'Photo too poor',
  faceCamera: 'Camera not allowed',
  faceTime: 'Time ran out',

  addCard: 'Simulated card',
  addCardHeading: 'Add to card wallet',
  addCardText: 'The sandbox checks the signature of the card.',
  add: 'Add',
  cardId: 'Card',
  cardCode: 'Number',
  openCard: 'Simulated card wallet',
  openCardHeading: 'Card',
  openCardText: 'A real phone opens this card in the card wallet.',

  leave: 'About to open the mini-program “Member card”',
  form: 'Simulated member form',
  formHeading: 'Activate the member card',
  formText: 'On a real phone WeChat fills in what the customer agrees to give. The shop then gets a ticket.',
  submit: 'Submit',
  leaveForm: 'Go back without it',
  noCard: 'There is no member card in the wallet of this phone yet.',

  cancel: 'Cancel',
  close: 'Close',
  ok: 'OK',
  copied: 'Copied',
};

export const wordsFor = ({ language }: Person): Words => (language === 'en' ? en : zh);
