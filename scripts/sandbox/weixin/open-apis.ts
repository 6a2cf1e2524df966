/**
 * What `cloud.openapi.<name>` reaches without a token, from functions that the mini-program called. Names: WeChat
 * documentation, "cloud calls" of the single pages, read 2026-11.
 */
import type { WebReply } from '../../local-cloud/web';
import type { LocalClock } from '../../local-cloud/clock';
import { pause } from '../pause';
import { miniProgram, officialAccount } from './apps';
import type { Door } from './door';

const order = (call: string): string => `/wxa/sec/order/${call}`;

const openApis: Readonly<Record<string, string>> = {
  'phonenumber.getPhoneNumber': '/wxa/business/getuserphonenumber',
  'subscribeMessage.send': '/cgi-bin/message/subscribe/send',
  'customerServiceMessage.send': '/cgi-bin/message/custom/send',
  'customerServiceMessage.setTyping': '/cgi-bin/message/custom/typing',
  'wxa.sec.order.uploadShippingInfo': order('upload_shipping_info'),
  'wxa.sec.order.uploadCombinedShippingInfo': order('upload_combined_shipping_info'),
  'wxa.sec.order.getOrder': order('get_order'),
  'wxa.sec.order.getOrderList': order('get_order_list'),
  'wxa.sec.order.notifyConfirmReceive': order('notify_confirm_receive'),
  'wxa.sec.order.setMsgJumpPath': order('set_msg_jump_path'),
  'wxa.sec.order.isTradeManaged': order('is_trade_managed'),
  'officialAccount.menu.create': '/cgi-bin/menu/create',
  'officialAccount.menu.addConditional': '/cgi-bin/menu/addconditional',
  'officialAccount.menu.delConditional': '/cgi-bin/menu/delconditional',
  'officialAccount.menu.tryMatch': '/cgi-bin/menu/trymatch',
  'officialAccount.menu.get': '/cgi-bin/menu/get',
  'officialAccount.menu.delete': '/cgi-bin/menu/delete',
  'officialAccount.card.create': '/card/create',
  'officialAccount.card.get': '/card/get',
  'officialAccount.card.batchGet': '/card/batchget',
  'officialAccount.card.update': '/card/update',
  'officialAccount.card.modifyStock': '/card/modifystock',
  'officialAccount.card.setPayCell': '/card/paycell/set',
  'officialAccount.card.setSelfConsumeCell': '/card/selfconsumecell/set',
  'officialAccount.card.createQRCode': '/card/qrcode/create',
  'officialAccount.card.createLandingPage': '/card/landingpage/create',
  'officialAccount.card.depositCode': '/card/code/deposit',
  'officialAccount.card.getDepositCodeCount': '/card/code/getdepositcount',
  'officialAccount.card.getNewsHTML': '/card/mpnews/gethtml',
  'officialAccount.card.setTestWhitelist': '/card/testwhitelist/set',
  'officialAccount.card.getCode': '/card/code/get',
  'officialAccount.card.consumeCode': '/card/code/consume',
  'officialAccount.card.decryptCode': '/card/code/decrypt',
  'officialAccount.card.updateCode': '/card/code/update',
  'officialAccount.card.invalidateCode': '/card/code/unavailable',
  'officialAccount.card.getUserCardList': '/card/user/getcardlist',
  'officialAccount.card.activateMemberCard': '/card/membercard/activate',
  'officialAccount.card.setMemberCardActivateUserForm': '/card/membercard/activateuserform/set',
  'officialAccount.card.getMemberCardUserInfo': '/card/membercard/userinfo/get',
  'officialAccount.card.getMemberCardActivateTempInfo': '/card/membercard/activatetempinfo/get',
  'officialAccount.card.updateMemberCardUserInfo': '/card/membercard/updateuser',
};

/** Where the platform keeps its answers. */
export type OnOpenApi = (
  name: string,
  answer: (params: Readonly<Record<string, unknown>>) => unknown,
) => void;

interface OpenApiParts {
  readonly door: Door;
  readonly clock: LocalClock;
  readonly stored: () => Promise<void>;
}

export function offerOpenApis(onOpenApi: OnOpenApi, { door, clock, stored }: OpenApiParts): void {
  for (const [name, path] of Object.entries(openApis)) {
    const app = name.startsWith('officialAccount.') ? officialAccount : miniProgram;
    onOpenApi(name, async (params) => {
      const reply = await door.ask(app, path, params);
      await stored();
      return carried(name, reply, clock);
    });
  }
}

/** Through the platform an answer arrives as JSON or not at all. */
async function carried(name: string, reply: WebReply, clock: LocalClock): Promise<unknown> {
  if ('hang' in reply || reply.status !== 200 || reply.cutAt !== undefined)
    throw new Error(`openapi.${name}: no answer`);
  if (reply.delayMs) await pause(clock, reply.delayMs);
  if (!reply.headers?.['content-type']?.includes('json'))
    throw new Error(`openapi.${name}: the answer is not JSON`);
  return JSON.parse(String(reply.body)) as unknown;
}
