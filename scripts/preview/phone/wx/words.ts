// The few words that WeChat itself would say, in the languages that a phone speaks.
import type { Person } from '../person';
import { en } from './words/en';
import { zhCn, type Words } from './words/zh-cn';
import { zhTw } from './words/zh-tw';

export type { Words } from './words/zh-cn';

const words: Readonly<Record<Person['language'], Words>> = { zh_CN: zhCn, zh_TW: zhTw, en };

export const wordsFor = ({ language }: Person): Words => words[language];
