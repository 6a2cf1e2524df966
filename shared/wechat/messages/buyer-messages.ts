/** Subscribe messages that tell a buyer what became of an order. */
import { sendSubscribeMessage } from './subscribe-message';
import type { Wechat } from '../open-api/wechat';
import type { MiniProgram } from '../wechat-config';
import type { BuyerMessage, MessageWord } from '../message-config';

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
