// What a failed call says to a person: one sentence for each code, in each language.
import { ApiError } from './api-error';
import { enSentences } from './sentences/en';
import { zhCnSentences } from './sentences/zh-cn';
import { zhTwSentences } from './sentences/zh-tw';

/** The languages that have sentences. */
export type SentenceLanguage = 'zh-CN' | 'zh-TW' | 'en';

/** Codes that this version knows no sentence for have one together. */
type Sentences = Readonly<Record<string, string>> & { readonly error_UNKNOWN: string };

const sentences: Readonly<Record<SentenceLanguage, Sentences>> = {
  'zh-CN': zhCnSentences,
  'zh-TW': zhTwSentences,
  en: enSentences,
};

/** A sentence for the screen; never a stack, a code, a configuration key or the words of a PSP. */
export function errorSentence(failure: unknown, language: SentenceLanguage): string {
  const { [language]: all } = sentences;
  const code = failure instanceof ApiError ? failure.code : 'UNKNOWN';
  return all[`error_${code}`] ?? all.error_UNKNOWN;
}
