/** What every call to WeChat's server works with: the ports, the configuration, and the credentials of one running function. */
import { noCredentials, type Credential, type KnownCredentials } from '../../kernel/credentials';
import { PayError } from '../../kernel/errors';
import type { Exchanging } from '../../kernel/exchange';
import type { Http, HttpReply } from '../../kernel/http';
import { keepDocuments, type Block } from '../../kernel/kept-documents';
import type { Random } from '../../kernel/ports';
import type { Documents } from '../../kernel/versioned';
import { readWechatConfig, WECHAT_CONFIG_ID, type WechatConfig } from '../wechat-config';

/** The open APIs that the platform calls for a function without a token (`cloud.openapi`). Rejects with HttpFailure. */
export interface CloudApi {
  /** `name` as wx-server-sdk spells it, for example `phonenumber.getPhoneNumber`. The answer's body is JSON. */
  call(name: string, data: Block, limitMs: number): Promise<HttpReply>;
}

export interface WechatPorts extends Omit<Exchanging, 'deadline'> {
  readonly http: Http;
  readonly random: Random;
  readonly cloudApi: CloudApi;
  readonly credentials: Documents<Credential>;
  /** The raw document `id` of collection `config`. */
  configDocument(id: string): Promise<Block | undefined>;
  /** How long a read configuration may be used, milliseconds. */
  readonly configMaxAgeMs: number;
}

export interface WechatConfigs {
  /** The document of a calling app in a shared environment where it has one, else `wechat`. Throws CONFIG_MISSING. */
  forApp(fromAppid: string | undefined): Promise<WechatConfig>;
  /** The same; undefined where there is none. */
  find(fromAppid: string | undefined): Promise<WechatConfig | undefined>;
}

export interface Wechat extends WechatPorts, KnownCredentials {
  readonly configs: WechatConfigs;
  /** The moment when this call must have been answered, milliseconds. */
  readonly deadline: number;
}

/** WeChat over its ports, for calls without an end of their own. */
export function openWechat(ports: WechatPorts): Wechat {
  const read = keepDocuments({
    read: (id) => ports.configDocument(id),
    clock: ports.clock,
    maxAgeMs: ports.configMaxAgeMs,
    parse: readWechatConfig,
  });
  const find: WechatConfigs['find'] = async (appid) => {
    const ids = [...(appid === undefined ? [] : [`${WECHAT_CONFIG_ID}_${appid}`]), WECHAT_CONFIG_ID];
    return (await Promise.all(ids.map(read))).find((one) => one !== undefined);
  };
  const forApp: WechatConfigs['forApp'] = async (fromAppid) => {
    const config = await find(fromAppid);
    if (config) return config;
    throw new PayError(
      'CONFIG_MISSING',
      'collection "config" has no document "wechat" (appid, secret, …). See docs/wechat.md',
    );
  };
  return { ...ports, configs: { find, forApp }, ...noCredentials(), deadline: Infinity };
}

/** WeChat for one call of a function that the platform ends after `limitMs` milliseconds. */
export function wechatUntil(wechat: Wechat, limitMs: number): Wechat {
  return { ...wechat, deadline: wechat.clock.now() + limitMs };
}
