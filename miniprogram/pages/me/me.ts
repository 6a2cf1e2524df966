// Who is signed in, their phone number, the ways to their identity and member card, and the language of the screens.
import { showTabs, showTitle } from '../../i18n/chrome';
import { errorText } from '../../i18n/error-text';
import { language, languages, messages, setLanguage, text } from '../../i18n/language';
import { login } from '../../services/login';
import { openPersonPage } from '../../services/navigation';
import type { PersonPage } from '../../services/navigation';
import { bindPhone, boundPhone } from '../../services/phone';
import type { PhoneAnswer } from '../../services/phone';
import { phoneText } from '../../view/phone-view';

Page({
  data: {
    t: messages(),
    openid: '',
    trouble: '',
    phone: '',
    phoneTrouble: '',
    busy: false,
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
    this.setData({ t: messages(), chosen: language(), phoneTrouble: '' });
  },

  async signIn() {
    this.setData({ trouble: '' });
    try {
      const { openid } = await login();
      const hint = await boundPhone();
      this.setData({ openid, phone: hint ? phoneText(hint) : '' });
    } catch (failure) {
      this.setData({ trouble: errorText(failure) });
    }
  },

  async takePhone({ detail }: WechatMiniprogram.CustomEvent<PhoneAnswer>) {
    this.setData({ busy: true, phoneTrouble: '' });
    try {
      const answer = await bindPhone(detail);
      if (typeof answer === 'string') this.setData({ phoneTrouble: text(`phone_${answer}`) });
      else this.setData({ phone: phoneText(answer) });
    } catch (failure) {
      this.setData({ phoneTrouble: errorText(failure) });
    } finally {
      this.setData({ busy: false });
    }
  },

  open(event: WechatMiniprogram.TouchEvent) {
    const { page } = event.currentTarget.dataset as { page: PersonPage };
    void openPersonPage(page);
  },

  chooseLanguage(event: WechatMiniprogram.RadioGroupChange) {
    const next = languages.find(({ id }) => id === event.detail.value);
    if (!next) return;
    setLanguage(next.id);
    this.relabel();
  },
});
