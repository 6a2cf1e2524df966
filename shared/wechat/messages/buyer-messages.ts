/**
 * Subscribe messages that tell a buyer what became of an order: section `messages` of document `wechat`. The merchant's templates name
 * their fields as they like, so the document says which of our words goes into which.
 */
import { PayError } from '../../kernel/errors';
import { isObject, textAt } from '../../kernel/json';
import type { Block } from '../../kernel/kept-documents';
import { sendSubscribeMessage } from './subscribe-message';
import type { Wechat } from '../open-api/wechat';
import type { MiniProgram } from '../wechat-config';

export const occasions = ['paid', 'refunded', 'shipped'] as const;
export type Occasion = (typeof occasions)[number];

/** What a field of a template can hold. `time`: Beijing's, when it happened. */
export const messageWords = ['goods', 'amount', 'number', 'time'] as const;
export type MessageWord = (typeof messageWords)[number];

export interface BuyerMessage {
  readonly templateId: string;
  readonly data: Readonly<Record<string, MessageWord>>;
  /** Where a tap leads; `{number}` stands for the order's. */
  readonly page: string;
}

export type BuyerMessages = Readonly<Partial<Record<Occasion, BuyerMessage>>>;

const ORDER_PAGE = 'pages/order/order?out_trade_no={number}';

/** The messages in a block, and what is wrong with it, in words that begin with the field's name. */
export function readBuyerMessages(block: unknown): {
  readonly messages: BuyerMessages;
  readonly problems: readonly string[];
} {
  if (block === undefined || block === null) return { messages: {}, problems: [] };
  if (!isObject(block)) return { messages: {}, problems: ['messages must be an object'] };
  const read = occasions
    .filter((occasion) => block[occasion] !== undefined)
    .map((occasion) => ({ occasion, ...messageIn(block[occasion], `messages.${occasion}`) }));
  const strange = Object.keys(block).filter((name) => !occasions.some((one) => one === name));
  return {
    messages: Object.fromEntries(
      read.flatMap(({ occasion, message }) => (message ? [[occasion, message]] : [])),
    ),
    problems: [
      ...read.flatMap(({ problems }) => problems),
      ...strange.map((name) => `messages.${name} must be one of: ${occasions.join(', ')}`),
    ],
  };
}

function messageIn(
  block: unknown,
  place: string,
): { readonly message?: BuyerMessage; readonly problems: readonly string[] } {
  if (!isObject(block)) return { problems: [`${place} must be an object`] };
  const templateId = textAt(block, 'template_id') ?? '';
  const page = textAt(block, 'page') ?? ORDER_PAGE;
  const fields = Object.entries(isObject(block.data) ? block.data : {});
  const isWord = (one: readonly [string, unknown]): one is [string, MessageWord] =>
    messageWords.some((word) => word === one[1]);
  const problems = [
    ...(/^[\w-]{1,128}$/.test(templateId) ? [] : [`${place}.template_id is missing`]),
    ...(fields.length > 0 ? [] : [`${place}.data must name the fields of the template`]),
    ...fields
      .filter((one) => !isWord(one))
      .map(([name]) => `${place}.data.${name} must be one of: ${messageWords.join(', ')}`),
  ];
  if (problems.length > 0) return { problems };
  return { message: { templateId, page, data: Object.fromEntries(fields.filter(isWord)) }, problems };
}

/** What a message is about. */
export interface Told {
  readonly openid: string;
  /** The order's number. */
  readonly number: string;
  readonly goods: string;
  /** In major units, with the currency's code before it where it is not CNY. */
  readonly amount: string;
  /** Milliseconds. */
  readonly at: number;
}

/**
 * Tells a buyer. Answers what became of it in a word; that somebody did not agree to hear it is nobody's fault.
 * @throws PayError as messages do
 */
export async function tellBuyer(
  wechat: Wechat,
  app: MiniProgram,
  message: BuyerMessage,
  told: Told,
): Promise<string> {
  const values: Readonly<Record<MessageWord, string>> = {
    goods: told.goods,
    amount: told.amount,
    number: told.number,
    time: beijingMinute(told.at),
  };
  const data = Object.entries(message.data).map(([name, word]) => [name, values[word]] as const);
  return sendSubscribeMessage(wechat, app, {
    touser: told.openid,
    template_id: message.templateId,
    page: message.page.replaceAll('{number}', encodeURIComponent(told.number)),
    data: Object.fromEntries(data),
  });
}

/** `2026-11-27 18:03` */
const beijingMinute = (at: number): string =>
  new Date(at + 8 * 3600_000).toISOString().slice(0, 16).replace('T', ' ');

/** The messages of a document. @throws PayError CONFIG_INVALID */
export function buyerMessagesOf(id: string, { messages: block }: Block): BuyerMessages {
  const { messages, problems } = readBuyerMessages(block);
  if (problems.length === 0) return messages;
  throw new PayError('CONFIG_INVALID', `configuration "${id}": ${problems.join('; ')}. See docs/wechat.md`);
}
