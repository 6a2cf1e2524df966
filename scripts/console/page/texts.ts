// The words of the console in both languages.
import { en } from './texts-en';
import { zh } from './texts-zh';

export type Language = 'zh' | 'en';

export const texts: Readonly<Record<Language, Readonly<Record<keyof typeof zh, string>>>> = { zh, en };

/** State words for people who read Chinese; English shows the words that the database holds. */
export const zhWords: Readonly<Record<string, string>> = {
  created: '待支付',
  pending: '等待付款',
  paid: '已支付',
  closed: '已关闭',
  requested: '已发出',
  open: '待支付',
  declined: '未通过',
  processing: '处理中',
  succeeded: '已成功',
  failed: '失败',
  abnormal: '需人工处理',
  applied: '已入账',
  duplicate: '重复',
  kept_aside: '已搁置',
  unknown_order: '未知订单',
  refused: '已拒绝',
  expired: '已超时',
  reversed: '已全额退回',
  delivered: '已送达',
  'given up': '已放弃',
  dropped: '已丢失',
  broken: '文档有误',
  told: '已同步微信',
  untold: '待同步微信',
  no_card: '无会员卡',
  verified: '已通过',
  cancelled: '已取消',
  waiting: '等待人工',
  refunded: '有退款',
  late: '迟到的付款',
  closing: '关闭中',
  aside: '已搁置',
  gone: '已撤下',
  refund_abnormal: '退款异常',
  refund_unanswered: '退款没有答复',
  refund_contradicted: '退款结果矛盾',
  return_failed: '退回失败',
  refunded_elsewhere: '在别处退款',
  hook_failed: '付款后处理失败',
  not_ended: '无法结束',
  not_told: '未能同步',
};
