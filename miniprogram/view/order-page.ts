// Everything that the page of an order shows of it.
import { text } from '../i18n/language';
import type { Order } from '../services/pay';
import { orderFacts } from './order-facts';
import type { Fact } from './order-facts';
import { timeline } from './order-timeline';
import type { Step } from './order-timeline';
import { attentionText, isPayable, orderBadge, orderLines } from './order-view';

/** What the page holds before it knows anything. */
export const nothingShown = {
  stateText: '',
  theme: 'default',
  decline: '',
  attention: '',
  total: 0,
  currency: '',
  lines: [] as ReturnType<typeof orderLines>,
  facts: [] as readonly Fact[],
  steps: [] as readonly Step[],
  /** The step that the order stands at. */
  current: 0,
  payable: false,
  payText: '',
};

/** What the page shows; `pictureOf` knows the pictures of goods. */
export function orderPage(
  order: Order,
  pictureOf: (goodsId: string) => string | undefined,
): typeof nothingShown {
  const payable = isPayable(order);
  const steps = timeline(order);
  return {
    ...orderBadge(order),
    decline: payable && order.decline ? text('result_declined_text') : '',
    attention: attentionText(order),
    total: order.total_fee,
    currency: order.fee_type,
    lines: orderLines(order, pictureOf),
    facts: orderFacts(order),
    steps,
    current: steps.length - 1,
    payable,
    payText: text(order.state === 'created' ? 'pay_first' : 'pay_again'),
  };
}
