// My orders, newest first, page by page. The server decides whose orders these are.
import { showTabs, showTitle } from '../../i18n/chrome';
import { errorText } from '../../i18n/error-text';
import { messages } from '../../i18n/language';
import { openPage, openShop } from '../../services/navigation';
import { listOrders } from '../../services/pay';
import type { Order } from '../../services/pay';
import type { LoadStatus } from '../../view/load-status';
import { orderCard } from '../../view/order-view';
import type { OrderCard } from '../../view/order-view';

const pageSize = 10;

const start: { status: LoadStatus } = { status: 'loading' };

Page({
  data: {
    ...start,
    t: messages(),
    trouble: '',
    cards: [] as OrderCard[],
    more: false,
    busy: false,
  },
  orders: [] as readonly Order[],

  onShow() {
    showTitle('title_orders');
    showTabs();
    this.setData({ t: messages() });
    void this.refresh();
  },

  onReachBottom() {
    if (this.data.more) void this.loadMore();
  },

  async refresh() {
    if (this.orders.length === 0) this.setData({ status: 'loading' });
    try {
      this.show([], (await listOrders(pageSize)).orders);
    } catch (failure) {
      this.setData({ status: 'error', trouble: errorText(failure) });
    }
  },

  async loadMore() {
    const last = this.orders[this.orders.length - 1];
    if (!last || this.data.busy) return;
    this.setData({ busy: true, trouble: '' });
    try {
      this.show(this.orders, (await listOrders(pageSize, last.created_at)).orders);
    } catch (failure) {
      this.setData({ trouble: errorText(failure) });
    } finally {
      this.setData({ busy: false });
    }
  },

  show(before: readonly Order[], next: readonly Order[]) {
    const known = new Set(before.map(({ out_trade_no }) => out_trade_no));
    this.orders = [...before, ...next.filter(({ out_trade_no }) => !known.has(out_trade_no))];
    this.setData({
      status: 'ready',
      trouble: '',
      cards: this.orders.map(orderCard),
      more: next.length === pageSize,
    });
  },

  open(event: WechatMiniprogram.TouchEvent) {
    const { id } = event.currentTarget.dataset as { id: string };
    void openPage('order', id);
  },

  shop() {
    void openShop();
  },
});
