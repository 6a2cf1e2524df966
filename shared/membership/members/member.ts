/**
 * A member: one person, whatever names WeChat has for them, and what WeChat has confirmed of their points. What a member has is
 * not here: it stands in the ledger.
 */
import { createHash } from 'node:crypto';
import type { Versioned } from '../../kernel/versioned';

/** A person under one app of WeChat, a mini-program or an official account. */
export interface Account {
  readonly appid: string;
  readonly openid: string;
}

/** `got`: in the wallet and not known to be activated. `gone`: given away, deleted or disabled. */
export type CardState = 'got' | 'active' | 'gifting' | 'gone';

export interface MemberCard {
  readonly cardId: string;
  readonly code: string;
  readonly state: CardState;
  /** WeChat's moment of what the state comes from, milliseconds. */
  readonly since: number;
}

/** What WeChat has confirmed that it shows; a field that it never confirmed is not there. */
export interface Told {
  readonly points?: number;
  readonly balance?: number;
  readonly level?: string;
}

/** Where telling WeChat stands. Times in milliseconds. */
export interface Telling {
  readonly told: Told;
  /** When the timer looks at this member; undefined: there is nothing to do. */
  readonly dueAt: number | undefined;
  /** Failures in a row. */
  readonly tries: number;
  /** Until then one process tells WeChat and no other does; 0: nobody does. */
  readonly leaseUntil: number;
  /** Until then a telling whose answer was lost may still arrive there; undefined: none can. */
  readonly doubtUntil: number | undefined;
  /** Something happened to the card at WeChat, so its state is read there before anything is told. */
  readonly mustLook: boolean;
}

export interface Member extends Versioned, Telling {
  readonly id: string;
  readonly createdAt: number;
  /** The membership number: what people and other systems call the member. */
  readonly number: string;
  readonly accounts: readonly Account[];
  readonly unionid: string | undefined;
  readonly card: MemberCard | undefined;
  /** The older member that turned out to be the same person; undefined in a member that stands. */
  readonly joinedTo: string | undefined;
  /** Of a joined member: what it had has been carried over. */
  readonly isCarried: boolean;
}

/**
 * The names that a member is found by; a member's id is the name under which it appeared first. A phone number is no name that
 * stands anywhere in clear.
 */
export const nameOf = {
  account: ({ appid, openid }: Account): string => `${appid}:${openid}`,
  unionid: (unionid: string): string => `u:${unionid}`,
  number: (number: string): string => `n:${number}`,
  phone: (phone: string): string => `p:${createHash('sha256').update(phone).digest('hex')}`,
};

const COMMON = 'wechat';

/** A name or number within the members of one configuration document: what `wechat_<appid>` configures has members of its own. */
export const within = (scope: string, name: string): string => (scope === COMMON ? name : `${scope}/${name}`);

/** The configuration document that an id of `within` belongs to, and the rest of it. */
export function scopeOf(id: string): { readonly scope: string; readonly name: string } {
  const at = id.indexOf('/');
  return at < 0 ? { scope: COMMON, name: id } : { scope: id.slice(0, at), name: id.slice(at + 1) };
}

/** The app whose configuration document a scope is; undefined for the common one. */
export const appOfScope = (scope: string): string | undefined =>
  scope === COMMON ? undefined : scope.slice(COMMON.length + 1);

const LEAST_NUMBER = 100_000_000_000;

/** The membership number of a new member, twelve digits, the same for all who make it; `again` counts the numbers taken before. */
export function numberFor(id: string, again: number): string {
  const imported = /^n:(.+)$/.exec(scopeOf(id).name)?.[1];
  if (imported !== undefined) return imported;
  const drawn = createHash('sha256').update(`${id} ${again}`).digest().readUIntBE(0, 6);
  return String(LEAST_NUMBER + (drawn % (9 * LEAST_NUMBER)));
}

export function newMember(id: string, number: string, now: number): Member {
  return {
    id,
    version: 1,
    createdAt: now,
    number,
    accounts: [],
    unionid: undefined,
    card: undefined,
    told: {},
    dueAt: undefined,
    tries: 0,
    leaseUntil: 0,
    doubtUntil: undefined,
    mustLook: false,
    joinedTo: undefined,
    isCarried: false,
  };
}

/** The order in which members are joined: into the older one, so that no two can ever be joined into each other. */
export const olderFirst = (a: Member, b: Member): number =>
  a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);

/** A phone number as one text, `+86` and the rest where no country is written; undefined for what is none. */
export function phoneIn(text: string): string | undefined {
  const digits = text.replace(/[\s()-]/g, '');
  if (/^1\d{10}$/.test(digits)) return `+86${digits}`;
  return /^\+\d{6,18}$/.test(digits) ? digits : undefined;
}
