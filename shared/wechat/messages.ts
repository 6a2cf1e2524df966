/** Messages to people, for the merchant's own code: on-message.ts and on-payment-success.ts get a function that opens them. */
import type { Wechat } from './open-api/wechat';
import { sendCustomerMessage, type CustomerMessage } from './messages/customer-message';
import type { Sending } from './messages/sending';
import { sendSubscribeMessage, type SubscribeMessage } from './messages/subscribe-message';
import { sendTemplateMessage, type TemplateMessage } from './messages/template-message';

/**
 * Messages of the configured apps. Each throws PayError: CONFIG_MISSING or CONFIG_INVALID; INVALID_INPUT naming every wrong
 * field; WECHAT_REFUSED, WECHAT_QUOTA, WECHAT_UNREACHABLE: not sent; WECHAT_UNKNOWN: perhaps sent.
 */
export interface Messages {
  /** In a conversation with the app that this was opened for. */
  readonly customer: (message: CustomerMessage) => Promise<Sending>;
  /** From the mini-program. */
  readonly subscribe: (message: SubscribeMessage) => Promise<Sending>;
  /** From the official account. */
  readonly template: (message: TemplateMessage) => Promise<Sending>;
}

/** Opens them when they are needed: whoever sends none does not pay for them. */
export type OpenMessages = () => Promise<Messages>;

/** Messages of the apps that `appid` is configured with. */
export function messagesOf(wechat: Wechat, appid: string): Messages {
  return {
    async customer(message) {
      const config = await wechat.configs.forApp(appid);
      const app =
        appid === config.appids.miniProgram
          ? config.need('miniProgram').miniProgram
          : config.need('officialAccount').officialAccount;
      return sendCustomerMessage(wechat, app, message);
    },
    async subscribe(message) {
      const { miniProgram } = (await wechat.configs.forApp(appid)).need('miniProgram');
      return sendSubscribeMessage(wechat, miniProgram, message);
    },
    async template(message) {
      const { officialAccount } = (await wechat.configs.forApp(appid)).need('officialAccount');
      return sendTemplateMessage(wechat, officialAccount, message);
    },
  };
}
