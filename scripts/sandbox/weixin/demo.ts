/** What the demo shop knows of its two apps: the document `config/wechat`. */
import { type App, miniProgram, officialAccount } from './apps';

/** The card of the demo shop's members. */
export const demoCardId = 'pDemoMemberCardOfTheShop0001';

export function demoDocument(origin: string): Record<string, unknown> {
  const { host, hostname } = new URL(origin);
  return {
    _id: 'wechat',
    appid: miniProgram.appid,
    secret: miniProgram.secret,
    endpoint: `${origin}/sandbox/weixin`,
    push: pushWords(miniProgram),
    official_account: {
      appid: officialAccount.appid,
      secret: officialAccount.secret,
      push: pushWords(officialAccount),
      oauth_hosts: [...new Set([host, hostname])],
    },
    face: { version: 2, purposes: ['account', 'withdrawal'], max_attempts: 5 },
    member: { card_id: demoCardId, earn: { per: 100, points: 1 } },
    keep_phone: true,
    shipping: { upload: true },
  };
}

const pushWords = ({ push: { token, encodingAesKey, mode } }: App): object => ({
  token,
  encoding_aes_key: encodingAesKey,
  mode,
});
