/** What a shop's people are told once a day: everything that waits for one of them, counted, with a few examples. */
import { present } from '../../../kernel/present';
import { wellFormed } from '../../../kernel/text';
import type { DailyMatter, Digest, MatterKind } from '../../daily-matters';

const MOST_EXAMPLES = 5;
/** Of documents that people edited, a name may be anything. */
const LONGEST_NAME = 200;
const named = (thing: string): string => wellFormed(thing.slice(0, LONGEST_NAME)).replace(/\p{Cc}/gu, ' ');

interface About {
  /** So many were looked for at most. */
  readonly limit: number;
  readonly configId?: string;
  /** The things in Chinese, where they are more than numbers and days. */
  readonly inChinese?: readonly string[];
}

/** A matter of so many things; undefined where there are none. */
export function matterOf(
  kind: MatterKind,
  things: readonly string[],
  { limit, configId, inChinese }: About,
): DailyMatter | undefined {
  if (things.length === 0) return undefined;
  return {
    kind,
    count: things.length,
    isAtLeast: things.length >= limit,
    things: things.map(named),
    ...present({ configId, inChinese: inChinese?.map(named) }),
  };
}

const english: Readonly<Record<MatterKind, string>> = {
  kept_aside: 'payments kept aside, to be returned or explained',
  unknown_orders: 'signed notices about orders that are not there',
  waiting_orders: 'orders that wait for a person',
  refunds_without_end: 'refunds without an end for more than a day',
  reconciliation_failed: 'days that could not be reconciled, or differ',
  configuration: 'problems of the configuration, keys or certificates',
};

const chinese: Readonly<Record<MatterKind, string>> = {
  kept_aside: '被搁置、待退回或说明的款项',
  unknown_orders: '签名无误但找不到订单的通知',
  waiting_orders: '等待人工处理的订单',
  refunds_without_end: '超过一天仍无结果的退款',
  reconciliation_failed: '对账未能完成或有差异的日子',
  configuration: '配置、密钥或证书的问题',
};

export const digestOf = (day: string, matters: readonly DailyMatter[]): Digest => ({
  day,
  matters,
  text: {
    en: [`CrossPay, ${day}`, ...matters.map((one) => lineOf(one, english, one.things))].join('\n'),
    zh: [`CrossPay ${day}`, ...matters.map(chineseLine)].join('\n'),
  },
});

/** “orders that wait for a person: 2 (CP1, CP2)”: good for one as for many. */
function lineOf(
  { kind, count, isAtLeast, configId }: DailyMatter,
  words: Readonly<Record<MatterKind, string>>,
  things: readonly string[],
): string {
  const examples = things.slice(0, MOST_EXAMPLES).join(', ');
  const document = configId === undefined || configId === 'payment' ? '' : ` (${configId})`;
  return `${words[kind]}${document}: ${count}${isAtLeast ? '+' : ''} (${examples})`;
}

const chineseLine = (one: DailyMatter): string => lineOf(one, chinese, one.inChinese ?? one.things);
