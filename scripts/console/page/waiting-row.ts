// What waits for a person: money that was kept aside, and orders that no machine can end. Each with the decisions that end it,
// taken in the operator's name, with an explanation that stays in the order's journal.
import type { AsideView, ConsoleState, OrderView } from '../console-data';
import { button, el, field } from './dom';
import { say, word, type TextKey } from './language';
import { askAsOperator, fieldText } from './local-port';
import { tell } from './message';
import { amountText, number, timeOf } from './shown';

type Operator = ConsoleState['operator'];
type Attention = OrderView['attention'][number];

export type WaitingItem =
  | { readonly aside: AsideView; readonly operator: Operator }
  | {
      readonly attention: Attention;
      readonly outTradeNo: string;
      /** Of a return that failed: the notice that it gives back. */
      readonly noticeId?: string;
      readonly operator: Operator;
    };

/** Kept-aside money first, then orders, each as the console's lists have them. */
export function waitingItems({ aside, waiting, operator }: ConsoleState): WaitingItem[] {
  const kept = aside.map((one) => ({ aside: one, operator }));
  const noted = new Set(aside.map(({ outTradeNo }) => outTradeNo));
  const others = waiting.flatMap((order) => attentionsOf(order, operator, noted.has(order.outTradeNo)));
  return [...kept, ...others];
}

/** `isNoted`: what was kept aside of it has its notice, and a row of that. */
function attentionsOf(order: OrderView, operator: Operator, isNoted: boolean): WaitingItem[] {
  const { attention, outTradeNo, decisions } = order;
  return attention
    .filter(({ reason }) => reason !== 'kept_aside' || !isNoted)
    .map((one) => {
      const noticeId = decisions.find(({ outRefundNo }) => outRefundNo === one.of)?.noticeId;
      return { attention: one, outTradeNo, operator, ...(noticeId !== undefined && { noticeId }) };
    });
}

export const waitingKey = (item: WaitingItem): string =>
  'aside' in item ? item.aside.id : `${item.outTradeNo} ${item.attention.reason} ${item.attention.of}`;

export const waitingRow = (item: WaitingItem): HTMLElement =>
  'aside' in item ? asideRow(item.aside, item.operator) : attentionRow(item);

function asideRow({ id, at, paySp, outTradeNo, reason, amount }: AsideView, operator: Operator): HTMLElement {
  const decide = (decision: string) => ({ action: 'resolve', notice_id: id, decision });
  return row(
    el(
      'div',
      'line',
      amount !== undefined && el('strong', 'amount', amountText(amount)),
      el('span', 'mono', paySp),
      outTradeNo !== '' && number('out_trade_no', outTradeNo),
      el('span', 'push', timeOf(at)),
    ),
    reason,
    operator,
    [
      ['decideReturn', decide('return')],
      ['decideElsewhere', decide('returned_elsewhere')],
      ['decideDismiss', decide('dismissed')],
    ],
  );
}

type Way = readonly [TextKey, Call];

function attentionRow(item: Waiting): HTMLElement {
  const { attention, outTradeNo, operator } = item;
  const { reason, of, since } = attention;
  return row(
    el('div', 'line', number('out_trade_no', outTradeNo), el('span', 'push', timeOf(since))),
    of === outTradeNo ? word(reason) : `${word(reason)} ${of}`,
    operator,
    waysOut[reason].map(([text, call]) => [text, call(item)]),
  );
}

type Waiting = Exclude<WaitingItem, { aside: AsideView }>;
type Call = Readonly<Record<string, unknown>>;

const ofOrder =
  (action: string, more: Call = {}) =>
  ({ outTradeNo: out_trade_no }: Waiting): Call => ({ action, out_trade_no, ...more });
const ofRefund =
  (state: 'succeeded' | 'failed') =>
  ({ attention }: Waiting): Call => ({ action: 'resolverefund', out_refund_no: attention.of, state });
const sendAgain = ({ noticeId: notice_id }: Waiting): Call => ({
  action: 'resolve',
  notice_id,
  decision: 'return',
});

const asked: readonly [TextKey, (item: Waiting) => Call] = ['askNow', ofOrder('asknow')];
const ends = [
  asked,
  ['refundSucceeded', ofRefund('succeeded')],
  ['refundFailed', ofRefund('failed')],
] as const;
const again = [['tryAgain', ofOrder('retry')]] as const;

/** The actions that end it, by its reason: docs/operators.md says the same. */
const waysOut: Readonly<
  Record<Attention['reason'], readonly (readonly [TextKey, (item: Waiting) => Call])[]>
> = {
  // Its notice was lost with the process that took it.
  kept_aside: [asked, ['seen', ofOrder('seen', { reason: 'kept_aside' })]],
  refund_unanswered: ends,
  refund_abnormal: ends,
  refund_contradicted: [['seen', ofRefund('succeeded')]],
  return_failed: [
    ['sendAgain', sendAgain],
    ['seen', ofRefund('failed')],
  ],
  not_ended: [asked, ['closeAnyway', ofOrder('closeorder', { force: true })]],
  refunded_elsewhere: [asked, ['seen', ofOrder('seen', { reason: 'refunded_elsewhere' })]],
  hook_failed: again,
  not_told: again,
};

function row(summary: HTMLElement, reason: string, operator: Operator, ways: readonly Way[]): HTMLElement {
  const why = field('explanation', say('explain'), 'wide');
  const press = ([text, data]: Way): HTMLButtonElement =>
    button(say(text), async () => {
      const explanation = why.value.trim();
      if (explanation === '') {
        tell(say('explainFirst'), 'bad');
        why.focus();
        return;
      }
      await askAsOperator(operator, { ...data, explanation }, (result) =>
        say('decided', { what: say(text), number: fieldText(result, 'out_refund_no') }),
      );
    });
  return el(
    'div',
    'fold plain',
    summary,
    el('p', 'trouble', reason),
    el('div', 'line refund', why, ...ways.map(press)),
  );
}
