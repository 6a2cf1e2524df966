// Follows an order after a payment was started, until the server knows how it ended.
import { showTitle } from '../../i18n/chrome';
import { messages } from '../../i18n/language';
import { copyLink, lastAttempt } from '../../services/attempt';
import { openShop, replacePage } from '../../services/navigation';
import { queryOrder } from '../../services/pay';
import type { Order } from '../../services/pay';
import { pauseMs } from '../../view/pace';
import { isFinal, resultView } from '../../view/result-view';

Page({
  data: {
    t: messages(),
    ...resultView({ order: undefined, attempt: undefined, asked: 0, failures: 0 }),
    outTradeNo: '',
  },
  order: undefined as Order | undefined,
  asked: 0,
  failures: 0,
  timer: 0,
  visible: false,

  onLoad(query: { out_trade_no?: string }) {
    this.setData({ outTradeNo: query.out_trade_no ?? '' });
  },

  onShow() {
    showTitle('title_result');
    this.visible = true;
    this.checkAgain();
  },

  onHide() {
    this.rest();
  },

  onUnload() {
    this.rest();
  },

  rest() {
    this.visible = false;
    clearTimeout(this.timer);
  },

  checkAgain() {
    this.asked = 0;
    this.failures = 0;
    this.show();
    void this.ask();
  },

  async ask() {
    clearTimeout(this.timer);
    try {
      this.order = await queryOrder(this.data.outTradeNo);
      this.failures = 0;
      this.asked += 1;
    } catch {
      // One failed question means nothing; several in a row are shown as "we do not know yet".
      this.failures += 1;
    }
    if (!this.visible) return;
    this.show();
    if (!isFinal(this.data.state))
      this.timer = setTimeout(() => void this.ask(), pauseMs(this.asked + this.failures));
  },

  show() {
    const { order, asked, failures } = this;
    const attempt = lastAttempt(this.data.outTradeNo);
    this.setData({ t: messages(), ...resultView({ order, attempt, asked, failures }) });
  },

  copy() {
    void copyLink(this.data.url);
  },

  payAgain() {
    void replacePage('checkout', this.data.outTradeNo);
  },

  viewOrder() {
    void replacePage('order', this.data.outTradeNo);
  },

  shop() {
    void openShop();
  },
});
