// Checkout: the order as the server priced it, and the choice of how to pay.
import { showTitle } from '../../i18n/chrome';
import { errorText } from '../../i18n/error-text';
import { messages, text } from '../../i18n/language';
import { formatMoney } from '../../money/money';
import { ApiError } from '../../services/api-error';
import { startPayment } from '../../services/attempt';
import { replacePage } from '../../services/navigation';
import { queryOrder } from '../../services/pay';
import type { Order, PayMethod } from '../../services/pay';
import { methodViews } from '../../view/method-view';
import { isPayable, orderLines } from '../../view/order-view';
import type { MethodView } from '../../view/method-view';
import type { LoadStatus } from '../../view/load-status';

/** Somebody else has ended the order meanwhile; the result page tells how. */
const isSettled = (failure: unknown) =>
  failure instanceof ApiError && ['ORDER_PAID', 'ORDER_CLOSED'].includes(failure.code);

const start: { status: LoadStatus | 'gone' } = { status: 'loading' };

Page({
  data: {
    ...start,
    t: messages(),
    trouble: '',
    total: 0,
    currency: '',
    lines: [] as ReturnType<typeof orderLines>,
    methods: [] as MethodView[],
    chosen: '',
    payText: '',
    busy: false,
  },
  outTradeNo: '',
  order: undefined as Order | undefined,

  onLoad(query: { out_trade_no?: string }) {
    this.outTradeNo = query.out_trade_no ?? '';
    showTitle('title_checkout');
    void this.load();
  },

  async load() {
    this.setData({ t: messages(), status: 'loading', trouble: '' });
    try {
      this.order = await queryOrder(this.outTradeNo);
      this.show(this.order, this.order.pay_methods ?? []);
    } catch (failure) {
      this.setData({ status: 'error', trouble: errorText(failure) });
    }
  },

  show(order: Order, methods: readonly PayMethod[]) {
    this.setData({
      status: isPayable(order) ? 'ready' : 'gone',
      total: order.total_fee,
      currency: order.fee_type,
      lines: orderLines(order),
      methods: methodViews(methods),
      chosen: methods.find((id) => id === order.pay_method) ?? methods[0] ?? '',
      payText: text('pay_now', {
        amount: formatMoney({ value: order.total_fee, currency: order.fee_type }),
      }),
    });
  },

  choose(event: WechatMiniprogram.CustomEvent<{ id: string }>) {
    this.setData({ chosen: event.detail.id });
  },

  async pay() {
    if (!this.order || this.data.busy) return;
    this.setData({ busy: true, trouble: '' });
    try {
      await startPayment(this.order, this.data.chosen);
      this.follow();
    } catch (failure) {
      if (isSettled(failure)) this.follow();
      else this.setData({ trouble: errorText(failure) });
    } finally {
      this.setData({ busy: false });
    }
  },

  follow() {
    void replacePage('result', this.outTradeNo);
  },
});
