// Verifies who somebody is: name and ID number, then WeChat's face check, then the back end's result, which alone counts.
import { showTitle } from '../../i18n/chrome';
import { errorText } from '../../i18n/error-text';
import { messages, text } from '../../i18n/language';
import { idNumberProblem, normalizeIdNumber } from '../../identity/id-number';
import { ApiError } from '../../services/api-error';
import {
  canCheckFace,
  checkFace,
  lastVerification,
  startVerification,
  verificationResult,
} from '../../services/identity';
import type { FaceResult, IdCard } from '../../services/identity';
import { paymentPace } from '../../services/polling';
import { verificationView } from '../../view/identity-view';

/**
 * What the verification is for. It must be one of `face.purposes` in the shop's configuration; the sentence on the page
 * that tells people about it is `identity_purpose` in i18n/.
 */
const purpose = 'account';

/** What the page shows: the form, or a verification that has `begun`; `off` where the shop does not offer it. */
type Status = 'loading' | 'error' | 'off' | 'form' | 'begun' | 'blocked';

const start: { status: Status } = { status: 'loading' };
const nothingKnown = { result: undefined, asked: 0, failures: 0, isFinished: false };
const hasCode = (failure: unknown, code: string) => failure instanceof ApiError && failure.code === code;

Page({
  data: {
    ...start,
    ...verificationView(nothingKnown),
    t: messages(),
    trouble: '',
    name: '',
    number: '',
    nameProblem: '',
    numberProblem: '',
    busy: false,
  },
  outSeqNo: '',
  handle: undefined as string | undefined,
  result: undefined as FaceResult | undefined,
  asked: 0,
  failures: 0,
  isFinished: false,
  timer: 0,
  isGone: false,

  onLoad() {
    showTitle('title_identity');
    void this.resume();
  },

  onUnload() {
    this.isGone = true;
    clearTimeout(this.timer);
  },

  /** A verification that was begun earlier is followed up; one that ended without success leaves the form. */
  async resume() {
    this.setData({ t: messages(), status: 'loading', trouble: '' });
    const known = lastVerification();
    if (known === undefined) {
      this.showForm();
      return;
    }
    try {
      const result = await verificationResult(known);
      if (result.state === 'pending' || result.verified) this.follow(known, result);
      else this.showForm();
    } catch (failure) {
      if (hasCode(failure, 'SESSION_NOT_FOUND')) this.showForm();
      else this.refuse(failure, 'error');
    }
  },

  showForm() {
    this.setData({ status: 'form', trouble: '' });
  },

  typeName({ detail }: WechatMiniprogram.Input) {
    this.setData({ name: detail.value, nameProblem: '' });
  },

  typeNumber({ detail }: WechatMiniprogram.Input) {
    this.setData({ number: detail.value, numberProblem: '' });
  },

  /** What was typed, where it can be sent; what is wrong with it is shown otherwise. */
  read(): IdCard | undefined {
    const name = this.data.name.trim();
    const number = normalizeIdNumber(this.data.number);
    const nameProblem = name === '' ? 'empty' : /[0-9\uff10-\uff19]/.test(name) ? 'wrong' : undefined;
    const numberProblem = idNumberProblem(number, Date.now());
    this.setData({
      nameProblem: nameProblem ? text(`identity_name_${nameProblem}`) : '',
      numberProblem: numberProblem ? text(`identity_number_${numberProblem}`) : '',
    });
    return (nameProblem ?? numberProblem) ? undefined : { name, number };
  },

  async send() {
    const card = this.read();
    if (!card || this.data.busy) return;
    this.setData({ busy: true, trouble: '' });
    try {
      if (await canCheckFace()) await this.verify(card);
      else this.setData({ trouble: text('identity_unsupported') });
    } catch (failure) {
      this.refuse(failure, 'form');
    } finally {
      this.setData({ busy: false });
    }
  },

  async verify(card: IdCard) {
    const started = await startVerification(card, purpose);
    const { isFinished, handle } = await checkFace(started);
    this.handle = handle;
    this.isFinished = isFinished;
    this.follow(started.out_seq_no, undefined);
  },

  /** Says what went wrong; `otherwise` is what the page shows where the shop has no better word for it. */
  refuse(failure: unknown, otherwise: Status) {
    const isOff = hasCode(failure, 'CONFIG_MISSING');
    const isBlocked = hasCode(failure, 'TOO_MANY_ATTEMPTS');
    this.setData({ status: isOff ? 'off' : isBlocked ? 'blocked' : otherwise, trouble: errorText(failure) });
  },

  follow(outSeqNo: string, result: FaceResult | undefined) {
    this.outSeqNo = outSeqNo;
    this.result = result;
    this.setData({ status: 'begun' });
    this.checkAgain();
  },

  checkAgain() {
    this.asked = 0;
    this.failures = 0;
    this.show();
    if (this.data.state === 'checking') void this.ask();
  },

  async ask() {
    clearTimeout(this.timer);
    const { outSeqNo, handle } = this;
    // One failed question means nothing; several in a row are shown as "no result yet".
    const result = await verificationResult(outSeqNo, handle).catch(() => undefined);
    if (this.isGone || outSeqNo !== this.outSeqNo) return;
    this.result = result ?? this.result;
    this.asked += result ? 1 : 0;
    this.failures = result ? 0 : this.failures + 1;
    this.show();
    if (this.data.state === 'checking') {
      this.timer = setTimeout(() => void this.ask(), paymentPace(this.asked + this.failures));
    }
  },

  show() {
    const { result, asked, failures, isFinished } = this;
    this.setData(verificationView({ result, asked, failures, isFinished }));
    // Who is verified has no more use for what was typed.
    if (this.data.state === 'verified') this.setData({ name: '', number: '' });
  },

  again() {
    clearTimeout(this.timer);
    this.outSeqNo = '';
    this.showForm();
  },
});
