// What this mini-program is: its version, its privacy notice, and whose work it uses.
import { orSay, showTitle } from '../../i18n/chrome';
import { text } from '../../i18n/language';
import { openPrivacyNotice } from '../../services/privacy';
import { firstTexts, newTexts } from '../../view/shown-in';

Page({
  data: { ...firstTexts(), version: '' },

  onShow() {
    showTitle('title_about');
    this.setData(newTexts(this.data));
    // Only a released version has a number.
    const { version } = wx.getAccountInfoSync().miniProgram;
    this.setData({ version: version || text('about_test_version') });
  },

  readContract() {
    orSay(openPrivacyNotice());
  },
});
