// What a payer can do at the simulated cashier beside paying: what happens in life, each with its own button.
import { element, pushButton } from '../markup';
import type { Words } from './words';

/** As `POST /sandbox/cashier/pay` takes it. */
export interface Choice {
  readonly way: 'pay' | 'decline' | 'lose_notice' | 'twice' | 'other_amount' | 'late';
  /** Minor units, with `other_amount`. */
  readonly amount?: number;
}

const plainWays = ['decline', 'lose_notice', 'twice', 'late'] as const;

/** A folded list of the other ways; `digits` are those of the currency. */
export function otherWays(
  words: Words,
  bill: { readonly value: number; readonly digits: number },
  choose: (choice: Choice) => void,
): HTMLElement {
  const fold = element('details', 'cashier-ways');
  const amount = element('input', 'cashier-other');
  const unit = 10 ** bill.digits;
  amount.inputMode = 'decimal';
  amount.setAttribute('aria-label', words.amount);
  amount.value = ((bill.value + unit) / unit).toFixed(bill.digits);
  const row = element('div', 'cashier-amounts');
  row.append(
    amount,
    pushButton('wide', words.other, () => {
      const minor = Math.round(Number(amount.value.replace(',', '.')) * unit);
      if (Number.isSafeInteger(minor) && minor > 0) choose({ way: 'other_amount', amount: minor });
      else amount.focus();
    }),
  );
  fold.append(
    element('summary', '', words.more),
    ...plainWays.map((way) => pushButton('wide', words[way], () => choose({ way }))),
    row,
  );
  return fold;
}
