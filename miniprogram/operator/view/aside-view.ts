// The inbox of what was kept aside, as rows.
import { fill, wordIfAny, words } from '../i18n/words';
import { formatMoney } from '../../money/money';
import type { AsideNotice } from '../../services/operator-aside';
import { timeText } from '../../view/time-text';
import { providerName } from './provider-name';

export interface AsideRow {
  readonly id: string;
  readonly amount: string;
  readonly provider: string;
  /** In the operator's words; in the server's, where this version does not know the reason. */
  readonly reason: string;
  readonly orderNo: string;
  readonly orderText: string;
  readonly lines: readonly string[];
  /** What was decided, by whom and why; empty while nobody has. */
  readonly decided: string;
  readonly by: string;
  /** It was decided to go back: the same decision sends it again if it failed. */
  readonly canSendAgain: boolean;
}

export function asideRow(notice: AsideNotice): AsideRow {
  const { inbox } = words();
  const { notice_id, pay_sp, out_trade_no, received_at, sp_trade_no, decision, out_refund_no } = notice;
  const name = providerName(pay_sp);
  const lines = [
    fill(inbox.received, { time: timeText(received_at) }),
    sp_trade_no ? fill(inbox.number, { name, no: sp_trade_no }) : '',
    out_refund_no ? fill(inbox.sent_back, { no: out_refund_no }) : '',
  ];
  return {
    id: notice_id,
    amount: amountText(notice),
    provider: name,
    reason: reasonText(notice),
    orderNo: out_trade_no,
    orderText: out_trade_no === '' ? '' : fill(inbox.of_order, { no: out_trade_no }),
    lines: lines.filter((line) => line !== ''),
    decided: decidedText(notice),
    by: decision ? fill(inbox.by, { by: notice.decided_by ?? '', why: notice.explanation ?? '' }) : '',
    canSendAgain: decision === 'return',
  };
}

const reasonText = ({ reason, reason_code = '' }: AsideNotice): string =>
  wordIfAny(words().aside, reason_code) ?? reason;

function amountText({ amount, fee_type }: AsideNotice): string {
  if (amount === undefined || fee_type === undefined) return words().inbox.no_amount;
  return formatMoney({ value: amount, currency: fee_type });
}

function decidedText({ decision, decided_at }: AsideNotice): string {
  const { inbox, decision: names } = words();
  if (!decision) return '';
  const time = decided_at === undefined ? '' : timeText(decided_at);
  return fill(inbox.decided, { decision: wordIfAny(names, decision) ?? decision, time });
}
