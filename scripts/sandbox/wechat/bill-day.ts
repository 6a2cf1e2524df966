/**
 * When WeChat Pay hands out the bill of a day: from ten o'clock (Beijing) of the next day on, for three months.
 * Source: pay.weixin.qq.com, download of trade bills (v2, v3), read 2026-11.
 */
const hour = 3600_000;
const day = 24 * hour;

export type BillState = 'ready' | 'creating' | 'no bill';

/** The bounds of a Beijing day `YYYY-MM-DD`, milliseconds; undefined for what is no day. */
export function dayBounds(date: string): { from: number; to: number } | undefined {
  const from = Date.parse(`${date}T00:00:00+08:00`);
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || Number.isNaN(from)) return undefined;
  // 30 February is the second of March.
  const isReal = new Date(from + 8 * hour).toISOString().startsWith(date);
  return isReal ? { from, to: from + day } : undefined;
}

/** What there is of a day at `now`. The present day and those to come, and what is older than three months, have none. */
export function billState({ from, to }: { from: number; to: number }, now: number): BillState {
  if (now < to || now >= from + 92 * day) return 'no bill';
  return now < to + 10 * hour ? 'creating' : 'ready';
}

/** `20240801` as `2024-08-01`. */
export const dashed = (date: string): string => date.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3');
