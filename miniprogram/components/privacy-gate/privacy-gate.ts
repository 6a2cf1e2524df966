// Asks for the agreement that WeChat wants before the clipboard, the address or the phone number is used. Each page that uses
// one of them has a gate; the one on the page that is shown asks.
import { text } from '../../i18n/language';
import { orSay } from '../../i18n/chrome';
import { answerPrivacy, openPrivacyNotice, privacyAsker } from '../../services/privacy';

Component({
  data: { shown: false, title: '', body: '', read: '', agree: '', refuse: '' },
  lifetimes: {
    attached() {
      this.listen();
    },
    detached() {
      privacyAsker(undefined);
    },
  },
  pageLifetimes: {
    show() {
      this.listen();
    },
    hide() {
      this.setData({ shown: false });
      privacyAsker(undefined);
    },
  },
  methods: {
    listen() {
      privacyAsker(() => this.ask());
    },
    ask() {
      this.setData({
        shown: true,
        title: text('privacy_title'),
        body: text('privacy_text'),
        read: text('privacy_read', { contract: text('privacy_contract') }),
        agree: text('privacy_agree'),
        refuse: text('privacy_refuse'),
      });
    },
    readContract() {
      orSay(openPrivacyNotice());
    },
    agreed() {
      this.setData({ shown: false });
      answerPrivacy('privacy-agree');
    },
    refused() {
      this.setData({ shown: false });
      answerPrivacy(undefined);
    },
  },
});
