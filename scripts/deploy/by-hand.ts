/** What no command can do for an environment: where it is done, and why. */

/** A line each; `host` is where the routes are reached. */
export function leftByHand(env: string, host: string | undefined): readonly string[] {
  const before = host ? `https://${host}` : 'https://<the default domain of HTTP access>';
  return [
    `configuration: npm run config -- guide --env ${env}, with notify_url ${before}/notify; without it no payment starts`,
    `goods: npm run goods -- import --file goods.csv --env ${env} (docs/operators.md); prices come from there alone`,
    'AppID and merchant number: bind them at https://pay.weixin.qq.com (AppID 账号管理), or let your acquirer do it; else no payment in WeChat starts',
    `message push: at https://tcb.cloud.tencent.com/dev?envId=${env}, for members, cards and faces (docs/push.md)`,
    `own domain: the default one is for development; a filed one is bound at https://tcb.cloud.tencent.com/dev?envId=${env}#/env/http-access`,
    'server domains (服务器域名) at https://mp.weixin.qq.com: none is needed, everything goes through cloud functions',
  ];
}
