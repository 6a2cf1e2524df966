// The language of the screens: what the person chose, else what WeChat itself is set to.
import { en } from './en';
import { zhCn } from './zh-cn';

export type Language = 'zh-CN' | 'en';
export type MessageKey = keyof typeof zhCn;
export type Messages = Readonly<Record<MessageKey, string>>;

const storageKey = 'language';
const dictionaries: Readonly<Record<Language, Messages>> = { 'zh-CN': zhCn, en };

/** The languages on offer, each under its own name. */
export const languages: readonly { readonly id: Language; readonly name: string }[] = [
  { id: 'zh-CN', name: '简体中文' },
  { id: 'en', name: 'English' },
];

let current: Language | undefined;

/** The language in force. */
export function language(): Language {
  current ??= chosenLanguage() ?? (wx.getAppBaseInfo().language.startsWith('zh') ? 'zh-CN' : 'en');
  return current;
}

/** Changes the language and remembers it on this phone. */
export function setLanguage(next: Language): void {
  current = next;
  wx.setStorageSync(storageKey, next);
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
  const stored: unknown = wx.getStorageSync(storageKey);
  return languages.find(({ id }) => id === stored)?.id;
}
