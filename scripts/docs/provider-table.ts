/** The table of PSPs in both READMEs: what each can do, read from what its connector declares. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { connectors } from '../connectors';
import type { Connector } from '../../shared/payments/psp/connector';
import { toMajor } from '../../shared/kernel/money';
import { titlesInChinese } from './field-words';
import { table } from './table';

interface Words {
  /** How the names of a PSP's pages end, the one to link to first. */
  readonly pages: readonly string[];
  readonly title: (english: string) => string;
  readonly offers: readonly string[];
  readonly abilities: readonly string[];
  readonly yes: string;
  readonly no: string;
  readonly reverses: string;
  readonly partial: string;
  readonly whole: string;
  readonly comma: string;
  readonly upTo: (most: number) => string;
  readonly inRefundCurrency: string;
  /** A refund whose answer was lost, by what the PSP makes of a repetition. */
  readonly lost: Readonly<Record<Connector['can']['refundRetry'], string>>;
  readonly signed: string;
  readonly hint: string;
  readonly calls: string;
  readonly polled: string;
  readonly statements: { readonly file: string; readonly list: string; readonly none: string };
  readonly legend: string;
}

const english: Words = {
  pages: ['.md'],
  title: (english) => english,
  offers: ['`pay_sp`', 'PSP', 'pay methods', 'currencies', 'from', 'protocol read'],
  abilities: ['`pay_sp`', 'query', 'close', 'refund', 'refund query', 'lost refund', 'notices', 'statement'],
  yes: 'yes',
  no: '–',
  reverses: 'yes, gives a paid one back',
  partial: 'partial',
  whole: 'whole',
  comma: ', ',
  upTo: (most) => `up to ${most}`,
  inRefundCurrency: 'in `refund_currency`',
  lost: { safe: 'sent again', listed: 'sums compared, then sent again', unknown: 'never sent again' },
  signed: 'signed',
  hint: 'hint',
  calls: 'by function call',
  polled: 'none: polled',
  statements: { file: 'file', list: 'lists', none: 'none' },
  legend:
    '_Lost refund_: what happens to one whose answer did not come. _Signed_: a notice is believed once its signature is\n' +
    'verified; _hint_: it only makes CrossPay ask the PSP before anything is booked. _Statement_: what the PSP hands out of a day for\n' +
    'reconciliation, with the hour of the next day from which on it is complete.',
};

const chinese: Words = {
  pages: ['.zh-CN.md', '.md'],
  title: (english) => titlesInChinese[english] ?? english,
  offers: ['`pay_sp`', '支付机构', '支付方式', '币种', '最小金额', '协议阅读日期'],
  abilities: ['`pay_sp`', '查询', '关闭', '退款', '查询退款', '退款无应答时', '通知', '对账单'],
  yes: '有',
  no: '–',
  reverses: '有，已支付的会原路退回',
  partial: '可部分退款',
  whole: '仅全额',
  comma: '，',
  upTo: (most) => `最多 ${most} 笔`,
  inRefundCurrency: '按 `refund_currency`',
  lost: { safe: '重发', listed: '核对总额后重发', unknown: '绝不重发' },
  signed: '验签后即可信',
  hint: '仅作提示',
  calls: '以函数调用送达',
  polled: '无，靠轮询',
  statements: { file: '文件', list: '列表', none: '无' },
  legend:
    '“退款无应答时”：没有收到退款的应答时怎样处理。“仅作提示”：收到通知后，CrossPay 会先向支付机构查询，确认后才入账。\n' +
    '“对账单”：支付机构提供的一天的账目，以及从次日几点起账目齐全。',
};

const smallest = ({ can }: Connector): string =>
  Object.entries(can.minimum)
    .map(([currency, value]) => `${currency} ${toMajor({ value, currency })}`)
    .join(', ');

function refunds({ refund, can }: Connector, words: Words): string {
  if (!refund) return words.no;
  const parts = `${can.partialRefunds ? words.partial : words.whole}${words.comma}${words.upTo(can.maxRefunds)}`;
  return can.refundIn === 'configured' ? `${parts}${words.comma}${words.inRefundCurrency}` : parts;
}

function lostRefund({ refund, can }: Connector, words: Words): string {
  if (!refund) return words.no;
  return words.lost[can.refundRetry];
}

function notices({ notifications }: Connector, words: Words): string {
  if (notifications === 'none') return words.polled;
  const weight = notifications.believe === 'notice' ? words.signed : words.hint;
  return notifications.by === 'call' ? `${weight}${words.comma}${words.calls}` : weight;
}

function statement({ statement: source }: Connector, words: Words): string {
  if (source === 'none') return words.statements.none;
  return `${words.statements[source.by]}${words.comma}${source.readyHour}:00 (${source.zone})`;
}

function close({ close: closing, can }: Connector, words: Words): string {
  if (!closing) return words.no;
  return can.closeReverses ? words.reverses : words.yes;
}

/** The PSP's name, linked to the first of its pages that there is. */
function title({ paySp, title: name }: Connector, words: Words, root: string): string {
  const page = words.pages
    .map((ending) => `docs/providers/${paySp}${ending}`)
    .find((one) => existsSync(path.join(root, one)));
  return page === undefined ? words.title(name) : `[${words.title(name)}](${page})`;
}

/** Two tables, so that each stays readable: what can be sold, and how it behaves. */
export function providerTables(language: 'en' | 'zh', root: string): string {
  const words = language === 'en' ? english : chinese;
  const offers = connectors.map((one) => [
    `\`${one.paySp}\``,
    title(one, words, root),
    one.can.payMethods.join(', '),
    one.can.currencies.join(' '),
    smallest(one),
    `[${one.docs.read}](${one.docs.url})`,
  ]);
  const abilities = connectors.map((one) => [
    `\`${one.paySp}\``,
    words.yes,
    close(one, words),
    refunds(one, words),
    one.queryRefund ? words.yes : words.no,
    lostRefund(one, words),
    notices(one, words),
    statement(one, words),
  ]);
  return `${table(words.offers, offers)}\n\n${table(words.abilities, abilities)}\n\n${words.legend}`;
}
