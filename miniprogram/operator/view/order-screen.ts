// Everything that the page of one order shows, from the order as the back end sees it.
import { fill, wordIfAny, words } from '../i18n/words';
import { formatMoney } from '../../money/money';
import type { AskedNow, OperatorOrder } from '../../services/operator';
import { orderNumbers } from '../../view/order-facts';
import { orderBadge } from '../../view/order-view';
import { actsFor, attentionView } from './attention-view';
import type { ActName } from './attention-view';
import { timeline } from './journal-view';
import { attemptRow, goingBackRow, orderFacts } from './order-detail';

/** A thing to press, under its name. */
export interface ActButton {
  readonly name: ActName;
  readonly title: string;
}

/** `openRefunds`: how many refunds this phone still follows. */
export function orderScreen(order: OperatorOrder, openRefunds: number) {
  const { fee_type: currency, items = [], attempts = [], refunds = [], returns = [], journal = [] } = order;
  const t = words().order;
  const attention = attentionView(order);
  return {
    ...orderBadge(order),
    amount: formatMoney({ value: order.total_fee, currency }),
    late: order.late ? t.late_text : '',
    // setData cannot send undefined.
    attention: attention ?? null,
    numbers: orderNumbers(order),
    facts: orderFacts(order),
    lines: items.map((item, at) => lineRow(item, at, currency)),
    attempts: attempts.map(attemptRow),
    refunds: refunds.map(goingBackRow),
    returns: returns.map(goingBackRow),
    journal: timeline(journal, currency),
    older: olderText(order),
    acts: actsFor(order).map((name): ActButton => ({ name, title: words().act[name] })),
    refundable: order.state === 'paid' && order.refundable_fee > 0,
    following: openRefunds > 0,
  };
}

const olderText = ({ journal_from: n = 0 }: OperatorOrder): string =>
  n > 0 ? fill(words().order.journal_older, { n }) : '';

interface Item {
  readonly title: string;
  readonly quantity: number;
  readonly price: number;
  readonly specification?: string;
}

function lineRow({ title, quantity, price, specification }: Item, at: number, currency: string) {
  const money = (value: number) => formatMoney({ value, currency });
  return {
    id: String(at),
    title: [title, specification].filter(Boolean).join(' · '),
    price: `${money(price)} × ${quantity}`,
    total: money(price * quantity),
  };
}

/** What the PSPs said when they were asked: a state in words, else as they said it. */
export const answerRows = ({ answers }: Pick<AskedNow, 'answers'>) =>
  answers.map(({ of, said }) => ({
    of,
    said: wordIfAny(words().refundState, said) ?? wordIfAny(words().attempt, said) ?? said,
  }));
