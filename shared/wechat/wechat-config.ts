/**
 * Document `wechat` (or `wechat_<appid>`) of collection `config`: the merchant's apps at WeChat and what is switched on. An
 * action names the sections that it needs; one error then names everything that is missing or wrong in them.
 */
import { PayError } from '../kernel/errors';
import {
  listOf,
  oneOf,
  optional,
  readFields,
  required,
  secretText,
  text,
  whole,
  FieldError,
  type Fields,
  type Reader,
  type ValuesOf,
} from '../kernel/fields';
import { isObject, objectAt, textAt } from '../kernel/json';
import type { Block } from '../kernel/kept-documents';
import type { Secret } from '../kernel/secret';
import { buyerMessagesOf, type BuyerMessages } from './message-config';
import { memberFields, membershipOf, type Membership } from './member-config';

export type { Earn, Membership } from './member-config';

export const WECHAT_CONFIG_ID = 'wechat';
export const WECHAT_API = 'https://api.weixin.qq.com';

/** An app whose server API is called. `endpoint`: scheme, host and path before the API's own, no slash at the end. */
export interface App {
  readonly appid: string;
  readonly secret: Secret;
  readonly endpoint: string;
  /** The raw block about how calls are signed and encrypted beside TLS, out of sight of logs; undefined: they are not. */
  readonly apiSecurity?: (() => unknown) | undefined;
}

/** A mini-program without a secret calls only what the platform calls for it (`cloud.openapi`). */
export interface MiniProgram extends Omit<App, 'secret'> {
  readonly secret: Secret | undefined;
}

/** Hosts of web pages that may use the official account's sign-in and JS-SDK. */
export interface OfficialAccount extends App {
  readonly oauthHosts: readonly string[];
}

/** How WeChat signs and encrypts what it pushes to one app. */
export interface Push {
  readonly appid: string;
  readonly token: Secret;
  /** 43 characters; needed in every mode but `plain`. */
  readonly encodingAesKey: Secret | undefined;
  readonly mode: 'plain' | 'compatible' | 'secure';
}

export interface Face {
  readonly version: 1 | 2;
  /** What a face may be verified for; a client chooses one of these words. */
  readonly purposes: readonly string[];
  readonly maxAttempts: number;
}

/** How goods reach the buyers: 2 by a local courier, 3 virtually, 4 they are picked up. */
export interface Shipping {
  readonly logisticsType: 2 | 3 | 4;
}

export interface Sections {
  /** The mini-program, for calls that need an access token. */
  readonly app: App;
  /** The mini-program, for calls that do not. */
  readonly miniProgram: MiniProgram;
  readonly officialAccount: OfficialAccount;
  readonly face: Face;
  readonly member: Membership;
}

export interface WechatConfig {
  readonly id: string;
  /** @throws PayError CONFIG_INVALID with every problem of these sections at once */
  need<Name extends keyof Sections>(...names: readonly Name[]): Pick<Sections, Name>;
  /** How an app's pushes are verified; undefined for an app that is not configured. Throws CONFIG_INVALID. */
  push(appid: string): Push | undefined;
  /** The appids as they are written, for what needs no more of the apps than their names. */
  readonly appids: { readonly miniProgram: string | undefined; readonly officialAccount: string | undefined };
  /** Whether the document speaks of members at all. */
  readonly hasMembers: boolean;
  /** Phone numbers are kept in the user's record. */
  readonly keepsPhones: boolean;
  /** How payments are reported to shipping management; undefined where they are not. Throws CONFIG_INVALID. */
  shipping(): Shipping | undefined;
  /** What buyers are told by subscribe messages. Throws CONFIG_INVALID. */
  messages(): BuyerMessages;
}

const appid = text(/^wx[0-9a-z]{8,30}$/i, 'must be "wx" and letters and digits');

/** Read by whoever needs it. */
const unread: Reader<() => unknown> = { secret: true, read: (raw) => () => raw };

const apps = {
  appid: required(appid, 'appid'),
  secret: required(secretText(), 'AppSecret'),
  api_security: optional(unread, 'keys of the API security'),
} satisfies Fields;

const miniProgram = {
  ...apps,
  secret: optional(secretText(), 'AppSecret'),
} satisfies Fields;

const hosts = listOf(text(/^[a-z0-9.-]+(:\d{1,5})?$/i, 'must be a host name without https://'));

const official = {
  ...apps,
  oauth_hosts: optional(hosts, 'hosts of web pages that may sign in'),
} satisfies Fields;

const push = {
  token: required(secretText(), 'token of the message push'),
  encoding_aes_key: optional(aesKeyText(), 'EncodingAESKey'),
  mode: required(oneOf('plain', 'compatible', 'secure'), 'mode'),
} satisfies Fields;

const words: Reader<readonly string[]> = {
  secret: false,
  read(raw) {
    const list = listOf(text(/^[\w.-]{1,32}$/, 'must be words of letters, digits, "_", "-" or "."')).read(
      raw,
    );
    if (list.length === 0) throw new FieldError('must name at least one');
    return list;
  },
};

const face = {
  version: optional(whole(1, 2), '2, or 1 for the retired interface'),
  purposes: required(words, 'what a face may be verified for'),
  max_attempts: optional(whole(1, 100), 'attempts per person and per certificate in a day'),
} satisfies Fields;

/** The configuration in a raw document. Nothing is checked before it is asked for. */
export function readWechatConfig(id: string, document: Block): WechatConfig {
  const endpoint = endpointOf(document.endpoint);
  return {
    id,
    need(...names) {
      const read = names.map((name) => [name, sections[name](document)] as const);
      const problems = [
        ...('problem' in endpoint ? [endpoint.problem] : []),
        ...read.flatMap(([, one]) => ('problems' in one ? one.problems : [])),
      ];
      if (problems.length > 0 || 'problem' in endpoint) throw invalid(id, problems);
      const values = read.map(([name, one]) => [name, 'value' in one ? one.value(endpoint.url) : undefined]);
      // Every name that was asked for has been read by its own section without a problem.
      return Object.fromEntries(values) as Pick<Sections, (typeof names)[number]>;
    },
    push: (app) => pushOf(id, document, app),
    appids: {
      miniProgram: textAt(document, 'appid'),
      officialAccount: textAt(objectAt(document, 'official_account'), 'appid'),
    },
    hasMembers: isObject(document.member),
    keepsPhones: document.keep_phone === true,
    shipping: () => shippingOf(id, document.shipping),
    messages: () => buyerMessagesOf(id, document),
  };
}

type Read<T> = { readonly value: (endpoint: string) => T } | { readonly problems: readonly string[] };

const sections: { readonly [Name in keyof Sections]: (document: Block) => Read<Sections[Name]> } = {
  app: (document) => section('', document, apps, appOf),
  miniProgram: (document) => section('', document, miniProgram, appOf),
  officialAccount: ({ official_account: block }) =>
    section('official_account', block, official, ({ oauth_hosts: oauthHosts = [], ...own }, endpoint) => ({
      ...appOf(own, endpoint),
      oauthHosts: oauthHosts.map((host) => host.toLowerCase()),
    })),
  face: ({ face: block }) =>
    section('face', block, face, ({ version, purposes, max_attempts: maxAttempts = 5 }) => ({
      version: version === 1 ? 1 : 2,
      purposes,
      maxAttempts,
    })),
  member: ({ member: block }) => section('member', block, memberFields, membershipOf),
};

const appOf = <T extends { readonly api_security: App['apiSecurity'] }>(
  { api_security: apiSecurity, ...own }: T,
  endpoint: string,
) => ({ ...own, endpoint, apiSecurity });

function section<F extends Fields, T>(
  name: string,
  block: unknown,
  fields: F,
  make: (values: ValuesOf<F>, endpoint: string) => T,
): Read<T> {
  if (!isObject(block)) return { problems: [`${name} is missing (${Object.keys(fields).join(', ')})`] };
  const read = readFields<F>(fields, block);
  if ('problems' in read) {
    return { problems: read.problems.map((one) => (name === '' ? one : `${name}.${one}`)) };
  }
  return { value: (endpoint) => make(read.values, endpoint) };
}

function pushOf(id: string, document: Block, app: string): Push | undefined {
  const account = document.official_account;
  const owner = [document, account].filter(isObject).find((one) => one.appid === app);
  if (!owner || owner.push === undefined) return undefined;
  const name = owner === document ? 'push' : 'official_account.push';
  const read = isObject(owner.push) ? readFields(push, owner.push) : { problems: ['must be an object'] };
  if ('problems' in read)
    throw invalid(
      id,
      read.problems.map((one) => `${name}: ${one}`),
    );
  const { token, encoding_aes_key: encodingAesKey, mode } = read.values;
  if (mode !== 'plain' && !encodingAesKey) {
    throw invalid(id, [`${name}: encoding_aes_key is missing, mode ${mode} needs it`]);
  }
  return { appid: app, token, encodingAesKey, mode };
}

function shippingOf(id: string, block: unknown): Shipping | undefined {
  if (!isObject(block) || block.upload !== true) return undefined;
  const logisticsType = block.logistics_type ?? 3;
  if (logisticsType === 2 || logisticsType === 3 || logisticsType === 4) return { logisticsType };
  throw invalid(id, [
    'shipping.logistics_type must be 2 (local courier), 3 (virtual) or 4 (pick-up): express wants a tracking number, so upload it yourself',
  ]);
}

type Endpoint = { readonly url: string } | { readonly problem: string };

function endpointOf(raw: unknown): Endpoint {
  if (raw === undefined || raw === null || raw === '') return { url: WECHAT_API };
  const isAddress =
    typeof raw === 'string' &&
    /^(https:\/\/[^/?#\s]+|http:\/\/(127\.0\.0\.1|localhost)(:\d+)?)(\/[^?#\s]*)?$/.test(raw);
  return isAddress
    ? { url: raw.replace(/\/+$/, '') }
    : { problem: 'endpoint must begin with https:// and have no query (?…)' };
}

const invalid = (id: string, problems: readonly string[]): PayError =>
  new PayError('CONFIG_INVALID', `configuration "${id}": ${problems.join('; ')}. See docs/wechat.md`);

function aesKeyText(): Reader<Secret> {
  return {
    secret: true,
    read(raw) {
      const key = secretText(43).read(raw);
      if (!/^[A-Za-z0-9+/]{43}$/.test(key.reveal())) throw new FieldError('must be letters and digits');
      return key;
    },
  };
}
