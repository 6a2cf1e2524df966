// Follows an order after a payment was started, until the server knows how it ended.
import { orSay, showTitle } from '../../i18n/chrome';
import { errorText } from '../../i18n/error-text';
import { text } from '../../i18n/language';
import { copyLink, endAttempt, lastAttempt, startPayment } from '../../services/attempt';
import { entryValue } from '../../services/entry';
import { openTab, replacePage } from '../../services/navigation';
import { isUnknownOrder, queryOrder } from '../../services/pay';
import type { Order } from '../../services/pay';
import { Asking, orderPace, Overlapping, paymentPace } from '../../services/polling';
import type { Pace } from '../../services/polling';
import { serverNow } from '../../services/server-clock';
import { update } from '../../view/changes';
import { resultView } from '../../view/result-view';
import { firstTexts, newTexts } from '../../view/shown-in';
import { leftText, timeText } from '../../view/time-text';

Page({
  data: {
    ...firstTexts(),
    ...resultView({ order: undefined, attempt: undefined, asked: 0, failures: 0, isMissing: false }),
    until: '',
    left: '',
    trouble: '',
    busy: false,
  },
  outTradeNo: '',
  order: undefined as Order | undefined,
  asked: 0,
  failures: 0,
  isMissing: false,
  questions: new Overlapping(),
  asking: undefined as Asking | undefined,
  clock: 0,

  onLoad(query: Record<string, string | undefined>) {
    this.outTradeNo = entryValue(query, 'out_trade_no') ?? '';
    this.questions = new Overlapping();
    // Money may cross the end of its order on the way, and a person decides when there is time.
    const isSlow = () => this.data.state === 'closed' || this.data.state === 'aside';
    const pace: Pace = (asked) => (isSlow() ? orderPace : paymentPace)(asked);
    this.asking = new Asking(() => this.ask(), pace);
  },

  onShow() {
    showTitle('title_result');
    this.setData(newTexts(this.data));
    this.clock = setInterval(() => this.tick(), 1000);
    this.checkAgain();
  },

  onHide() {
    this.rest();
  },

  onUnload() {
    this.rest();
  },

  rest() {
    this.asking?.stop();
    clearInterval(this.clock);
  },

  checkAgain() {
    this.asked = 0;
    this.failures = 0;
    this.isMissing = false;
    this.show();
    this.asking?.start();
  },

  /** Answers whether there is more to ask. */
  async ask(): Promise<boolean> {
    try {
      const order = await this.questions.ask(() => queryOrder(this.outTradeNo));
      if (!order) return false;
      this.order = order;
      this.failures = 0;
      this.asked += 1;
    } catch (failure) {
      // One failed question means nothing; several in a row are shown as "we do not know yet".
      this.failures += 1;
      this.isMissing = isUnknownOrder(failure);
    }
    this.show();
    const { state } = this.data;
    if (state === 'paid' || state === 'closed' || state === 'missing') endAttempt(this.outTradeNo);
    return state !== 'paid' && state !== 'missing';
  },

  show() {
    const { order, asked, failures, isMissing } = this;
    const attempt = lastAttempt(this.outTradeNo);
    const view = resultView({ order, attempt, asked, failures, isMissing });
    const until = order?.expires_at ? text('link_until', { time: timeText(order.expires_at) }) : '';
    update(this, { ...view, until });
    this.tick();
  },

  tick() {
    if (!this.order || this.data.state !== 'link') return;
    const left = leftText(this.order, serverNow());
    update(this, { left: left && text('link_left', { left }) });
  },

  copy() {
    orSay(copyLink(this.data.url), 'not_copied');
  },

  /** A link may have been lost or be over: the server hands out the one that holds. */
  async renew() {
    const { order } = this;
    const attempt = lastAttempt(this.outTradeNo);
    if (!order || !attempt || this.data.busy) return;
    this.setData({ busy: true, trouble: '' });
    try {
      await startPayment(order, attempt.method);
    } catch (failure) {
      this.setData({ trouble: errorText(failure) });
    } finally {
      this.setData({ busy: false });
      this.checkAgain();
    }
  },

  payAgain() {
    orSay(replacePage('checkout', this.outTradeNo));
  },

  viewOrder() {
    orSay(replacePage('order', this.outTradeNo));
  },

  shop() {
    orSay(openTab('goods'));
  },
});
