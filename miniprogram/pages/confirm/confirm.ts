// Before an order is made: what is ordered, at today's prices, and where it goes. The server makes the binding price.
import { orSay, showTitle } from '../../i18n/chrome';
import { errorText } from '../../i18n/error-text';
import { text } from '../../i18n/language';
import { chooseWechatAddress, lastAddress, rememberAddress } from '../../services/address';
import { basketLines, bounded, takeOut } from '../../services/basket';
import type { BasketLine } from '../../services/basket';
import { decoded } from '../../services/entry';
import { loadGoods } from '../../services/goods-list';
import { createOrder } from '../../services/new-order';
import { openPage, openPlainPage, openTab, replacePage } from '../../services/navigation';
import type { Goods } from '../../services/pay';
import { basketView, wishes } from '../../view/basket-view';
import { update } from '../../view/changes';
import { basketLine, specificationOf } from '../../view/goods-view';
import type { LoadStatus } from '../../view/load-status';
import { addressText } from '../../view/order-facts';
import { firstTexts, newTexts } from '../../view/shown-in';
import { timeText } from '../../view/time-text';

interface Wanted {
  readonly goods_id?: string;
  readonly specification_id?: string;
  readonly quantity?: string;
}

const start: { status: LoadStatus } = { status: 'loading' };
const theBasket: Wanted = {};

Page({
  data: {
    ...firstTexts(),
    ...start,
    ...basketView([], undefined),
    trouble: '',
    stale: '',
    addressTrouble: '',
    address: '',
    busy: false,
  },
  wanted: theBasket,
  isGone: false,

  onLoad(query: Wanted) {
    this.wanted = query;
  },

  onShow() {
    showTitle('title_confirm');
    this.setData(newTexts(this.data));
    this.showAddress();
    void this.load();
  },

  onUnload() {
    this.isGone = true;
  },

  async load() {
    if (this.data.status === 'error') this.setData({ status: 'loading' });
    try {
      const { value, staleSince } = await loadGoods();
      const stale = staleSince === undefined ? '' : text('stale', { time: timeText(staleSince) });
      update(this, { status: 'ready', stale, ...basketView(this.lines(value), value) });
    } catch (failure) {
      this.setData({ status: 'error', trouble: errorText(failure) });
    }
  },

  /** The one thing that is bought now, or the basket. */
  lines(goods: readonly Goods[]): readonly BasketLine[] {
    const { goods_id, specification_id = '', quantity } = this.wanted;
    if (goods_id === undefined) return basketLines();
    const id = decoded(goods_id);
    const found = goods.find((one) => one.goods_id === id);
    if (!found) return [];
    return [basketLine(found, specificationOf(found, decoded(specification_id)), bounded(Number(quantity)))];
  },

  showAddress() {
    const address = lastAddress();
    update(this, { address: address ? addressText(address) : '' });
  },

  async chooseAddress() {
    this.setData({ addressTrouble: '' });
    const chosen = await chooseWechatAddress();
    if (typeof chosen !== 'string') {
      rememberAddress(chosen);
      this.showAddress();
    } else if (chosen !== 'cancelled') {
      this.setData({ addressTrouble: text(`refused_${chosen}`) });
    }
  },

  writeAddress() {
    orSay(openPlainPage('address'));
  },

  dropAddress() {
    rememberAddress(undefined);
    this.showAddress();
  },

  async submit() {
    if (this.data.busy) return;
    this.setData({ busy: true, trouble: '' });
    try {
      const wanted = wishes(this.data);
      const { out_trade_no } = await createOrder(wanted, lastAddress());
      if (this.wanted.goods_id === undefined) takeOut(wanted);
      // Whoever has left meanwhile keeps the page that was gone to.
      orSay((this.isGone ? openPage : replacePage)('checkout', out_trade_no));
    } catch (failure) {
      this.setData({ trouble: errorText(failure) });
      // Goods that were sold out meanwhile are marked.
      void this.load();
    } finally {
      this.setData({ busy: false });
    }
  },

  shop() {
    orSay(openTab('goods'));
  },
});
