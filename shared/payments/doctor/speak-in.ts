/** The doctor's languages. Each is loaded when somebody asks for it: no payment waits for its sentences. */
import type { Language } from '../../kernel/languages';
import { inEnglish, speaker, type Speak } from './said';

export async function speakIn(language: Language): Promise<Speak> {
  switch (language) {
    case 'en':
      return inEnglish;
    case 'zh-CN':
      return speaker((await import('./words/zh-cn')).zhCn);
    case 'zh-TW':
      return speaker((await import('./words/zh-tw')).zhTw);
  }
}
