/** The language in which findings are printed: the one that is asked for, else the shell's. */
import { languages, type Language } from '../../shared/kernel/languages';
import type { Speak } from '../../shared/payments/doctor/said';
import { speakIn } from '../../shared/payments/doctor/speak-in';

/** What every command takes that prints findings. */
export const languageOption = { lang: { type: 'string' } } as const;

/** @throws Error in words for whoever typed the command */
export const speakAs = (lang: string | undefined): Promise<Speak> =>
  speakIn(lang === undefined ? languageOfTheShell(process.env) : languageNamed(lang));

/** `zh` alone is what most who write it mean. */
function languageNamed(lang: string): Language {
  const language = lang === 'zh' ? 'zh-CN' : languages.find((one) => one === lang);
  if (!language) throw new Error(`--lang takes one of: ${languages.join(', ')}`);
  return language;
}

/** As POSIX reads it: the first of the three that says something, such as `zh_TW.UTF-8`. */
export function languageOfTheShell({ LC_ALL, LC_MESSAGES, LANG }: NodeJS.ProcessEnv): Language {
  const said = (LC_ALL || LC_MESSAGES || LANG) ?? '';
  if (!/^zh/i.test(said)) return 'en';
  return /^zh[-_](?:TW|HK|MO|Hant)/i.test(said) ? 'zh-TW' : 'zh-CN';
}
