// The reports of reconciliation, those written last first: one a day at each PSP.
import { listReports } from '../../../services/operator-books';
import type { Report } from '../../../services/operator-books';
import { openOperatorPage } from '../../open-page';
import { changes } from '../../../view/changes';
import type { LoadStatus } from '../../../view/load-status';
import { continuedView, refreshedView } from '../../view/failed-view';
import type { FailedView } from '../../view/failed-view';
import { unreadableRows } from '../../view/order-rows';
import { PagedList } from '../../view/paged-list';
import { reportRow } from '../../view/report-view';
import type { ReportRow } from '../../view/report-view';
import { newScreenTexts, screenTexts } from '../../view/screen-texts';

const newList = () => new PagedList<Report>(({ report_id }) => report_id);

const start: { status: LoadStatus } = { status: 'loading' };

Page({
  data: {
    ...screenTexts('reports'),
    ...start,
    trouble: '',
    detail: '',
    stale: '',
    rows: [] as ReportRow[],
    unreadable: [] as ReturnType<typeof unreadableRows>,
    more: false,
    busy: false,
  },
  list: newList(),

  onLoad() {
    this.list = newList();
  },

  onShow() {
    this.setData(newScreenTexts('reports', this.data));
    void this.refresh();
  },

  async onPullDownRefresh() {
    await this.refresh();
    void wx.stopPullDownRefresh();
  },

  onReachBottom() {
    if (this.data.more) void this.loadMore();
  },

  ask(limit: number, after?: Report) {
    return listReports(limit, after).then(({ reports: items, unreadable = [] }) => ({ items, unreadable }));
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
    const rows = items.map(reportRow);
    this.setData(changes(this.data, { ...how, rows, more, unreadable: unreadableRows(unreadable) }));
  },

  open(event: WechatMiniprogram.TouchEvent) {
    const { sp, date } = event.currentTarget.dataset as { sp: string; date: string };
    void openOperatorPage('report', { pay_sp: sp, date });
  },
});
