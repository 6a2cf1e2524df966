// The language of the screens: what the person chose, else what WeChat itself is set to.
import { keepPlain, keptPlain } from '../services/kept';
import { en } from './en';
import { zhCn, type MessageKey, type Messages } from './zh-cn';
import { zhTw } from './zh-tw';

export type Language = 'zh-CN' | 'zh-TW' | 'en';

/** What can be chosen: a language, or the one that WeChat itself speaks. */
export type LanguageChoice = Language | 'wechat';

const storageKey = 'language';
const dictionaries: Readonly<Record<Language, Messages>> = { 'zh-CN': zhCn, 'zh-TW': zhTw, en };

/** The languages on offer, each under its own name. */
export const languages: readonly { readonly id: Language; readonly name: string }[] = [
  { id: 'zh-CN', name: '简体中文' },
  { id: 'zh-TW', name: '繁體中文' },
  { id: 'en', name: 'English' },
];

let current: Language | undefined;

/** The language in force. */
export function language(): Language {
  current ??= chosenLanguage() ?? wechatLanguage();
  return current;
}

/** What the person chose: a language, or to follow WeChat. */
export const languageChoice = (): LanguageChoice => chosenLanguage() ?? 'wechat';

/** Changes the language and remembers it on this phone. */
export function setLanguage(next: LanguageChoice): void {
  current = next === 'wechat' ? wechatLanguage() : next;
  keepPlain(storageKey, next);
}

/** All texts in the language in force, for a page's data. */
export const messages = (): Messages => dictionaries[language()];

/** One text, with `{name}` replaced from `values`. */
export function text(key: MessageKey, values: Readonly<Record<string, string | number>> = {}): string {
  return messages()[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The text of a key that is put together at run time, where there is one. */
export function textIfAny(key: string): string | undefined {
  return (messages() as Readonly<Record<string, string | undefined>>)[key];
}

function chosenLanguage(): Language | undefined {
  const stored = keptPlain(storageKey);
  return languages.find(({ id }) => id === stored)?.id;
}

/** WeChat names its languages zh_CN, zh_TW, zh_HK, en and many more, for which English is the nearest. */
function wechatLanguage(): Language {
  const { language: spoken } = wx.getAppBaseInfo();
  if (/^zh[_-](TW|HK|MO|Hant)/i.test(spoken)) return 'zh-TW';
  return spoken.startsWith('zh') ? 'zh-CN' : 'en';
}
