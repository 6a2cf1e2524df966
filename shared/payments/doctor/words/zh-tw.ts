/** doctor 所說的話：繁體中文。 */
import type { Words } from '../said';
import { abouts } from './zh-tw/abouts';
import { accounts } from './zh-tw/accounts';
import { command } from './zh-tw/command';
import { network } from './zh-tw/network';
import { readers } from './zh-tw/readers';
import { shop } from './zh-tw/shop';

export const zhTw: Words = {
  own: { ...accounts, ...shop, ...command },
  theirs: { ...readers, ...abouts, ...network },
  comma: '、',
};
