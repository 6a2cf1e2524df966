// The course of a refund that was wished for on this phone: sent under its number, asked about, and forgotten only when the back
// end has said how it ended, or that it never began.
import { ApiError } from '../../services/api-error';
import type { Refund } from '../../services/pay';
import { resolveRefund } from '../../services/operator-aside';
import { dropWish, keepWish, openWishes, queryRefund, sendWish } from '../../services/operator-refund';
import type { RefundWish } from '../../services/operator-refund';
import { Overlapping } from '../../services/polling';
import { keepsAsking, progressView, refundStep, wasRefused } from './refund-progress';
import type { ProgressView } from './refund-progress';

export class RefundCourse {
  private wish: RefundWish | undefined;
  private state: Refund['state'] | undefined;
  private absent = false;
  /** A request is on its way, so that "no such refund" says nothing yet. */
  private sending = false;
  private questions = new Overlapping();

  constructor(private readonly outTradeNo: string) {}

  /** Takes up the newest wish of the order that has not ended; what is followed already goes on. */
  resume(): void {
    const wishes = openWishes(this.outTradeNo);
    const newest = wishes[wishes.length - 1];
    if (newest && !this.sending && newest.out_refund_no !== this.wish?.out_refund_no) this.take(newest);
  }

  /** What to show of it; undefined while there is none. */
  progress(now: number): ProgressView | undefined {
    this.countFrom(now);
    const { wish, state, absent } = this;
    return wish && progressView({ wish, state, absent }, now);
  }

  /** Whether asking (again) can tell more: also of one that is not there yet and may still arrive. */
  isOpen(now: number): boolean {
    const shown = this.progress(now);
    return (
      shown !== undefined && (keepsAsking(shown.step) || (shown.step === 'absent' && shown.waitSeconds > 0))
    );
  }

  /** Sends a new wish, or the one that is followed again. Answers what was said against it; undefined where nothing was. */
  async send(now: number, wish: RefundWish | undefined = this.wish): Promise<unknown> {
    if (!wish || this.sending) return undefined;
    this.take(wish);
    this.sending = true;
    try {
      this.learn(await sendWish(wish, now));
      return undefined;
    } catch (failure) {
      this.sending = false;
      await this.ask();
      this.forgetRefused(failure);
      return failure;
    } finally {
      this.sending = false;
    }
  }

  /** Asks how it stands. What cannot be asked changes nothing. */
  async ask(): Promise<void> {
    const { wish } = this;
    if (!wish) return;
    try {
      const refund = await this.questions.ask(() => queryRefund(wish.out_refund_no));
      if (refund && this.isStill(wish)) this.learn(refund);
    } catch (failure) {
      const isMissing = failure instanceof ApiError && failure.code === 'REFUND_NOT_FOUND';
      if (isMissing && this.isStill(wish) && !this.sending) this.absent = this.state === undefined;
    }
  }

  /** Says how it ended, where no PSP will. */
  async decide(state: 'succeeded' | 'failed', explanation: string): Promise<void> {
    if (this.wish) this.learn(await resolveRefund(this.wish.out_refund_no, state, explanation));
  }

  /** Stops following it; a wish that never began is forgotten for good. */
  leave(): void {
    const { wish, state, absent } = this;
    if (wish && refundStep({ wish, state, absent }) === 'absent') dropWish(wish.out_refund_no);
    this.wish = undefined;
  }

  /** What was sent in the future was sent by a clock that was ahead: the wait begins now, so that it ends. */
  private countFrom(now: number): void {
    const wish = this.absent ? this.kept() : undefined;
    if (wish && wish.sent_at > now) keepWish((this.wish = { ...wish, sent_at: now }));
  }

  private take(wish: RefundWish): void {
    this.wish = wish;
    this.state = undefined;
    this.absent = false;
    this.questions = new Overlapping();
  }

  private isStill({ out_refund_no }: RefundWish): boolean {
    return this.wish?.out_refund_no === out_refund_no;
  }

  private learn({ state }: Refund): void {
    const wish = this.kept();
    if (!wish) return;
    this.state = state;
    this.absent = false;
    if (state === 'succeeded' || state === 'failed') dropWish(wish.out_refund_no);
    else keepWish((this.wish = { ...wish, known: true }));
  }

  private forgetRefused(failure: unknown): void {
    const wish = this.kept();
    const code = failure instanceof ApiError ? failure.code : '';
    if (wish && this.absent && wasRefused(code, wish)) this.leave();
  }

  /** The wish as it is kept: how often it was sent is counted there. */
  private kept(): RefundWish | undefined {
    const { wish } = this;
    if (!wish) return undefined;
    this.wish = openWishes(this.outTradeNo).find((one) => this.isStill(one)) ?? wish;
    return this.wish;
  }
}
