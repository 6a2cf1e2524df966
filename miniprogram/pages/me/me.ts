// Who is signed in, their phone number, the ways to their identity and member card, and the language of the screens.
import { orSay, showTabs, showTitle } from '../../i18n/chrome';
import { errorText } from '../../i18n/error-text';
import { languageChoice, languages, setLanguage, text } from '../../i18n/language';
import type { LanguageChoice } from '../../i18n/language';
import { piecesInBasket } from '../../services/basket';
import { login } from '../../services/login';
import { openOperator, openPlainPage } from '../../services/navigation';
import type { PlainPage } from '../../services/navigation';
import { bindPhone, boundPhone } from '../../services/phone';
import type { PhoneAnswer } from '../../services/phone';
import { shopFacts } from '../../services/shop';
import { update } from '../../view/changes';
import { phoneText } from '../../view/phone-view';
import { firstTexts, newTexts } from '../../view/shown-in';

Page({
  data: {
    ...firstTexts(),
    openid: '',
    trouble: '',
    phone: '',
    phoneTrouble: '',
    busy: false,
    isOperator: false,
    choices: [] as readonly { readonly id: LanguageChoice; readonly name: string }[],
    chosen: '',
  },

  onShow() {
    this.relabel();
    void this.signIn();
    void this.lookForRights();
  },

  relabel() {
    showTitle('title_me');
    showTabs(piecesInBasket());
    const choices = [{ id: 'wechat', name: text('language_wechat') }, ...languages];
    this.setData(newTexts(this.data));
    update(this, { choices, chosen: languageChoice(), phoneTrouble: '' });
  },

  async signIn() {
    update(this, { trouble: '' });
    try {
      const { openid } = await login();
      const hint = await boundPhone();
      update(this, { openid, phone: hint ? phoneText(hint) : '' });
    } catch (failure) {
      this.setData({ trouble: errorText(failure) });
    }
  },

  /** Where the shop does not say, nobody is an operator; coming back asks again. */
  async lookForRights() {
    const facts = await shopFacts().catch(() => undefined);
    if (facts) update(this, { isOperator: facts.operator_of.length > 0 });
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
    const { page } = event.currentTarget.dataset as { page: PlainPage };
    orSay(openPlainPage(page));
  },

  work() {
    orSay(openOperator());
  },

  chooseLanguage(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
    const next = this.data.choices.find(({ id }) => id === event.detail.value);
    if (!next) return;
    setLanguage(next.id);
    this.relabel();
  },
});
