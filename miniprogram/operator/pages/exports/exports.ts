// The orders of some days as a file: made page by page, then sent to a chat or copied.
import { noError, operatorError } from '../../i18n/operator-error';
import { fill, words } from '../../i18n/words';
import { failureText } from '../../../services/cloud';
import { changes } from '../../../view/changes';
import { lastDays, zoneOf } from '../../view/days';
import { ExportFile } from '../../view/export-file';
import { newScreenTexts, screenTexts } from '../../view/screen-texts';

Page({
  data: {
    ...screenTexts('exports'),
    ...noError,
    from: '',
    to: '',
    busy: false,
    /** What was done so far. */
    said: '',
    makeText: words().exports.make,
    isReady: false,
  },
  file: undefined as ExportFile | undefined,

  onLoad() {
    this.setData(lastDays(30, Date.now()));
  },

  onShow() {
    const isGoingOn = this.file !== undefined && !this.file.isWhole;
    const makeText = isGoingOn ? words().exports.go_on : words().exports.make;
    this.setData({ ...newScreenTexts('exports', this.data), ...changes(this.data, { makeText }) });
  },

  changeDays({ detail }: WechatMiniprogram.CustomEvent<{ from: string; to: string }>) {
    if (this.data.busy) return;
    this.file = undefined;
    this.setData({ ...detail, ...noError, said: '', isReady: false, makeText: words().exports.make });
  },

  async make() {
    if (this.data.busy) return;
    const { from, to } = this.data;
    const { exports } = words();
    const file = (this.file ??= new ExportFile({ from, to, zone: zoneOf(Date.now()) }));
    this.setData({ busy: true, ...noError });
    try {
      await file.write((n) => this.setData({ said: fill(exports.making, { n }) }));
      this.setData({
        isReady: file.orders > 0,
        said: file.orders > 0 ? fill(exports.ready, { n: file.orders }) : exports.empty,
        makeText: exports.make,
      });
      this.file = file.orders > 0 ? file : undefined;
    } catch (failure) {
      const said = file.orders > 0 ? fill(exports.broken_off, { n: file.orders }) : '';
      this.setData({
        ...operatorError(failure),
        said,
        makeText: file.orders > 0 ? exports.go_on : exports.make,
      });
    } finally {
      this.setData({ busy: false });
    }
  },

  async share() {
    if (!this.file) return;
    const { exports } = words();
    try {
      await wx.shareFileMessage({ filePath: this.file.path, fileName: this.file.name });
      void wx.showToast({ title: exports.shared, icon: 'none' });
    } catch (failure) {
      if (!failureText(failure).includes('cancel'))
        this.setData({ trouble: exports.share_failed, detail: '' });
    }
  },

  async copy() {
    if (!this.file) return;
    try {
      await wx.setClipboardData({ data: this.file.csv });
    } catch (failure) {
      this.setData(operatorError(failure));
    }
  },
});
