// What a payer can do at the simulated cashier beside paying: what happens in life, each with its own button.
import { element, pushButton } from '../markup';
import type { Person } from '../person';

/** As `POST /sandbox/cashier/pay` takes it. */
export interface Choice {
  readonly way: 'pay' | 'decline' | 'lose_notice' | 'twice' | 'other_amount' | 'late';
  /** Minor units, with `other_amount`. */
  readonly amount?: number;
}

const texts = {
  zh_CN: {
    more: '其他情形',
    decline: '付款被拒绝',
    lose_notice: '支付，但通知丢失',
    twice: '连付两次',
    late: '超时后才支付',
    other: '支付其他金额',
    amount: '其他金额',
  },
  en: {
    more: 'What else happens',
    decline: 'Payment is declined',
    lose_notice: 'Pay, the notice is lost',
    twice: 'Pay twice',
    late: 'Pay too late',
    other: 'Pay another amount',
    amount: 'Another amount',
  },
};

const plainWays = ['decline', 'lose_notice', 'twice', 'late'] as const;

/** A folded list of the other ways; `digits` are those of the currency. */
export function otherWays(
  language: Person['language'],
  bill: { readonly value: number; readonly digits: number },
  choose: (choice: Choice) => void,
): HTMLElement {
  const words = texts[language === 'en' ? 'en' : 'zh_CN'];
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
