// Paying: the order as the server priced it, and the choice of how to pay.
import { orSay, showTitle } from '../../i18n/chrome';
import { errorText } from '../../i18n/error-text';
import { text } from '../../i18n/language';
import { formatMoney } from '../../money/money';
import { ApiError } from '../../services/api-error';
import { startPayment } from '../../services/attempt';
import { entryValue } from '../../services/entry';
import { knownPicture } from '../../services/goods-list';
import { offerMessages } from '../../services/messages';
import { openPage, replacePage } from '../../services/navigation';
import { queryOrder } from '../../services/pay';
import type { Order } from '../../services/pay';
import { Overlapping } from '../../services/polling';
import { update } from '../../view/changes';
import type { LoadStatus } from '../../view/load-status';
import { methodViews } from '../../view/method-view';
import type { MethodView } from '../../view/method-view';
import { isPayable, orderLines } from '../../view/order-view';
import { firstTexts, newTexts } from '../../view/shown-in';

/** Somebody else has ended the order meanwhile; the result page tells how. */
const isSettled = (failure: unknown) =>
  failure instanceof ApiError && ['ORDER_PAID', 'ORDER_CLOSED'].includes(failure.code);

const start: { status: LoadStatus | 'gone' } = { status: 'loading' };

Page({
  data: {
    ...firstTexts(),
    ...start,
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
  questions: new Overlapping(),
  isGone: false,

  onLoad(query: Record<string, string | undefined>) {
    this.outTradeNo = entryValue(query, 'out_trade_no') ?? '';
    this.questions = new Overlapping();
  },

  onShow() {
    showTitle('title_checkout');
    this.setData(newTexts(this.data));
    // Back from the cashier the payment itself leads on.
    if (!this.data.busy) void this.load();
  },

  onUnload() {
    this.isGone = true;
  },

  async load() {
    if (this.data.status === 'error') this.setData({ status: 'loading' });
    try {
      const order = await this.questions.ask(() => queryOrder(this.outTradeNo));
      if (order) this.show((this.order = order));
    } catch (failure) {
      if (this.order) this.setData({ trouble: errorText(failure) });
      else this.setData({ status: 'error', trouble: errorText(failure) });
    }
  },

  show(order: Order) {
    const methods = order.pay_methods ?? [];
    const remembered = [this.data.chosen, order.pay_method].find((id) => id && methods.includes(id));
    const amount = formatMoney({ value: order.total_fee, currency: order.fee_type });
    update(this, {
      status: isPayable(order) ? 'ready' : 'gone',
      trouble: '',
      total: order.total_fee,
      currency: order.fee_type,
      lines: orderLines(order, knownPicture),
      methods: methodViews(methods, order.fee_type),
      chosen: remembered ?? methods[0] ?? '',
      payText: text('pay_now', { amount }),
    });
  },

  choose(event: WechatMiniprogram.CustomEvent<{ id: string }>) {
    this.setData({ chosen: event.detail.id });
  },

  async pay() {
    const { order } = this;
    const { chosen } = this.data;
    if (!order || !chosen || this.data.busy) return;
    this.setData({ busy: true, trouble: '' });
    // WeChat lets us ask in a tap or right after a payment, and a link has no payment to wait for.
    if (chosen !== 'wechat') void offerMessages();
    try {
      const { outcome } = await startPayment(order, chosen, () => !this.isGone);
      if (outcome === 'submitted') void offerMessages();
      this.follow(outcome === 'submitted');
    } catch (failure) {
      if (isSettled(failure)) this.follow(false);
      else this.setData({ trouble: errorText(failure) });
    } finally {
      this.setData({ busy: false });
    }
  },

  /** Whoever has left is brought back by nothing less than a payment. */
  follow(wasSubmitted: boolean) {
    if (!this.isGone) orSay(replacePage('result', this.outTradeNo));
    else if (wasSubmitted) orSay(openPage('result', this.outTradeNo));
  },
});
