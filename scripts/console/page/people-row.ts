// Who the customers are at WeChat: a member with points and whether the card shows them, or a verification of a face.
import type { FaceView, MemberView, PeopleState } from '../console-data';
import { el, hinted } from './dom';
import { say } from './language';
import { foldable } from './row-list';
import { badge, number, timeOf } from './shown';

export type PersonItem = { readonly member: MemberView } | { readonly face: FaceView };

/** Members first, then verifications, each newest first. */
export const personItems = ({ members, faces }: PeopleState): PersonItem[] => [
  ...members.map((member) => ({ member })),
  ...faces.map((face) => ({ face })),
];

export const personKey = (item: PersonItem): string =>
  'member' in item ? `member ${item.member.id}` : `face ${item.face.outSeqNo}`;

export const personRow = (item: PersonItem): HTMLElement =>
  'member' in item ? memberRow(item.member) : faceRow(item.face);

function memberRow({ number: no, openids, points, balance, telling, entries }: MemberView): HTMLElement {
  return foldable(
    'member',
    el(
      'summary',
      '',
      el(
        'span',
        'line',
        hinted(badge(telling), say('tellingHint')),
        el('strong', 'amount', say('points', { n: String(points) })),
        balance !== 0 && el('span', 'chip', say('balance', { n: fen(balance) })),
        ...openids.map((openid) => el('span', 'mono', openid)),
        el('span', 'push muted', no),
      ),
    ),
    el(
      'div',
      'unfolded',
      ...entries.map((entry) =>
        el(
          'div',
          'line',
          timeOf(entry.at),
          el('strong', 'amount', signed(entry.points)),
          entry.balance !== 0 && el('span', 'chip', fen(entry.balance)),
          el('span', '', entry.kind === 'entry' ? entry.reason : entry.kind),
          entry.outTradeNo !== undefined && number('out_trade_no', entry.outTradeNo),
        ),
      ),
      entries.length === 0 && el('p', 'muted', say('noneYet')),
    ),
  );
}

function faceRow({ state, openid, purpose, advice, outSeqNo, at }: FaceView): HTMLElement {
  return el(
    'div',
    'fold plain',
    el(
      'div',
      'line',
      badge(state),
      el('span', '', say('face', { purpose })),
      number('openid', openid),
      el('span', 'muted', advice),
      number('out_seq_no', outSeqNo),
      el('span', 'push', timeOf(at)),
    ),
  );
}

const signed = (value: number): string => (value > 0 ? `+${value}` : String(value));

/** WeChat counts a card's balance in hundredths of a yuan. */
const fen = (value: number): string => `${(value / 100).toFixed(2)} CNY`;
