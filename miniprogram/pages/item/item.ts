// One of the goods: its picture, what can be chosen, and the ways to buy it.
import { orSay, say, showTitle } from '../../i18n/chrome';
import { errorText } from '../../i18n/error-text';
import { text } from '../../i18n/language';
import { formatMoney } from '../../money/money';
import { bounded, mostPieces, putIntoBasket } from '../../services/basket';
import { entryValue } from '../../services/entry';
import { loadGoods } from '../../services/goods-list';
import { openConfirm, openTab } from '../../services/navigation';
import type { Goods } from '../../services/pay';
import { basketLine, placeholder, specificationOf, specificationViews } from '../../view/goods-view';
import type { SpecificationView } from '../../view/goods-view';
import type { LoadStatus } from '../../view/load-status';
import { update } from '../../view/changes';
import { beginning } from '../../view/long-text';
import { firstTexts, newTexts } from '../../view/shown-in';
import { timeText } from '../../view/time-text';

/** So much of a name and of a description is shown at first, in characters. */
const most = { title: 120, description: 600 };

const start: { status: LoadStatus | 'gone' } = { status: 'loading' };

Page({
  data: {
    ...firstTexts(),
    ...start,
    trouble: '',
    stale: '',
    title: '',
    picture: placeholder,
    priceText: '',
    description: '',
    longTitle: false,
    longDescription: false,
    isWhole: false,
    specifications: [] as readonly SpecificationView[],
    chosen: '',
    quantity: 1,
    most: mostPieces,
  },
  id: '',
  goods: undefined as Goods | undefined,

  onLoad(query: Record<string, string | undefined>) {
    this.id = entryValue(query, 'goods_id') ?? '';
  },

  onShow() {
    showTitle('title_item');
    this.setData(newTexts(this.data));
    void this.load();
  },

  onShareAppMessage(): WechatMiniprogram.Page.ICustomShareContent {
    return {
      title: beginning(this.data.title, most.title),
      path: `/pages/item/item?goods_id=${encodeURIComponent(this.id)}`,
      ...(this.goods?.picture ? { imageUrl: this.goods.picture } : {}),
    };
  },

  async load() {
    if (this.data.status === 'error') this.setData({ status: 'loading' });
    try {
      const { value, staleSince } = await loadGoods();
      this.goods = value.find(({ goods_id }) => goods_id === this.id);
      this.setData({
        trouble: '',
        stale: staleSince === undefined ? '' : text('stale', { time: timeText(staleSince) }),
      });
      this.show();
    } catch (failure) {
      this.setData({ status: this.goods ? 'ready' : 'error', trouble: errorText(failure) });
    }
  },

  show() {
    const { goods } = this;
    if (!goods) {
      this.setData({ status: 'gone' });
      return;
    }
    const chosen = specificationOf(goods, this.data.chosen);
    const { isWhole } = this.data;
    const { title, description = '' } = goods;
    const short = {
      title: beginning(title, most.title),
      description: beginning(description, most.description),
    };
    update(this, {
      status: 'ready',
      ...(isWhole ? { title, description } : short),
      longTitle: short.title !== title,
      longDescription: short.description !== description,
      picture: goods.picture ?? placeholder,
      specifications: specificationViews(goods),
      chosen: chosen?.specification_id ?? '',
      priceText: formatMoney({ value: chosen?.price ?? goods.price, currency: goods.fee_type }),
    });
  },

  readOn() {
    this.setData({ isWhole: !this.data.isWhole });
    this.show();
  },

  choose(event: WechatMiniprogram.TouchEvent) {
    const { id } = event.currentTarget.dataset as { id: string };
    this.setData({ chosen: id });
    this.show();
  },

  changeQuantity({ detail }: WechatMiniprogram.CustomEvent<{ value: number }>) {
    this.setData({ quantity: bounded(detail.value) });
  },

  line() {
    const { goods } = this;
    return goods && basketLine(goods, specificationOf(goods, this.data.chosen), this.data.quantity);
  },

  put() {
    const line = this.line();
    if (line) say(text(putIntoBasket(line) ? 'added' : 'basket_full'));
  },

  buy() {
    const line = this.line();
    if (line) orSay(openConfirm(line));
  },

  shop() {
    orSay(openTab('goods'));
  },
});
