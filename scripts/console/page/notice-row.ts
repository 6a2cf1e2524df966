// One notice: when, from whom, about which order, and what became of it; unfolded, its body as received.
import type { NoticeView } from '../console-data';
import { el } from './dom';
import { refusal, say } from './language';
import { foldable } from './row-list';
import { badge, number, readable, timeOf } from './shown';

export function noticeRow(notice: NoticeView): HTMLElement {
  const { id, at, verdict, paySp, outTradeNo, reason, raw } = notice;
  return foldable(
    id,
    el(
      'summary',
      '',
      el(
        'span',
        'line',
        timeOf(at),
        badge(verdict),
        el('span', 'mono', paySp),
        outTradeNo !== '' && number('out_trade_no', outTradeNo),
        el('span', 'muted', verdict === 'refused' ? refusal(reason) : reason),
      ),
    ),
    raw === undefined ? el('p', 'muted unfolded', say('noBody')) : el('pre', 'raw', readable(raw)),
  );
}
