// One order with all that its operators know and may do: what waits and how it ends, payments, refunds, journal.
import { orSay } from '../../../i18n/chrome';
import { operatorError } from '../../i18n/operator-error';
import { fill, words } from '../../i18n/words';
import { decoded } from '../../../services/entry';
import { askNow, forceClose, markSeen, operatorOrder, retryOrder } from '../../../services/operator';
import type { OperatorOrder } from '../../../services/operator';
import { resolveRefund } from '../../../services/operator-aside';
import { openOperatorPage } from '../../open-page';
import { openWishes } from '../../../services/operator-refund';
import { Overlapping } from '../../../services/polling';
import { changes } from '../../../view/changes';
import type { LoadStatus } from '../../../view/load-status';
import type { Decision } from '../../components/decision-sheet/decision-sheet';
import type { ActName } from '../../view/attention-view';
import { actSheet, refundEndSheet } from '../../view/decision-sheet';
import type { Sheet } from '../../view/decision-sheet';
import { failedView, freshView } from '../../view/failed-view';
import { answerRows, orderScreen } from '../../view/order-screen';
import { newScreenTexts, screenTexts } from '../../view/screen-texts';

/** What the sheet that lies open does. */
type Doing = { readonly act: ActName } | { readonly refundNo: string };

const firstDoing = (): Doing => ({ act: 'asknow' });

const nothing: OperatorOrder = {
  out_trade_no: '',
  state: 'created',
  total_fee: 0,
  fee_type: '',
  refunded_fee: 0,
  refundable_fee: 0,
  created_at: 0,
};

const start: { status: LoadStatus } = { status: 'loading' };

Page({
  data: {
    ...screenTexts('order'),
    ...start,
    trouble: '',
    detail: '',
    stale: '',
    ...orderScreen(nothing, 0),
    answers: [] as ReturnType<typeof answerRows>,
    sheet: actSheet('asknow'),
    sheetOpen: false,
    sheetTrouble: '',
    sheetDetail: '',
    busy: false,
  },
  outTradeNo: '',
  questions: new Overlapping(),
  askedAt: 0,
  doing: firstDoing(),

  onLoad(query: { out_trade_no?: string }) {
    this.outTradeNo = decoded(query.out_trade_no ?? '');
    this.questions = new Overlapping();
  },

  onShow() {
    this.setData(newScreenTexts('order', this.data));
    void this.load();
  },

  async onPullDownRefresh() {
    await this.load();
    void wx.stopPullDownRefresh();
  },

  async load() {
    if (this.data.status === 'error') this.setData({ status: 'loading' });
    try {
      const order = await this.questions.ask(() => operatorOrder(this.outTradeNo));
      if (order) this.show(order);
    } catch (failure) {
      this.setData(changes(this.data, { ...failedView(failure, this.askedAt) }));
    }
  },

  show(order: OperatorOrder) {
    this.askedAt = Date.now();
    const screen = orderScreen(order, openWishes(this.outTradeNo).length);
    this.setData(changes(this.data, { ...freshView, ...screen }));
  },

  copy(event: WechatMiniprogram.TouchEvent) {
    const { value } = event.currentTarget.dataset as { value?: string };
    if (value) orSay(wx.setClipboardData({ data: value }), 'not_copied');
  },

  refund() {
    void openOperatorPage('refund', { out_trade_no: this.outTradeNo });
  },

  openInbox() {
    void openOperatorPage('inbox', { out_trade_no: this.outTradeNo });
  },

  openAct(event: WechatMiniprogram.TouchEvent) {
    const { act } = event.currentTarget.dataset as { act: ActName };
    this.openSheet({ act }, actSheet(act));
  },

  openRefundEnd(event: WechatMiniprogram.TouchEvent) {
    const { no } = event.currentTarget.dataset as { no: string };
    this.openSheet({ refundNo: no }, refundEndSheet());
  },

  /** While something is under way no other sheet opens: its end would be told of that one. */
  openSheet(doing: Doing, sheet: Sheet) {
    if (this.data.busy) return;
    this.doing = doing;
    this.setData({ sheet, sheetOpen: true, sheetTrouble: '', sheetDetail: '' });
  },

  closeSheet() {
    this.setData({ sheetOpen: false });
  },

  async decide({ detail }: WechatMiniprogram.CustomEvent<Decision>) {
    if (this.data.busy) return;
    this.setData({ busy: true, sheetTrouble: '', sheetDetail: '' });
    try {
      await this.run(this.doing, detail);
      this.setData({ sheetOpen: false });
      const title = fill(words().order.actions_done, { what: this.data.sheet.title });
      void wx.showToast({ title, icon: 'none' });
    } catch (failure) {
      const { trouble, detail: theirs } = operatorError(failure);
      this.setData({ sheetTrouble: trouble, sheetDetail: theirs });
    } finally {
      this.setData({ busy: false });
    }
    // Also after a failure: the back end may have booked what it heard.
    await this.load();
  },

  async run(doing: Doing, { choice, explanation, force }: Decision) {
    const no = this.outTradeNo;
    if ('refundNo' in doing) {
      await resolveRefund(doing.refundNo, choice === 'succeeded' ? 'succeeded' : 'failed', explanation);
      return;
    }
    switch (doing.act) {
      case 'asknow':
        this.setData({ answers: answerRows(await askNow(no, explanation)) });
        break;
      case 'close':
        await forceClose(no, explanation);
        break;
      case 'retry':
        await retryOrder(no, explanation);
        break;
      case 'seen_refunded_elsewhere':
        await markSeen(no, 'refunded_elsewhere', explanation);
        break;
      case 'seen_kept_aside':
        await markSeen(no, 'kept_aside', explanation, force);
        break;
    }
  },
});
