/**
 * Section `messages` of document `wechat`: which subscribe messages buyers get. The merchant's templates name their fields as they
 * like, so the document says which of our words goes into which.
 */
import { PayError } from '../kernel/errors';
import { isObject, textAt } from '../kernel/json';
import type { Block } from '../kernel/kept-documents';

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
export const ORDER_PAGE = 'pages/order/order?out_trade_no={number}';

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

export function messageIn(
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

/** The messages of a document. @throws PayError CONFIG_INVALID */
export function buyerMessagesOf(id: string, { messages: block }: Block): BuyerMessages {
  const { messages, problems } = readBuyerMessages(block);
  if (problems.length === 0) return messages;
  throw new PayError('CONFIG_INVALID', `configuration "${id}": ${problems.join('; ')}. See docs/wechat.md`);
}
