/** doctor 所说的话：简体中文。 */
import type { Words } from '../said';
import { abouts } from './zh-cn/abouts';
import { accounts } from './zh-cn/accounts';
import { command } from './zh-cn/command';
import { network } from './zh-cn/network';
import { readers } from './zh-cn/readers';
import { shop } from './zh-cn/shop';

export const zhCn: Words = {
  own: { ...accounts, ...shop, ...command },
  theirs: { ...readers, ...abouts, ...network },
  comma: '、',
};
