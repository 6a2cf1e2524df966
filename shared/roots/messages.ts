/** Messages to people for the merchant's own hooks. A file of its own, loaded when the first is sent. */
import { PayError } from '../kernel/errors';
import { messagesOf, type Messages } from '../wechat/messages';
import { wechat } from './wechat';

/** Messages of the apps that `appid` is configured with, until `deadline`. */
export const messagesUntil = (appid: string, deadline: number): Messages =>
  messagesOf({ ...wechat, deadline }, appid);

/** The template ids that buyers of an app may be asked about, by occasion. Where nobody says, or says it wrongly, there are none. */
export async function messageTemplates(appid: string): Promise<Readonly<Record<string, string>>> {
  try {
    const messages = (await wechat.configs.find(appid))?.messages() ?? {};
    return Object.fromEntries(Object.entries(messages).map(([name, { templateId }]) => [name, templateId]));
  } catch (error) {
    if (error instanceof PayError) return {};
    throw error;
  }
}
