// One notice: when, from whom, about which order, and what became of it; unfolded, its body as received.
import type { NoticeView } from '../console-data';
import { el } from './dom';
import { refusal, say } from './language';
import { foldable } from './row-list';
import { linkTo } from './place';
import { badge, readable, timeOf } from './shown';

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
        outTradeNo !== '' && el('span', 'mono', outTradeNo),
        el('span', 'muted', verdict === 'refused' ? refusal(reason) : reason),
      ),
    ),
    outTradeNo !== '' && el('div', 'unfolded', orderLink(outTradeNo)),
    raw === undefined ? el('p', 'muted unfolded', say('noBody')) : el('pre', 'raw', readable(raw)),
  );
}

function orderLink(number: string): HTMLElement {
  const link = el('a', 'mono', number);
  link.href = linkTo('order', number);
  return link;
}
