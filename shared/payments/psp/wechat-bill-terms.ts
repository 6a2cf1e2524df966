/** When the trade bills of WeChat Pay are there: the same for v2, v3 and cloudPay. Source: pay.weixin.qq.com, download of bills, read 2026-11. */

/** Beijing days, ready from ten o'clock of the next (made from nine on), for three months. */
export const BILL_TERMS = { zone: '+08:00', readyHour: 10, daysBack: 90 } as const;

/** Why an account of WeChat Pay has no fund-flow bill that we can read; none where it has. */
export function fundsLacks(config: {
  readonly site?: string | undefined;
  readonly sub_mchid?: string;
}): readonly string[] {
  if (config.site === 'global') return ['overseas WeChat Pay makes no fund-flow bill'];
  if (config.sub_mchid === undefined) return [];
  return [
    'a service provider gets the fund-flow bill of a sub-merchant only in sealed parts, whose form is not published far enough to read it',
  ];
}
