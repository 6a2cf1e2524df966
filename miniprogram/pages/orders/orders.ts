// My orders by state, newest first, page by page. The list keeps its place when one comes back, and is refreshed under one's eyes.
import { orSay, showTabs, showTitle } from '../../i18n/chrome';
import { errorText } from '../../i18n/error-text';
import { text } from '../../i18n/language';
import { piecesInBasket } from '../../services/basket';
import { entryValue } from '../../services/entry';
import { those } from '../../services/form';
import { freshOrKept } from '../../services/fresh-or-kept';
import { openPage, openTab } from '../../services/navigation';
import { isOrder } from '../../services/order-form';
import { listOrders } from '../../services/pay';
import type { OrderFilter, OrderPage } from '../../services/pay';
import { Asking, orderPace } from '../../services/polling';
import { update } from '../../view/changes';
import type { LoadStatus } from '../../view/load-status';
import { appended, countToRefresh, refreshed } from '../../view/order-list';
import type { OrderList } from '../../view/order-list';
import { orderCard } from '../../view/order-view';
import type { OrderCard } from '../../view/order-view';
import { firstTexts, newTexts } from '../../view/shown-in';
import { timeText } from '../../view/time-text';

const pageSize = 10;
const states = ['unpaid', 'paid', 'refunded', 'closed'] as const;
const nothing: OrderList = { orders: [], more: false };
const start: { status: LoadStatus } = { status: 'loading' };
const readOrders = those(isOrder);

Page({
  data: {
    ...firstTexts(),
    ...start,
    trouble: '',
    stale: '',
    unreadable: '',
    cards: [] as readonly OrderCard[],
    more: false,
    busy: false,
    /** `all`, or one of the states. */
    state: 'all',
    search: '',
  },
  list: nothing,
  /** Counts what was asked for: an answer to an older question is dropped. */
  question: 0,
  asking: undefined as Asking | undefined,
  typing: 0,

  onLoad(query: Record<string, string | undefined>) {
    const state = entryValue({ ...query, scene: undefined }, 'state');
    const search = entryValue(query, 'search');
    this.setData({ state: states.find((one) => one === state) ?? 'all', search: search ?? '' });
    this.asking = new Asking(() => this.refresh(), orderPace);
  },

  onShow() {
    showTitle('title_orders');
    showTabs(piecesInBasket());
    const texts = newTexts(this.data);
    this.setData(texts);
    if (texts.t) this.show(this.list);
    this.asking?.start();
  },

  onHide() {
    this.asking?.stop();
  },

  onUnload() {
    this.asking?.stop();
  },

  onPullDownRefresh() {
    void this.refresh().then(() => wx.stopPullDownRefresh());
  },

  onReachBottom() {
    if (this.data.more) void this.loadMore();
  },

  filter(): Omit<OrderFilter, 'limit'> {
    const state = states.find((one) => one === this.data.state);
    const search = this.data.search.trim().slice(0, 64);
    return { ...(state ? { state } : {}), ...(search ? { search } : {}) };
  },

  /** Asks anew for what is shown; answers whether to go on asking, which a list always is. */
  async refresh(): Promise<boolean> {
    const question = (this.question += 1);
    const limit = countToRefresh(this.list, pageSize);
    try {
      const { page, staleSince } = await this.ask(limit);
      if (question !== this.question) return true;
      update(this, {
        trouble: '',
        stale: staleSince === undefined ? '' : text('stale', { time: timeText(staleSince) }),
        unreadable: page.unreadable?.length ? text('orders_unreadable', { n: page.unreadable.length }) : '',
      });
      this.show(refreshed(this.list, page, limit));
    } catch (failure) {
      if (question === this.question) this.fail(failure);
    }
    return true;
  },

  /** Without a filter, what was shown last stands in where the service cannot be reached. */
  async ask(limit: number): Promise<{ page: OrderPage; staleSince?: number }> {
    const filter = this.filter();
    if (Object.keys(filter).length > 0 || this.list.orders.length > 0) {
      return { page: await listOrders({ ...filter, limit }) };
    }
    let page: OrderPage = { orders: [] };
    const { value, ...rest } = await freshOrKept('orders', readOrders, async () => {
      page = await listOrders({ limit });
      return page.orders;
    });
    return { page: { ...page, orders: value }, ...rest };
  },

  fail(failure: unknown) {
    if (this.list.orders.length > 0) update(this, { stale: errorText(failure) });
    else this.setData({ status: 'error', trouble: errorText(failure) });
  },

  async loadMore() {
    const last = this.list.orders[this.list.orders.length - 1];
    if (!last || this.data.busy) return;
    const question = (this.question += 1);
    this.setData({ busy: true, trouble: '' });
    try {
      const after = { before: last.created_at, before_no: last.out_trade_no };
      const page = await listOrders({ ...this.filter(), ...after, limit: pageSize });
      if (question === this.question) this.show(appended(this.list, page, pageSize));
    } catch (failure) {
      this.setData({ trouble: errorText(failure) });
    } finally {
      this.setData({ busy: false });
    }
  },

  show(list: OrderList) {
    this.list = list;
    if (this.question === 0) return;
    update(this, { status: 'ready', cards: list.orders.map(orderCard), more: list.more });
  },

  /** Another filter: what is shown is another list. */
  startAnew() {
    this.list = nothing;
    this.setData({ status: 'loading', cards: [], more: false, trouble: '', stale: '' });
    this.asking?.start();
  },

  chooseState({ detail }: WechatMiniprogram.CustomEvent<{ value: string }>) {
    if (detail.value === this.data.state) return;
    this.setData({ state: detail.value });
    this.startAnew();
  },

  type({ detail }: WechatMiniprogram.CustomEvent<{ value: string }>) {
    clearTimeout(this.typing);
    this.setData({ search: detail.value });
    this.typing = setTimeout(() => this.startAnew(), 400);
  },

  showAll() {
    this.setData({ state: 'all', search: '' });
    this.startAnew();
  },

  retry() {
    this.setData({ status: 'loading' });
    this.asking?.start();
  },

  open(event: WechatMiniprogram.TouchEvent) {
    const { id } = event.currentTarget.dataset as { id: string };
    orSay(openPage('order', id));
  },

  shop() {
    orSay(openTab('goods'));
  },
});
