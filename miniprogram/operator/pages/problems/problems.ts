// What is wrong with the configuration, in full words.
import { language } from '../../../i18n/language';
import { fill, words } from '../../i18n/words';
import { configProblems } from '../../../services/operator';
import { changes } from '../../../view/changes';
import type { LoadStatus } from '../../../view/load-status';
import { failedView, freshView } from '../../view/failed-view';
import { providerName } from '../../view/provider-name';
import { newScreenTexts, screenTexts } from '../../view/screen-texts';

interface ProblemRow {
  readonly id: string;
  readonly title: string;
  readonly document: string;
  readonly said: string;
  readonly why: string;
  readonly fix: string;
}

const start: { status: LoadStatus } = { status: 'loading' };

Page({
  data: {
    ...screenTexts('problems'),
    ...start,
    trouble: '',
    detail: '',
    stale: '',
    rows: [] as ProblemRow[],
  },
  askedAt: 0,

  onShow() {
    this.setData(newScreenTexts('problems', this.data));
    void this.load();
  },

  async onPullDownRefresh() {
    await this.load();
    void wx.stopPullDownRefresh();
  },

  async load() {
    if (this.data.status === 'error') this.setData({ status: 'loading' });
    try {
      const { problems } = await configProblems(language());
      this.askedAt = Date.now();
      const rows = problems.map(({ config_id, pay_sp, errmsg, why, fix }, at): ProblemRow => {
        const document = fill(words().problems.document, { id: config_id });
        const title = pay_sp ? providerName(pay_sp) : document;
        return { id: String(at), title, document, said: errmsg, why, fix };
      });
      this.setData(changes(this.data, { ...freshView, rows }));
    } catch (failure) {
      this.setData(changes(this.data, { ...failedView(failure, this.askedAt) }));
    }
  },
});
