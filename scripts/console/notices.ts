/** Notices of both kinds: archived ones from collection `payment`, refused ones from the function's log lines. */
import type { LogLine } from '../local-cloud/functions/function-log';
import type { NoticeView } from './console-data';
import { eventIn, text } from './log-events';

/** A document of collection `payment`. */
export function archivedNotice(document: Readonly<Record<string, unknown>>): NoticeView {
  return {
    id: String(document._id),
    at: Number(document.received_at ?? 0),
    paySp: text(document.pay_sp),
    outTradeNo: text(document.out_trade_no),
    verdict: text(document.verdict),
    reason: text(document.reason),
    raw: text(document.raw),
  };
}

const verdictOf: Readonly<Record<string, string>> = { notice_refused: 'refused', notice_failed: 'failed' };

/** What was refused is stored nowhere; the function only logs that, and why. */
export function refusedNotices(lines: readonly LogLine[]): NoticeView[] {
  return lines.flatMap(({ id, at, text: line }) => {
    if (!line.includes('"notice_')) return [];
    const { event, pay_sp, why, detail } = eventIn(line);
    const verdict = verdictOf[text(event)];
    if (verdict === undefined) return [];
    const reason = [why, detail].map(text).filter(Boolean).join(': ');
    return [{ id: `log-${id}`, at, paySp: text(pay_sp), outTradeNo: '', verdict, reason }];
  });
}
