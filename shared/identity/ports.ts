/** What identity needs of the world. */
import type { Documents, Versioned } from '../kernel/versioned';
import type { Wechat } from '../wechat/open-api/wechat';

/** One person in one app: an openid means nothing in another. */
export interface Account {
  readonly appid: string;
  readonly openid: string;
}

/** A phone number as WeChat tells it. `phoneNumber` begins with the country's code where that is not 86; `countryCode` has no "+". */
export interface Phone {
  readonly phoneNumber: string;
  readonly countryCode: string;
  readonly purePhoneNumber: string;
}

/** The record of an account. Times in milliseconds. */
export interface User extends Account, Versioned {
  /** The same in all apps of one Open Platform account, so records with one unionid are one person. */
  readonly unionid: string | undefined;
  readonly createdAt: number;
  readonly lastLoginAt: number;
  /** The phone number, sealed; undefined where none is kept. */
  readonly sealedPhone: string | undefined;
}

/** One record per account. */
export type Users = Documents<User>;

/** A random text that was handed out, to be taken back once. Times in milliseconds. */
export interface Pass extends Versioned {
  /** The hash of the text. */
  readonly id: string;
  /** `state`: somebody is at WeChat's page. `ticket`: they came back, and their page has not asked yet who they are. */
  readonly kind: 'state' | 'ticket';
  /** The official account's. */
  readonly appid: string;
  /** The page that it was handed out for. */
  readonly redirect: string;
  /** Who came back: of a ticket only. */
  readonly openid: string | undefined;
  readonly unionid: string | undefined;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly usedAt: number | undefined;
}

export interface IdentityPorts {
  readonly wechat: Wechat;
  readonly users: Users;
  readonly passes: Documents<Pass>;
}

/** The `_id` of an account's record. */
export const userId = ({ appid, openid }: Account): string => `${appid}:${openid}`;
