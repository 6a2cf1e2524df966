// The operators' texts in the language in force. They come with the sub-package, so that shoppers do not load them.
import { language } from '../../i18n/language';
import { en } from './en';
import { zhCn, type Words } from './zh-cn';
import { zhTw } from './zh-tw';

const dictionaries: Readonly<Record<'zh-CN' | 'zh-TW' | 'en', Words>> = {
  'zh-CN': zhCn,
  'zh-TW': zhTw,
  en,
};

/** The texts in the language in force. */
export const words = (): Words => dictionaries[language()];

/** A text with `{name}` replaced from `values`. */
export const fill = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));

/** The text of a key that came from the back end, where this version knows it. */
export const wordIfAny = (section: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.keys(section).includes(key) ? section[key] : undefined;
