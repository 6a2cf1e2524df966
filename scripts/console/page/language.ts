// Which language the console speaks, and saying things in it.
import { texts, zhWords, type Language } from './texts';

export type TextKey = keyof (typeof texts)['zh'];

const storageKey = 'console:language';
let spoken: Language = (localStorage.getItem(storageKey) ?? navigator.language).startsWith('zh')
  ? 'zh'
  : 'en';

export const language = (): Language => spoken;

/** Remembers the choice for the next visit. */
export function speak(next: Language): void {
  spoken = next;
  localStorage.setItem(storageKey, next);
}

/** The text with its {placeholders} filled. */
export function say(key: TextKey, values: Readonly<Record<string, string>> = {}): string {
  return texts[spoken][key].replace(/\{(\w+)\}/g, (all, name: string) => values[name] ?? all);
}

/** A state or verdict as people read it. */
export function word(raw: string): string {
  return spoken === 'zh' ? (zhWords[raw] ?? raw) : raw;
}

/** Why a notice was refused; words that are not known are shown as they are. */
export function refusal(reason: string): string {
  const key = `why_${reason}`;
  return key in texts[spoken] ? say(key as TextKey) : reason;
}
