// The shop's window: goods with pictures, a search, and their categories. A payment that the last start left open is brought up.
import { orSay, say, showTabs, showTitle } from '../../i18n/chrome';
import { errorText } from '../../i18n/error-text';
import { text } from '../../i18n/language';
import { unfinishedAttempt } from '../../services/attempt';
import { piecesInBasket, putIntoBasket } from '../../services/basket';
import { entryValue } from '../../services/entry';
import { loadGoods } from '../../services/goods-list';
import { openGoods, openPage } from '../../services/navigation';
import type { Goods } from '../../services/pay';
import { basketLine, categories, found, goodsCard } from '../../view/goods-view';
import type { GoodsCard } from '../../view/goods-view';
import type { LoadStatus } from '../../view/load-status';
import { update } from '../../view/changes';
import { firstTexts, newTexts } from '../../view/shown-in';
import { timeText } from '../../view/time-text';

/** Goods that were loaded longer ago (ms) are loaded anew when one comes back. */
const freshFor = 60_000;

const start: { status: LoadStatus } = { status: 'loading' };

Page({
  data: {
    ...firstTexts(),
    ...start,
    trouble: '',
    stale: '',
    cards: [] as readonly GoodsCard[],
    categories: [] as readonly string[],
    /** `all`, or one of the categories with a `=` before it. */
    category: 'all',
    search: '',
  },
  goods: [] as readonly Goods[],
  loadedAt: 0,
  wanted: undefined as string | undefined,

  onLoad(query: Record<string, string | undefined>) {
    this.wanted = entryValue(query, 'goods_id');
  },

  onReady() {
    const unfinished = unfinishedAttempt();
    if (unfinished) orSay(openPage('result', unfinished.out_trade_no));
    else if (this.wanted) orSay(openGoods(this.wanted));
  },

  onShow() {
    showTitle('title_goods');
    showTabs(piecesInBasket());
    const texts = newTexts(this.data);
    this.setData(texts);
    if (texts.t) this.show();
    if (Date.now() - this.loadedAt > freshFor) void this.load();
  },

  onPullDownRefresh() {
    void this.load().then(() => wx.stopPullDownRefresh());
  },

  onShareAppMessage(): WechatMiniprogram.Page.ICustomShareContent {
    return { title: text('goods_heading'), path: '/pages/goods/goods' };
  },

  async load() {
    if (this.data.status === 'error') this.setData({ status: 'loading' });
    try {
      const { value, staleSince } = await loadGoods();
      this.goods = value;
      this.loadedAt = staleSince === undefined ? Date.now() : 0;
      this.setData({
        status: 'ready',
        trouble: '',
        stale: staleSince === undefined ? '' : text('stale', { time: timeText(staleSince) }),
      });
      this.show();
    } catch (failure) {
      this.setData({ status: this.goods.length > 0 ? 'ready' : 'error', trouble: errorText(failure) });
    }
  },

  show() {
    const { category, search } = this.data;
    const chosen = category.startsWith('=') ? category.slice(1) : '';
    update(this, {
      categories: categories(this.goods),
      cards: found(this.goods, chosen, search).map(goodsCard),
    });
  },

  searchFor({ detail }: WechatMiniprogram.CustomEvent<{ value: string }>) {
    this.setData({ search: detail.value });
    this.show();
  },

  chooseCategory({ detail }: WechatMiniprogram.CustomEvent<{ value: string }>) {
    this.setData({ category: detail.value });
    this.show();
  },

  showAll() {
    this.setData({ category: 'all', search: '' });
    this.show();
  },

  open(event: WechatMiniprogram.CustomEvent) {
    const { id } = event.currentTarget.dataset as { id: string };
    orSay(openGoods(id));
  },

  /** What has specifications is chosen on its own page. */
  put(event: WechatMiniprogram.CustomEvent) {
    const { id } = event.currentTarget.dataset as { id: string };
    const goods = this.goods.find(({ goods_id }) => goods_id === id);
    if (!goods) return;
    if (goods.specifications?.length) {
      orSay(openGoods(id));
      return;
    }
    say(text(putIntoBasket(basketLine(goods, undefined, 1)) ? 'added' : 'basket_full'));
    showTabs(piecesInBasket());
  },
});
