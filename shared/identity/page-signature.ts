/** What a web page hands to `wx.config`, to use WeChat's JS-SDK in the name of the official account. */
import { signPage } from '../wechat/js-sdk';
import { ticketOf } from '../wechat/open-api/call';
import { requireListed, withoutFragment } from './page-address';
import type { IdentityPorts } from './ports';

/** The words of `wx.config`. `timestamp` in seconds. */
export interface PageSignature {
  readonly appId: string;
  readonly timestamp: number;
  readonly nonceStr: string;
  readonly signature: string;
}

/**
 * The signature of the page at `url`; its fragment is cut off, for WeChat does not see it either.
 * @throws PayError INVALID_INPUT for a host that is not listed, and those of getting a ticket
 */
export async function signatureFor({ wechat }: IdentityPorts, url: string): Promise<PageSignature> {
  const config = await wechat.configs.forApp(undefined);
  const { officialAccount } = config.need('officialAccount');
  const page = withoutFragment(url);
  requireListed('url', page, officialAccount.oauthHosts);
  const ticket = await ticketOf(wechat, officialAccount, 'jsapi');
  const nonce = wechat.random.hex(16);
  const timestamp = Math.floor(wechat.clock.now() / 1000);
  const signature = signPage({ ticket, nonce, timestamp, url: page });
  return { appId: officialAccount.appid, timestamp, nonceStr: nonce, signature };
}
