// A membership in the words and shapes of the card page.
import { text } from '../i18n/language';
import { formatMoney } from '../money/money';
import type { LedgerEntry, MemberCard, Membership } from '../services/member';
import { timeText } from './time-text';

/** What came or went, with its sign. */
export interface Change {
  readonly written: string;
  readonly isGain: boolean;
}

/** One line of the history. */
export interface EntryRow {
  readonly seq: number;
  readonly title: string;
  readonly orderNumber: string;
  readonly time: string;
  readonly changes: readonly Change[];
}

/** What the customer can do with the card: `none` in the wallet, one that is `inactive`, or one that is `ready`. */
export type CardStanding = 'none' | 'inactive' | 'ready';

/** What the page shows. */
export interface MemberView {
  readonly standing: CardStanding;
  readonly level: string;
  readonly code: string;
  readonly points: string;
  readonly balance: string;
  readonly rows: readonly EntryRow[];
}

/** A card that is being given away is not the customer's to use. */
export function cardStanding(card: MemberCard | undefined): CardStanding {
  if (!card || card.state === 'gifting') return 'none';
  return card.state === 'got' ? 'inactive' : 'ready';
}

/** Everything the page shows of a membership and of the entries that are known by now. */
export function memberView(membership: Membership, entries: readonly LedgerEntry[]): MemberView {
  const { card, level = '', points, balance } = membership;
  const standing = cardStanding(card);
  return {
    standing,
    level,
    code: standing === 'none' ? '' : (card?.code ?? ''),
    points: grouped(points),
    balance: moneyText(balance),
    rows: entries.map(row),
  };
}

function row(entry: LedgerEntry): EntryRow {
  const { seq, points, balance, at, out_trade_no = '' } = entry;
  const ofPoints = change(points, text('points_change', { n: grouped(Math.abs(points)) }));
  const ofBalance = change(balance, moneyText(Math.abs(balance)));
  return {
    seq,
    title: titleOf(entry),
    orderNumber: out_trade_no,
    time: timeText(at),
    changes: balance === 0 ? [ofPoints] : [...(points === 0 ? [] : [ofPoints]), ofBalance],
  };
}

function titleOf({ kind, points, reason }: LedgerEntry): string {
  if (kind === 'entry') return reason;
  return text(kind === 'earn' && points < 0 ? 'entry_earn_back' : `entry_${kind}`);
}

/** `+` or a true minus in front of what is written without a sign. */
function change(value: number, written: string): Change {
  const sign = value < 0 ? '−' : value > 0 ? '+' : '';
  return { written: sign + written, isGain: value > 0 };
}

const moneyText = (value: number): string => formatMoney({ value, currency: 'CNY' });

const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');
