// A refund of one order: chosen by slider or typed, confirmed, and followed to its end. The wish is kept on this phone until the
// back end has said how it ended, so that a lost answer, another page or a restart never makes a second refund of it.
import { noError, operatorError } from '../../i18n/operator-error';
import { fill, words } from '../../i18n/words';
import { formatMoney } from '../../../money/money';
import { decoded } from '../../../services/entry';
import { operatorOrder } from '../../../services/operator';
import type { OperatorOrder } from '../../../services/operator';
import { openOperatorPage } from '../../open-page';
import { newWish } from '../../../services/operator-refund';
import type { RefundWish } from '../../../services/operator-refund';
import { Asking, Overlapping } from '../../../services/polling';
import { changes } from '../../../view/changes';
import type { LoadStatus } from '../../../view/load-status';
import { timeText } from '../../../view/time-text';
import type { Decision } from '../../components/decision-sheet/decision-sheet';
import { refundEndSheet } from '../../view/decision-sheet';
import { providerName } from '../../view/provider-name';
import { slid, typed } from '../../view/refund-form';
import type { ChosenAmount } from '../../view/refund-form';
import { RefundCourse } from '../../view/refund-course';
import { hasEnded, refundPauseMs } from '../../view/refund-progress';
import type { ProgressView } from '../../view/refund-progress';
import { newScreenTexts, screenTexts } from '../../view/screen-texts';

const start: { status: LoadStatus; progress: ProgressView | null } = { status: 'loading', progress: null };
const blank: ChosenAmount = { typed: '', share: 0, fee: 0, trouble: '', sendText: '' };

Page({
  data: {
    ...screenTexts('refund'),
    ...start,
    ...noError,
    currency: '',
    left: 0,
    leftText: '',
    hint: '',
    unpaid: false,
    chosen: blank,
    reason: '',
    lastAsked: '',
    canRefundMore: false,
    sheet: refundEndSheet(),
    sheetOpen: false,
    sheetTrouble: '',
    sheetDetail: '',
    busy: false,
  },
  outTradeNo: '',
  paySp: undefined as string | undefined,
  course: new RefundCourse(''),
  questions: new Overlapping(),
  asking: undefined as Asking | undefined,

  onLoad(query: { out_trade_no?: string }) {
    this.outTradeNo = decoded(query.out_trade_no ?? '');
    this.course = new RefundCourse(this.outTradeNo);
    this.questions = new Overlapping();
    this.asking = new Asking(() => this.ask(), refundPauseMs);
  },

  onShow() {
    this.setData(newScreenTexts('refund', this.data));
    this.course.resume();
    if (this.showProgress()) this.asking?.start();
    void this.load();
  },

  onHide() {
    this.asking?.stop();
  },

  onUnload() {
    this.asking?.stop();
  },

  /** What can still go back. A refund that is followed is shown also where this cannot be asked. */
  async load() {
    try {
      const order = await this.questions.ask(() => operatorOrder(this.outTradeNo));
      if (order) this.showForm(order);
    } catch (failure) {
      if (this.data.status !== 'ready') this.setData({ status: 'error', ...operatorError(failure) });
    }
  },

  showForm({ state, refundable_fee: left, fee_type: currency, pay_sp }: OperatorOrder) {
    const { refund } = words();
    this.paySp = pay_sp;
    const amount = formatMoney({ value: left, currency });
    const isOther = left !== this.data.left || this.data.chosen.sendText === '';
    this.setData(
      changes(this.data, {
        status: 'ready',
        // What a sending failed with stays until it is clear; that nothing could be loaded is over.
        ...(this.data.status === 'error' ? noError : {}),
        currency,
        left,
        leftText: fill(refund.left, { amount }),
        hint: fill(refund.amount_hint, { amount }),
        unpaid: state !== 'paid',
        canRefundMore: left > 0,
        ...(isOther && left > 0 ? { chosen: slid(100, { value: left, currency }) } : {}),
      }),
    );
  },

  slide({ detail }: WechatMiniprogram.CustomEvent<{ value: number }>) {
    this.choose(slid(detail.value, { value: this.data.left, currency: this.data.currency }));
  },

  type({ detail }: WechatMiniprogram.CustomEvent<{ value: string }>) {
    this.choose(typed(detail.value, { value: this.data.left, currency: this.data.currency }));
  },

  takeShare(event: WechatMiniprogram.TouchEvent) {
    const { share } = event.currentTarget.dataset as { share: number };
    this.choose(slid(share, { value: this.data.left, currency: this.data.currency }));
  },

  choose(chosen: ChosenAmount) {
    this.setData(changes(this.data, { chosen, ...noError }));
  },

  typeReason({ detail }: WechatMiniprogram.CustomEvent<{ value: string }>) {
    this.setData({ reason: detail.value });
  },

  async send() {
    const { chosen, currency, reason, busy } = this.data;
    if (busy) return;
    if (chosen.fee === 0) {
      this.setData({ trouble: chosen.trouble || words().refund.bad_amount, detail: '' });
      return;
    }
    // Until it is answered a second tap asks nothing: two answers would be two refunds.
    this.setData({ busy: true });
    const isSure = await this.isSure(chosen.fee).catch(() => false);
    this.setData({ busy: false });
    if (!isSure) return;
    const wish = { out_trade_no: this.outTradeNo, refund_fee: chosen.fee, fee_type: currency };
    await this.dispatch(newWish({ ...wish, reason: reason.trim() }, Date.now()));
  },

  async isSure(value: number): Promise<boolean> {
    const { refund, common } = words();
    const values = {
      amount: formatMoney({ value, currency: this.data.currency }),
      name: providerName(this.paySp),
    };
    const { confirm } = await wx.showModal({
      title: refund.sure,
      content: fill(refund.sure_text, values),
      confirmText: refund.sure_yes,
      cancelText: common.cancel,
    });
    return confirm;
  },

  /** Sends a wish, or once more the one that is followed, and follows it whatever came of this sending. */
  async dispatch(wish?: RefundWish) {
    this.asking?.stop();
    this.setData({ busy: true, ...noError });
    const sending = this.course.send(Date.now(), wish);
    this.showProgress();
    const failure = await sending;
    this.setData({ busy: false, ...(failure === undefined ? {} : operatorError(failure)) });
    if (this.showProgress()) this.asking?.start();
    await this.load();
  },

  async ask(): Promise<boolean> {
    await this.course.ask();
    this.setData({ lastAsked: fill(words().refund.last_asked, { time: timeText(Date.now()) }) });
    return this.showProgress();
  },

  /** Answers whether asking can tell more. */
  showProgress(): boolean {
    const now = Date.now();
    const progress = this.course.progress(now) ?? null;
    const isOver = progress !== null && hasEnded(progress.step);
    const status = progress ? { status: 'ready' } : {};
    this.setData(changes(this.data, { progress, ...status, ...(isOver ? noError : {}) }));
    return this.course.isOpen(now);
  },

  askAgain() {
    this.asking?.start();
  },

  sendAgain() {
    if (!this.data.busy) void this.dispatch();
  },

  giveUp() {
    this.showProgress();
    const { progress } = this.data;
    if (!progress || progress.waitSeconds === 0) {
      this.another();
      return;
    }
    const title = fill(words().refund.give_up_later, { n: progress.waitSeconds });
    void wx.showToast({ title, icon: 'none' });
  },

  /** Leaves this refund for another amount. */
  another() {
    this.asking?.stop();
    this.course.leave();
    this.setData({ progress: null, lastAsked: '', chosen: blank, ...noError });
    void this.load();
  },

  back() {
    void openOperatorPage('order', { out_trade_no: this.outTradeNo });
  },

  openSheet() {
    this.setData({ sheet: refundEndSheet(), sheetOpen: true, sheetTrouble: '', sheetDetail: '' });
  },

  closeSheet() {
    this.setData({ sheetOpen: false });
  },

  async decide({ detail }: WechatMiniprogram.CustomEvent<Decision>) {
    if (this.data.busy) return;
    this.setData({ busy: true, sheetTrouble: '', sheetDetail: '' });
    try {
      await this.course.decide(detail.choice === 'succeeded' ? 'succeeded' : 'failed', detail.explanation);
      this.setData({ sheetOpen: false });
    } catch (failure) {
      const { trouble, detail: theirs } = operatorError(failure);
      this.setData({ sheetTrouble: trouble, sheetDetail: theirs });
    } finally {
      this.setData({ busy: false });
    }
    this.showProgress();
  },
});
