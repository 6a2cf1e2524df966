// The basket: what was chosen, at today's prices. It is kept on this phone until it is ordered.
import { orSay, showTabs, showTitle } from '../../i18n/chrome';
import { text } from '../../i18n/language';
import { basketLines, mostPieces, piecesInBasket, setQuantity, takeOut } from '../../services/basket';
import type { BasketKey } from '../../services/basket';
import { loadGoods } from '../../services/goods-list';
import { openConfirm, openTab } from '../../services/navigation';
import type { Goods } from '../../services/pay';
import { basketView } from '../../view/basket-view';
import { update } from '../../view/changes';
import { firstTexts, newTexts } from '../../view/shown-in';
import { timeText } from '../../view/time-text';

Page({
  data: { ...firstTexts(), ...basketView([], undefined), chosen: '', stale: '', most: mostPieces },
  goods: undefined as readonly Goods[] | undefined,

  onShow() {
    showTitle('title_basket');
    this.setData(newTexts(this.data));
    this.show();
    if (this.data.lines.length > 0) void this.load();
  },

  /** Where the shop cannot be reached the remembered prices stand, and the next page asks again. */
  async load() {
    try {
      const { value, staleSince } = await loadGoods();
      this.goods = value;
      const stale = staleSince === undefined ? '' : text('stale', { time: timeText(staleSince) });
      update(this, { stale });
    } catch {
      this.setData({ stale: text('error_NO_ANSWER') });
    }
    this.show();
  },

  show() {
    const view = basketView(basketLines(), this.goods);
    update(this, { ...view, chosen: text('chosen', { n: view.pieces }) });
    showTabs(piecesInBasket());
  },

  changeQuantity(event: WechatMiniprogram.CustomEvent<{ value: number }>) {
    const key = this.keyOf(event);
    if (key) setQuantity(key, event.detail.value);
    this.show();
  },

  remove(event: WechatMiniprogram.TouchEvent) {
    const key = this.keyOf(event);
    if (key) takeOut([key]);
    this.show();
  },

  keyOf(event: WechatMiniprogram.CustomEvent): BasketKey | undefined {
    const { key } = event.currentTarget.dataset as { key: string };
    const line = this.data.lines.find((one) => one.key === key);
    if (!line) return undefined;
    const { goods_id, specification_id } = line;
    return { goods_id, ...(specification_id ? { specification_id } : {}) };
  },

  checkout() {
    orSay(openConfirm());
  },

  shop() {
    orSay(openTab('goods'));
  },
});
