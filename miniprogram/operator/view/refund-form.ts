// The amount of a refund, chosen by slider or typed. All amounts in minor units.
import { fill, words } from '../i18n/words';
import { formatMoney } from '../../money/money';
import { minorUnits, plainAmount } from './amount-text';

/** What may still go back. */
export interface Left {
  readonly value: number;
  readonly currency: string;
}

/** What stands in the form: the text, where the slider stands (0 to 100), and what is wrong; `fee` is 0 while something is. */
export interface ChosenAmount {
  readonly typed: string;
  readonly share: number;
  readonly fee: number;
  readonly trouble: string;
  readonly sendText: string;
}

/** The amount at a place of the slider: all of it at its end, never nothing. */
export const feeOfShare = (share: number, left: number): number =>
  share >= 100 ? left : Math.max(1, Math.round((left * share) / 100));

/** After the slider was moved. */
export function slid(share: number, left: Left): ChosenAmount {
  const fee = feeOfShare(share, left.value);
  return { typed: plainAmount(fee, left.currency), share, fee, trouble: '', sendText: sendText(fee, left) };
}

/** After an amount was typed. */
export function typed(text: string, left: Left): ChosenAmount {
  const fee = minorUnits(text, left.currency);
  const trouble = troubleOf(fee, left);
  const valid = trouble === '' && fee !== undefined ? fee : 0;
  const share = Math.min(100, Math.round(((fee ?? 0) / left.value) * 100));
  return { typed: text, share, fee: valid, trouble, sendText: sendText(valid, left) };
}

function troubleOf(fee: number | undefined, { value, currency }: Left): string {
  const { refund } = words();
  if (!fee) return refund.bad_amount;
  return fee > value ? fill(refund.too_large, { amount: formatMoney({ value, currency }) }) : '';
}

const sendText = (value: number, { currency }: Left): string =>
  fill(words().refund.send, { amount: value === 0 ? '' : formatMoney({ value, currency }) }).trim();
