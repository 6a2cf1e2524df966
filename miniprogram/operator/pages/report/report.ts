// One report of reconciliation: its sums, and each difference with what both sides say, to be decided.
import { operatorError } from '../../i18n/operator-error';
import { fill, words } from '../../i18n/words';
import { decoded } from '../../../services/entry';
import { reportOf, resolveFinding } from '../../../services/operator-books';
import type { WholeReport } from '../../../services/operator-books';
import { openOperatorPage } from '../../open-page';
import { changes } from '../../../view/changes';
import type { LoadStatus } from '../../../view/load-status';
import type { Decision } from '../../components/decision-sheet/decision-sheet';
import { findingSheet } from '../../view/decision-sheet';
import { failedView, freshView } from '../../view/failed-view';
import { balanceView, findingRow, reportRow } from '../../view/report-view';
import type { FindingRow, ReportRow } from '../../view/report-view';
import { newScreenTexts, screenTexts } from '../../view/screen-texts';

const start: { status: LoadStatus; row: ReportRow | null } = { status: 'loading', row: null };

Page({
  data: {
    ...screenTexts('report'),
    ...start,
    trouble: '',
    detail: '',
    stale: '',
    balances: [] as ReturnType<typeof balanceView>[],
    open: [] as FindingRow[],
    decided: [] as FindingRow[],
    past: [] as FindingRow[],
    leftOut: '',
    sheet: findingSheet(),
    sheetOpen: false,
    sheetTrouble: '',
    sheetDetail: '',
    busy: false,
  },
  paySp: '',
  date: '',
  askedAt: 0,
  findingId: '',

  onLoad(query: { pay_sp?: string; date?: string }) {
    this.paySp = decoded(query.pay_sp ?? '');
    this.date = decoded(query.date ?? '');
  },

  onShow() {
    this.setData(newScreenTexts('report', this.data));
    void this.load();
  },

  async onPullDownRefresh() {
    await this.load();
    void wx.stopPullDownRefresh();
  },

  async load() {
    if (this.data.status === 'error') this.setData({ status: 'loading' });
    try {
      this.show(await reportOf(this.paySp, this.date));
    } catch (failure) {
      this.setData(changes(this.data, { ...failedView(failure, this.askedAt) }));
    }
  },

  show(report: WholeReport) {
    this.askedAt = Date.now();
    const { findings, past, left_out, balances = [] } = report;
    const leftOut = left_out > 0 ? fill(words().report.left_out, { n: left_out }) : '';
    this.setData(
      changes(this.data, {
        ...freshView,
        row: reportRow(report),
        balances: balances.map(balanceView),
        open: findings.filter(({ decision }) => !decision).map(findingRow),
        decided: findings.filter(({ decision }) => decision).map(findingRow),
        past: past.map(findingRow),
        leftOut,
      }),
    );
  },

  viewOrder(event: WechatMiniprogram.TouchEvent) {
    const { no } = event.currentTarget.dataset as { no: string };
    void openOperatorPage('order', { out_trade_no: no });
  },

  openSheet(event: WechatMiniprogram.TouchEvent) {
    // The end of what is under way would be told of the other finding.
    if (this.data.busy) return;
    this.findingId = (event.currentTarget.dataset as { id: string }).id;
    this.setData({ sheet: findingSheet(), sheetOpen: true, sheetTrouble: '', sheetDetail: '' });
  },

  closeSheet() {
    this.setData({ sheetOpen: false });
  },

  async decide({ detail }: WechatMiniprogram.CustomEvent<Decision>) {
    if (this.data.busy) return;
    this.setData({ busy: true, sheetTrouble: '', sheetDetail: '' });
    try {
      const decision = detail.choice === 'returned_elsewhere' ? 'returned_elsewhere' : 'dismissed';
      await resolveFinding(this.findingId, decision, detail.explanation);
      this.setData({ sheetOpen: false });
      void wx.showToast({ title: words().decision[decision], icon: 'none' });
    } catch (failure) {
      const { trouble, detail: theirs } = operatorError(failure);
      this.setData({ sheetTrouble: trouble, sheetDetail: theirs });
    } finally {
      this.setData({ busy: false });
    }
    await this.load();
  },
});
