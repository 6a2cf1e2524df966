// All orders of the shop: one box to search in, filters, page by page, newest first.
import { words } from '../../i18n/words';
import { listShopOrders } from '../../../services/operator';
import type { OperatorOrder } from '../../../services/operator';
import { openOperatorPage } from '../../open-page';
import { shopFacts } from '../../../services/shop';
import { changes } from '../../../view/changes';
import type { LoadStatus } from '../../../view/load-status';
import { dayOf } from '../../view/days';
import { continuedView, refreshedView } from '../../view/failed-view';
import type { FailedView } from '../../view/failed-view';
import {
  amountHint,
  isFiltered,
  noFilters,
  orderRow,
  questionOf,
  unreadableRows,
} from '../../view/order-rows';
import type { Filters, OrderRow } from '../../view/order-rows';
import { PagedList } from '../../view/paged-list';
import { newScreenTexts, screenTexts } from '../../view/screen-texts';

/** How long after the last letter a search begins, ms. */
const typingMs = 500;

const states = ['', 'unpaid', 'paid', 'refunded', 'closed'] as const;

const stateTitle = (id: (typeof states)[number]): string =>
  id === '' ? words().orders.state_all : words().orders[`state_${id}`];

const start: { status: LoadStatus } = { status: 'loading' };

Page({
  data: {
    ...screenTexts('orders'),
    ...start,
    trouble: '',
    detail: '',
    stale: '',
    filters: noFilters,
    filtered: false,
    states: [] as { id: (typeof states)[number]; title: string }[],
    hint: '',
    other: '',
    sinceText: '',
    today: '',
    choosingDay: false,
    rows: [] as OrderRow[],
    unreadable: [] as ReturnType<typeof unreadableRows>,
    more: false,
    busy: false,
  },
  list: new PagedList<OperatorOrder>(({ out_trade_no }) => out_trade_no),
  currency: '',
  isStranger: false,
  typing: 0,

  onLoad(query: { waiting?: string }) {
    this.list = new PagedList<OperatorOrder>(({ out_trade_no }) => out_trade_no);
    if (query.waiting === '1') this.setData({ filters: { ...noFilters, waiting: true } });
  },

  onShow() {
    this.setData({ ...newScreenTexts('orders', this.data), today: dayOf(Date.now()) });
    void this.begin();
  },

  onUnload() {
    clearTimeout(this.typing);
  },

  async onPullDownRefresh() {
    await this.refresh();
    void wx.stopPullDownRefresh();
  },

  onReachBottom() {
    if (this.data.more) void this.loadMore();
  },

  /** The shop's currency says what reads as an amount; without it everything is searched for as a text. */
  async begin() {
    const facts = await shopFacts().catch(() => undefined);
    if (facts?.fee_type !== undefined) this.currency = facts.fee_type;
    this.isStranger = facts?.operator_of.length === 0;
    this.showFilters();
    await this.refresh();
  },

  ask(limit: number, after?: OperatorOrder) {
    return listShopOrders(questionOf(this.data.filters, this.currency), limit, after).then(
      ({ orders: items, unreadable = [] }) => ({ items, unreadable }),
    );
  },

  async refresh() {
    // The back end would answer with their own orders, which are not all that the shop has.
    if (this.isStranger) {
      this.setData({ status: 'error', trouble: words().errors.FORBIDDEN, detail: '' });
      return;
    }
    this.show(await refreshedView(this.list, this.ask.bind(this)));
  },

  async loadMore() {
    if (this.data.busy) return;
    this.setData({ busy: true });
    this.show(await continuedView(this.list, this.ask.bind(this)));
    this.setData({ busy: false });
  },

  show(how: FailedView | undefined) {
    if (!how) return;
    const { items, unreadable, more } = this.list;
    const rows = items.map(orderRow);
    this.setData(changes(this.data, { ...how, rows, more, unreadable: unreadableRows(unreadable) }));
  },

  showFilters() {
    const { orders } = words();
    const { filters } = this.data;
    const titles = states.map((id) => ({ id, title: stateTitle(id) }));
    const sinceText = filters.since === '' ? orders.since_any : filters.since;
    this.setData(
      changes(this.data, {
        states: titles,
        filtered: isFiltered(filters),
        sinceText: `${orders.since} ${sinceText}`,
        ...amountHint(filters, this.currency),
      }),
    );
  },

  filter(change: Partial<Filters>) {
    clearTimeout(this.typing);
    this.setData({ filters: { ...this.data.filters, ...change }, status: 'loading' });
    this.list.clear();
    this.showFilters();
    void this.refresh();
  },

  type({ detail }: WechatMiniprogram.CustomEvent<{ value: string }>) {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.search(detail.value), typingMs);
  },

  submit({ detail }: WechatMiniprogram.CustomEvent<{ value: string }>) {
    this.search(detail.value);
  },

  search(typed: string) {
    if (typed !== this.data.filters.typed) this.filter({ typed, asText: false });
  },

  searchAsText() {
    this.filter({ asText: true });
  },

  chooseState(event: WechatMiniprogram.TouchEvent) {
    this.filter({ state: (event.currentTarget.dataset as { id: Filters['state'] }).id });
  },

  toggleWaiting() {
    this.filter({ waiting: !this.data.filters.waiting });
  },

  askDay() {
    this.setData({ choosingDay: true });
  },

  forgetDay() {
    this.setData({ choosingDay: false });
  },

  takeDay({ detail }: WechatMiniprogram.CustomEvent<{ value: string }>) {
    this.setData({ choosingDay: false });
    this.filter({ since: detail.value });
  },

  clear() {
    this.filter(noFilters);
  },

  open(event: WechatMiniprogram.TouchEvent) {
    const { id } = event.currentTarget.dataset as { id: string };
    void openOperatorPage('order', { out_trade_no: id });
  },
});
