// The inbox of what was kept aside: payments and messages that fit no order, each to be decided once.
import { operatorError } from '../../i18n/operator-error';
import { fill, words } from '../../i18n/words';
import { decoded } from '../../../services/entry';
import { listAside, resolveAside } from '../../../services/operator-aside';
import type { AsideDecision, AsideNotice } from '../../../services/operator-aside';
import { openOperatorPage } from '../../open-page';
import { changes } from '../../../view/changes';
import type { LoadStatus } from '../../../view/load-status';
import type { Decision } from '../../components/decision-sheet/decision-sheet';
import { asideRow } from '../../view/aside-view';
import type { AsideRow } from '../../view/aside-view';
import { asideSheet } from '../../view/decision-sheet';
import { continuedView, refreshedView } from '../../view/failed-view';
import type { FailedView } from '../../view/failed-view';
import { unreadableRows } from '../../view/order-rows';
import { PagedList } from '../../view/paged-list';
import { newScreenTexts, screenTexts } from '../../view/screen-texts';

const newList = () => new PagedList<AsideNotice>(({ notice_id }) => notice_id);

const decisions: readonly AsideDecision[] = ['return', 'returned_elsewhere', 'dismissed'];

const start: { status: LoadStatus } = { status: 'loading' };

Page({
  data: {
    ...screenTexts('inbox'),
    ...start,
    trouble: '',
    detail: '',
    stale: '',
    tab: 'open',
    /** Only what is of this order; empty for all. */
    orderNo: '',
    onlyText: '',
    rows: [] as AsideRow[],
    unreadable: [] as ReturnType<typeof unreadableRows>,
    more: false,
    sheet: asideSheet('', false),
    sheetOpen: false,
    sheetTrouble: '',
    sheetDetail: '',
    busy: false,
  },
  list: newList(),
  /** What the sheet that lies open is about. */
  noticeId: '',

  onLoad(query: { out_trade_no?: string }) {
    this.list = newList();
    const orderNo = decoded(query.out_trade_no ?? '');
    if (orderNo !== '') this.setData({ orderNo, tab: 'all' });
  },

  onShow() {
    const onlyText = fill(words().inbox.only_order, { no: this.data.orderNo });
    this.setData({ ...newScreenTexts('inbox', this.data), ...changes(this.data, { onlyText }) });
    void this.refresh();
  },

  async onPullDownRefresh() {
    await this.refresh();
    void wx.stopPullDownRefresh();
  },

  onReachBottom() {
    if (this.data.more) void this.loadMore();
  },

  ask(limit: number, after?: AsideNotice) {
    return listAside(this.data.tab === 'all', limit, after).then(({ notices: items, unreadable = [] }) => ({
      items,
      unreadable,
    }));
  },

  async refresh() {
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
    const { orderNo } = this.data;
    const meant = orderNo === '' ? items : items.filter(({ out_trade_no }) => out_trade_no === orderNo);
    const rows = meant.map(asideRow);
    this.setData(changes(this.data, { ...how, rows, more, unreadable: unreadableRows(unreadable) }));
  },

  changeTab({ detail }: WechatMiniprogram.CustomEvent<{ value: string }>) {
    if (detail.value !== this.data.tab) this.showOther({ tab: detail.value });
  },

  showAll() {
    this.showOther({ orderNo: '', tab: 'open' });
  },

  showOther(change: { readonly tab: string; readonly orderNo?: string }) {
    this.setData({ ...change, status: 'loading' });
    this.list.clear();
    void this.refresh();
  },

  viewOrder(event: WechatMiniprogram.TouchEvent) {
    const { no } = event.currentTarget.dataset as { no: string };
    void openOperatorPage('order', { out_trade_no: no });
  },

  openSheet(event: WechatMiniprogram.TouchEvent) {
    const { id } = event.currentTarget.dataset as { id: string };
    const notice = this.list.items.find(({ notice_id }) => notice_id === id);
    // While a decision is under way no other sheet opens: its end would be told of that notice.
    if (!notice || (this.data.busy && this.data.sheetOpen)) return;
    this.noticeId = id;
    const sheet = asideSheet(notice.pay_sp, notice.decision === 'return');
    this.setData({ sheet, sheetOpen: true, sheetTrouble: '', sheetDetail: '' });
  },

  closeSheet() {
    this.setData({ sheetOpen: false });
  },

  async decide({ detail }: WechatMiniprogram.CustomEvent<Decision>) {
    const decision = decisions.find((word) => word === detail.choice);
    if (!decision || this.data.busy) return;
    this.setData({ busy: true, sheetTrouble: '', sheetDetail: '' });
    try {
      this.say(await resolveAside(this.noticeId, decision, detail.explanation));
      this.setData({ sheetOpen: false });
    } catch (failure) {
      const { trouble, detail: theirs } = operatorError(failure);
      this.setData({ sheetTrouble: trouble, sheetDetail: theirs });
    } finally {
      this.setData({ busy: false });
    }
    // Also after a failure: the decision may stand though the money did not go.
    await this.refresh();
  },

  say({ refund_state, decision }: Awaited<ReturnType<typeof resolveAside>>) {
    const { inbox, refundState, decision: names } = words();
    const back = refund_state && fill(inbox.back_state, { state: refundState[refund_state] });
    void wx.showToast({ title: back ?? (decision ? names[decision] : inbox.decide), icon: 'none' });
  },
});
