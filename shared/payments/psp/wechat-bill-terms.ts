/** When the trade bills of WeChat Pay are there: the same for v2, v3 and cloudPay. Source: pay.weixin.qq.com, download of bills, read 2026-11. */

/** Beijing days, ready from ten o'clock of the next (made from nine on), for three months. */
export const BILL_TERMS = { zone: '+08:00', readyHour: 10, daysBack: 90 } as const;
