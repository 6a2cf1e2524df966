// Which language a page shows: the texts are sent to it once, and again only after the language has changed.
import { language, messages, type Language } from '../i18n/language';
import type { Messages } from '../i18n/zh-cn';

/** The texts for a page's data where it shows another language than the one in force; nothing otherwise. */
export const newTexts = (shown: { readonly language: Language }): { t?: Messages; language?: Language } =>
  shown.language === language() ? {} : { t: messages(), language: language() };

/** The texts that a page starts with. */
export const firstTexts = (): { t: Messages; language: Language } => ({
  t: messages(),
  language: language(),
});
