// The texts of a page, sent to it once and again only when the language has changed.
import { drawTitle } from '../../i18n/chrome';
import { language, type Language } from '../../i18n/language';
import { words } from '../i18n/words';
import type { Words } from '../i18n/zh-cn';

type Section = Exclude<keyof Words, 'common'>;

/** A page's own texts and those that every page has. */
export type ScreenTexts<S extends Section> = Words[S] & Words['common'];

export interface Titled<S extends Section> {
  readonly t: ScreenTexts<S>;
  readonly language: Language;
}

/** The texts of a section in the language in force; they name the page in its title too. */
export function screenTexts<S extends Section>(section: S): Titled<S> {
  const all = words();
  return { t: { ...all.common, ...all[section] }, language: language() };
}

/** Writes the title, and answers the texts where the page shows another language than the one in force. */
export function newScreenTexts<S extends Section>(
  section: S,
  shown: { readonly language: Language },
): Partial<Titled<S>> {
  const { title } = words()[section] as { readonly title?: string };
  if (title !== undefined) drawTitle(title);
  return shown.language === language() ? {} : screenTexts(section);
}
