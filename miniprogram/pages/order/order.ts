// One order in full: its state, its numbers and times, its refunds, and what can still be done.
import { showTitle } from '../../i18n/chrome';
import { errorText } from '../../i18n/error-text';
import { messages, text } from '../../i18n/language';
import { copyLink, lastAttempt } from '../../services/attempt';
import { openPage } from '../../services/navigation';
import { closeOrder, queryOrder } from '../../services/pay';
import type { Order } from '../../services/pay';
import type { LoadStatus } from '../../view/load-status';
import { attentionText, isPayable, orderBadge, orderLines } from '../../view/order-view';
import { orderFacts, refundRows } from '../../view/order-facts';
import type { Fact, RefundRow } from '../../view/order-facts';

const start: { status: LoadStatus } = { status: 'loading' };

Page({
  data: {
    ...start,
    t: messages(),
    trouble: '',
    stateText: '',
    tone: 'quiet',
    decline: '',
    attention: '',
    total: 0,
    currency: '',
    lines: [] as ReturnType<typeof orderLines>,
    facts: [] as Fact[],
    refunds: [] as RefundRow[],
    payable: false,
    payText: '',
    url: '',
    busy: false,
  },
  outTradeNo: '',

  onLoad(query: { out_trade_no?: string }) {
    this.outTradeNo = query.out_trade_no ?? '';
  },

  onShow() {
    showTitle('title_order');
    void this.load();
  },

  async load() {
    if (this.data.status === 'error') this.setData({ status: 'loading' });
    try {
      this.show(await queryOrder(this.outTradeNo));
    } catch (failure) {
      this.setData({ status: 'error', trouble: errorText(failure) });
    }
  },

  show(order: Order) {
    const attempt = lastAttempt(order.out_trade_no);
    this.setData({
      t: messages(),
      status: 'ready',
      trouble: '',
      ...orderBadge(order),
      decline: isPayable(order) && order.decline ? text('result_declined_text') : '',
      attention: attentionText(order),
      total: order.total_fee,
      currency: order.fee_type,
      lines: orderLines(order),
      facts: orderFacts(order),
      refunds: refundRows(order),
      payable: isPayable(order),
      payText: text(order.state === 'created' ? 'pay_first' : 'pay_again'),
      url: isPayable(order) && attempt?.outcome === 'link' ? attempt.url : '',
    });
  },

  copy() {
    void copyLink(this.data.url);
  },

  payAgain() {
    void openPage('checkout', this.outTradeNo);
  },

  async close() {
    const { confirm } = await wx.showModal({
      title: text('close_order'),
      content: text('close_question'),
      confirmText: text('confirm'),
      cancelText: text('cancel'),
    });
    if (!confirm) return;
    this.setData({ busy: true, trouble: '' });
    try {
      await closeOrder(this.outTradeNo);
      void wx.showToast({ title: text('closed_now'), icon: 'none' });
      await this.load();
    } catch (failure) {
      this.setData({ trouble: errorText(failure) });
    } finally {
      this.setData({ busy: false });
    }
  },
});
