// What was ordered, paid, given back and kept aside: sums and bars by day and by PSP, one currency at a time.
import { figuresOf } from '../../../services/operator-books';
import type { Figure } from '../../../services/operator-books';
import { changes } from '../../../view/changes';
import type { LoadStatus } from '../../../view/load-status';
import { lastDays, zoneOf } from '../../view/days';
import { failedView, freshView } from '../../view/failed-view';
import { barViews, currenciesOf, shareViews, sumViews } from '../../view/figures-view';
import type { BarView, ShareView, SumView } from '../../view/figures-view';
import { unreadableRows } from '../../view/order-rows';
import { newScreenTexts, screenTexts } from '../../view/screen-texts';
import { fill, words } from '../../i18n/words';

const start: { status: LoadStatus } = { status: 'loading' };

Page({
  data: {
    ...screenTexts('figures'),
    ...start,
    trouble: '',
    detail: '',
    stale: '',
    from: '',
    to: '',
    currencies: [] as string[],
    currency: '',
    sums: [] as SumView[],
    chartTitle: '',
    bars: [] as BarView[],
    /** The day whose numbers are written below the chart. */
    chosen: '',
    chosenText: '',
    shares: [] as ShareView[],
    unreadable: [] as ReturnType<typeof unreadableRows>,
  },
  figures: [] as readonly Figure[],
  askedAt: 0,
  round: 0,

  onLoad() {
    this.setData(lastDays(30, Date.now()));
  },

  onShow() {
    this.setData(newScreenTexts('figures', this.data));
    void this.load();
  },

  async onPullDownRefresh() {
    await this.load();
    void wx.stopPullDownRefresh();
  },

  changeDays({ detail }: WechatMiniprogram.CustomEvent<{ from: string; to: string }>) {
    this.askedAt = 0;
    this.setData({ from: detail.from, to: detail.to, status: 'loading', chosen: '', chosenText: '' });
    void this.load();
  },

  async load() {
    const round = (this.round += 1);
    const { from, to } = this.data;
    try {
      const { figures, unreadable = [] } = await figuresOf({ from, to, zone: zoneOf(Date.now()) });
      if (round !== this.round) return;
      this.figures = figures;
      this.askedAt = Date.now();
      this.setData(changes(this.data, { ...freshView, unreadable: unreadableRows(unreadable) }));
      this.show(this.data.currency);
    } catch (failure) {
      if (round === this.round) this.setData(changes(this.data, { ...failedView(failure, this.askedAt) }));
    }
  },

  /** Shows a currency; one that is not there gives way to the one with most orders. */
  show(wanted: string) {
    const { figures } = this;
    const { from, to } = this.data;
    const currencies = currenciesOf(figures);
    const currency = currencies.find((one) => one === wanted) ?? currencies[0] ?? '';
    this.setData(
      changes(this.data, {
        currencies,
        currency,
        sums: sumViews(figures),
        chartTitle: fill(words().figures.by_day, { currency }),
        bars: barViews(figures, currency, { from, to }),
        shares: shareViews(figures, currency),
      }),
    );
    this.choose(this.data.chosen);
  },

  changeCurrency({ detail }: WechatMiniprogram.CustomEvent<{ value: string }>) {
    this.show(detail.value);
  },

  tapBar(event: WechatMiniprogram.TouchEvent) {
    this.choose((event.currentTarget.dataset as { day: string }).day);
  },

  choose(day: string) {
    const chosenText = this.data.bars.find((bar) => bar.day === day)?.label ?? '';
    this.setData(changes(this.data, { chosen: day, chosenText }));
  },
});
