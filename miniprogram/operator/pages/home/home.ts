// Where operators begin: what there is to do, and where something waits.
import { operatorError } from '../../i18n/operator-error';
import { language } from '../../../i18n/language';
import { fill, words } from '../../i18n/words';
import { configProblems, listShopOrders } from '../../../services/operator';
import { listAside } from '../../../services/operator-aside';
import { openOperatorPage } from '../../open-page';
import type { OperatorPage } from '../../open-page';
import { shopFacts } from '../../../services/shop';
import { changes } from '../../../view/changes';
import type { LoadStatus } from '../../../view/load-status';
import { providerName } from '../../view/provider-name';
import { newScreenTexts, screenTexts } from '../../view/screen-texts';

/** A row that leads to a page. */
interface Entry {
  readonly id: string;
  readonly page: OperatorPage;
  readonly query: Readonly<Record<string, string>>;
  readonly title: string;
  readonly hint: string;
}

const noWaits: Readonly<Record<string, string>> = {};

const start: { status: LoadStatus } = { status: 'loading' };

type EntryId = 'orders' | 'waiting' | 'inbox' | 'reports' | 'figures' | 'exports' | 'config';

function entry(id: EntryId, page: OperatorPage, query: Entry['query'] = {}): Entry {
  const { home } = words();
  return { id, page, query, title: home[id], hint: home[`${id}_hint`] };
}

const entries = (): Entry[] => [
  entry('orders', 'orders'),
  entry('waiting', 'orders', { waiting: '1' }),
  entry('inbox', 'inbox'),
  entry('reports', 'reports'),
  entry('figures', 'figures'),
  entry('exports', 'exports'),
  entry('config', 'problems'),
];

Page({
  data: {
    ...screenTexts('home'),
    ...start,
    trouble: '',
    detail: '',
    isOperator: false,
    names: '',
    entries: [] as Entry[],
    /** By entry: what is said of something that waits there. */
    waits: noWaits,
  },

  onShow() {
    this.setData({ ...newScreenTexts('home', this.data), ...changes(this.data, { entries: entries() }) });
    void this.load();
  },

  async onPullDownRefresh() {
    await this.load();
    void wx.stopPullDownRefresh();
  },

  async load() {
    try {
      const { operator_of } = await shopFacts();
      const isOperator = operator_of.length > 0;
      const names = fill(words().home.operator_of, { names: operator_of.map(providerName).join(', ') });
      this.setData(changes(this.data, { status: 'ready', trouble: '', detail: '', isOperator, names }));
      if (isOperator) await this.look();
    } catch (failure) {
      if (this.data.status !== 'ready') this.setData({ status: 'error', ...operatorError(failure) });
    }
  },

  /** Looks where something waits. What cannot be asked is left as it was: a dot says something, its absence nothing. */
  async look() {
    const { here, problems_count } = words().home;
    const looks: readonly [string, Promise<string>][] = [
      [
        'waiting',
        listShopOrders({ attention: true }, 1).then(({ orders }) => (orders.length > 0 ? here : '')),
      ],
      ['inbox', listAside(false, 1).then(({ notices }) => (notices.length > 0 ? here : ''))],
      [
        'config',
        configProblems(language()).then(({ problems: { length: n } }) =>
          n > 0 ? fill(problems_count, { n }) : '',
        ),
      ],
    ];
    const said = await Promise.all(
      looks.map(async ([id, look]) => [id, await look.catch(() => undefined)] as const),
    );
    const waits: Record<string, string> = { ...this.data.waits };
    for (const [id, text] of said) if (text !== undefined) waits[id] = text;
    this.setData(changes(this.data, { waits }));
  },

  open(event: WechatMiniprogram.TouchEvent) {
    const { id } = event.currentTarget.dataset as { id: string };
    const entry = this.data.entries.find((one) => one.id === id);
    if (entry) void openOperatorPage(entry.page, entry.query);
  },
});
