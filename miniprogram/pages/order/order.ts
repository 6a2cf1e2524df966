// One order in full: its state and how it got there, its numbers, and what can still be done. It opens by any of its numbers.
import { confirmed, orSay, say, showTitle } from '../../i18n/chrome';
import { errorText } from '../../i18n/error-text';
import { text } from '../../i18n/language';
import { lastAttempt } from '../../services/attempt';
import { putIntoBasket } from '../../services/basket';
import { isNoAnswer } from '../../services/cloud';
import { entryValue } from '../../services/entry';
import { knownPicture } from '../../services/goods-list';
import { openPage, openTab } from '../../services/navigation';
import { closeOrder, findOrder, queryOrder } from '../../services/pay';
import type { Order } from '../../services/pay';
import { Asking, orderPace, Overlapping } from '../../services/polling';
import { serverNow } from '../../services/server-clock';
import { update } from '../../view/changes';
import type { LoadStatus } from '../../view/load-status';
import { isPayable } from '../../view/order-view';
import { nothingShown, orderPage } from '../../view/order-page';
import { firstTexts, newTexts } from '../../view/shown-in';
import { leftText, timeText } from '../../view/time-text';

const start: { status: LoadStatus } = { status: 'loading' };

Page({
  data: {
    ...firstTexts(),
    ...start,
    ...nothingShown,
    trouble: '',
    stale: '',
    left: '',
    url: '',
    busy: false,
  },
  number: '',
  order: undefined as Order | undefined,
  loadedAt: 0,
  questions: new Overlapping(),
  asking: undefined as Asking | undefined,
  clock: 0,

  onLoad(query: Record<string, string | undefined>) {
    this.number = entryValue(query, 'out_trade_no', 'transaction_id', 'sp_trade_no', 'number') ?? '';
    this.questions = new Overlapping();
    this.asking = new Asking(() => this.load(), orderPace);
  },

  onShow() {
    showTitle('title_order');
    this.setData(newTexts(this.data));
    this.clock = setInterval(() => this.tick(), 1000);
    this.asking?.start();
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

  onPullDownRefresh() {
    void this.load().then(() => wx.stopPullDownRefresh());
  },

  onShareAppMessage(): WechatMiniprogram.Page.ICustomShareContent {
    const number = this.order?.out_trade_no ?? this.number;
    return {
      title: text('share_order_title', { number }),
      path: `/pages/order/order?out_trade_no=${encodeURIComponent(number)}`,
    };
  },

  retry() {
    this.setData({ status: 'loading' });
    this.asking?.start();
  },

  /** Others may change an order at any time: answers that there is always more to ask, unless nothing can be shown at all. */
  async load(): Promise<boolean> {
    try {
      const known = this.order?.out_trade_no;
      const order = await this.questions.ask(() => (known ? queryOrder(known) : findOrder(this.number)));
      if (order) this.take(order);
    } catch (failure) {
      if (!this.order) this.setData({ status: 'error', trouble: errorText(failure) });
      else this.setData({ stale: this.staleText(failure) });
    }
    return this.order !== undefined;
  },

  /** What is wrong with asking anew; what was loaded stays. */
  staleText(failure: unknown): string {
    return isNoAnswer(failure) ? text('stale', { time: timeText(this.loadedAt) }) : errorText(failure);
  },

  take(order: Order) {
    this.order = order;
    this.loadedAt = Date.now();
    this.show(order);
  },

  show(order: Order) {
    const attempt = lastAttempt(order.out_trade_no);
    const url = isPayable(order) && attempt?.outcome === 'link' ? (attempt.url ?? '') : '';
    const page = orderPage(order, knownPicture);
    // That the service cannot be reached is no longer true.
    const trouble = this.data.stale ? '' : this.data.trouble;
    update(this, { status: 'ready', stale: '', trouble, url, ...page });
    this.tick();
  },

  tick() {
    const { order } = this;
    if (!order || !isPayable(order)) return;
    const wasCounting = this.data.left !== '';
    const left = leftText(order, serverNow());
    update(this, { left: left && text('pay_within', { left }) });
    // That it is over is the server's to say: a clock can be wrong, and a payment may be on its way.
    if (wasCounting && !left) this.asking?.start();
  },

  copy(event: WechatMiniprogram.TouchEvent) {
    const { value } = event.currentTarget.dataset as { value: string };
    orSay(wx.setClipboardData({ data: value }), 'not_copied');
  },

  openLink() {
    if (this.order) orSay(openPage('result', this.order.out_trade_no));
  },

  /** Money of theirs that the shop is looking into is not to be paid a second time by chance. */
  async payAgain() {
    const { order } = this;
    if (!order) return;
    const question = {
      title: 'result_aside',
      content: 'result_aside_text',
      yes: 'pay_again',
      no: 'cancel',
    } as const;
    if (order.attention?.reason === 'kept_aside' && !(await confirmed(question))) return;
    orSay(openPage('checkout', order.out_trade_no));
  },

  /** Today's prices are the basket's to say. */
  buyAgain() {
    if (!this.order) return;
    const { items = [], fee_type } = this.order;
    const areIn = items.map((item) => putIntoBasket({ ...item, fee_type }));
    if (areIn.includes(false)) say(text('basket_full'));
    orSay(openTab('basket'));
  },

  orders() {
    orSay(openTab('orders'));
  },

  async close() {
    const { order } = this;
    if (!order || this.data.busy) return;
    this.setData({ busy: true, trouble: '' });
    const question = {
      title: 'close_order',
      content: 'close_question',
      yes: 'confirm',
      no: 'cancel',
    } as const;
    try {
      if (!(await confirmed(question))) return;
      await closeOrder(order.out_trade_no);
      say(text('closed_now'));
    } catch (failure) {
      this.setData({ trouble: errorText(failure) });
    } finally {
      this.setData({ busy: false });
      this.asking?.start();
    }
  },
});
