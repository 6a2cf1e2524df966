// Who is signed in, and the language of the screens.
import { showTabs, showTitle } from '../../i18n/chrome';
import { errorText } from '../../i18n/error-text';
import { language, languages, messages, setLanguage } from '../../i18n/language';
import { login } from '../../services/login';

Page({
  data: {
    t: messages(),
    openid: '',
    trouble: '',
    languages,
    chosen: '',
  },

  onShow() {
    this.relabel();
    void this.signIn();
  },

  relabel() {
    showTitle('title_me');
    showTabs();
    this.setData({ t: messages(), chosen: language() });
  },

  async signIn() {
    this.setData({ trouble: '' });
    try {
      this.setData({ openid: (await login()).openid });
    } catch (failure) {
      this.setData({ trouble: errorText(failure) });
    }
  },

  chooseLanguage(event: WechatMiniprogram.RadioGroupChange) {
    const next = languages.find(({ id }) => id === event.detail.value);
    if (!next) return;
    setLanguage(next.id);
    this.relabel();
  },
});
