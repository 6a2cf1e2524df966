// How the phone on the desk is set: whose it is, its language, look, network and screen. Kept for the next visit.
import { people, type DeskLanguage } from './texts';

export const looks = ['auto', 'light', 'dark'] as const;
export const networks = ['fast', '3g', 'slow', 'offline'] as const;
/** Width and height in CSS pixels, as WeChat's own simulator names them. */
export const screens = ['390x844', '375x667', '430x932', '320x568'] as const;

export interface PhoneSettings {
  readonly openid: string;
  readonly language: DeskLanguage;
  readonly look: (typeof looks)[number];
  readonly network: (typeof networks)[number];
  readonly screen: (typeof screens)[number];
}

const prefix = 'preview:';

/** What was chosen last; a network that is down is chosen anew each time, so that nobody wonders. */
export function keptSettings(): PhoneSettings {
  const kept = (name: string): string => localStorage.getItem(prefix + name) ?? '';
  const among = <T extends string>(choices: readonly [T, ...T[]], value: string): T =>
    choices.find((each) => each === value) ?? choices[0];
  const language = kept('language') || navigator.language;
  return {
    openid: people.find(({ openid }) => openid === kept('openid'))?.openid ?? people[0].openid,
    language: languageNamed(language),
    look: among(looks, kept('look')),
    network: 'fast',
    screen: among(screens, kept('screen')),
  };
}

/** Remembers what was chosen. */
export function keep(name: 'language' | 'look' | 'screen', value: string): void {
  localStorage.setItem(prefix + name, value);
}

/** The phone's address with these settings; they hold from its first request on. */
export function phoneAddress({ openid, language, look, network }: PhoneSettings): string {
  const query = new URLSearchParams({ openid, lang: language === 'zh' ? 'zh_CN' : language });
  if (look !== 'auto') query.set('theme', look);
  if (network !== 'fast') query.set('network', network);
  return `/phone/?${query.toString()}`;
}

function languageNamed(spoken: string): DeskLanguage {
  if (/^zh[_-](TW|HK|MO|Hant)/i.test(spoken)) return 'zh_TW';
  return spoken.startsWith('zh') ? 'zh' : 'en';
}
