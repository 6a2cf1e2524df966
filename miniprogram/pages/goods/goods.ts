// The shop: goods with steppers, and a bar with the sum so far. The binding price is made by the server at checkout.
import { showTabs, showTitle } from '../../i18n/chrome';
import { errorText } from '../../i18n/error-text';
import { messages, text } from '../../i18n/language';
import { formatMoney } from '../../money/money';
import { openPage } from '../../services/navigation';
import { createOrder, listGoods } from '../../services/pay';
import type { Goods } from '../../services/pay';
import type { LoadStatus } from '../../view/load-status';

const start: { status: LoadStatus; cart: Record<string, number> } = { status: 'loading', cart: {} };

Page({
  data: {
    ...start,
    t: messages(),
    trouble: '',
    goods: [] as (Goods & { priceText: string })[],
    chosen: '',
    total: 0,
    currency: '',
    busy: false,
  },

  onLoad() {
    void this.load();
  },

  onShow() {
    showTitle('title_goods');
    showTabs();
    this.setData({ t: messages() });
    this.count(this.data.cart);
  },

  async load() {
    this.setData({ status: 'loading' });
    try {
      const { goods } = await listGoods();
      const views = goods.map((item) => ({
        ...item,
        priceText: formatMoney({ value: item.price, currency: item.fee_type }),
      }));
      this.setData({ goods: views, currency: views[0]?.fee_type ?? '', status: 'ready' });
    } catch (failure) {
      this.setData({ status: 'error', trouble: errorText(failure) });
    }
  },

  changeQuantity(event: WechatMiniprogram.CustomEvent<{ value: number }>) {
    const { id } = event.currentTarget.dataset as { id: string };
    this.count({ ...this.data.cart, [id]: event.detail.value });
  },

  count(cart: Record<string, number>) {
    const { goods } = this.data;
    const pieces = goods.reduce((sum, { goods_id }) => sum + (cart[goods_id] ?? 0), 0);
    const total = goods.reduce((sum, { goods_id, price }) => sum + price * (cart[goods_id] ?? 0), 0);
    this.setData({ cart, total, chosen: pieces > 0 ? text('chosen', { n: pieces }) : '' });
  },

  async checkout() {
    if (this.data.busy) return;
    this.setData({ busy: true, trouble: '' });
    try {
      const items = Object.entries(this.data.cart).flatMap(([goods_id, quantity]) =>
        quantity > 0 ? [{ goods_id, quantity }] : [],
      );
      const { out_trade_no } = await createOrder(items);
      await openPage('checkout', out_trade_no);
      this.count({});
    } catch (failure) {
      this.setData({ trouble: errorText(failure) });
    } finally {
      this.setData({ busy: false });
    }
  },
});
