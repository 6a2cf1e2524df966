/** Who a person is among the members: found by any of their names, made where nobody is there, joined where two are one. */
import { PayError } from '../../kernel/errors';
import type { Caller } from '../../kernel/ports';
import { present } from '../../kernel/present';
import { change } from '../../kernel/versioned';
import type { WechatConfig } from '../../wechat/wechat-config';
import { nameOf, olderFirst, within, type Account, type Member } from './member';
import type { MembersRoom } from './ports';
import { join, memberBehind } from './standing-member';

/** A person as far as it is known who they are; the phone number is one that WeChat verified. */
export interface Person {
  readonly account: Account;
  readonly unionid?: string;
  readonly phone?: string;
}

/** The members of one configuration document; of the common one also where there is no document. */
export interface Scope {
  readonly scope: string;
  readonly config: WechatConfig | undefined;
}

const MOST_TRIES = 12;
/** Accounts that are kept in the record of one person; nobody has as many. */
const MOST_ACCOUNTS = 32;

/** The members that an app's calls are about. */
export async function scopeFor({ wechat }: MembersRoom, fromAppid: string | undefined): Promise<Scope> {
  const config = await wechat.configs.find(fromAppid);
  return { scope: config?.id ?? 'wechat', config };
}

/** The member whom the caller is; the first call makes them one. */
export async function memberOfCaller(room: MembersRoom, scope: Scope, caller: Caller): Promise<Member> {
  const { appid, openid, unionid } = caller;
  const [person, phone] = await Promise.all([
    withKnown(room, { account: { appid, openid }, ...present({ unionid }) }),
    room.phoneOf?.(caller),
  ]);
  return memberOf(room, scope, { ...person, ...present({ phone }) });
}

/** A person with the unionid that function `login` knows, where nobody else does. */
export async function withKnown({ members }: MembersRoom, person: Person): Promise<Person> {
  if (person.unionid !== undefined) return person;
  return { ...person, ...present({ unionid: await members.unionidOf(person.account) }) };
}

/** The member of an openid that an operator wrote down, whichever of the shop's apps it belongs to. */
export async function memberOfOpenid(
  room: MembersRoom,
  shop: Scope,
  openid: string,
  callersAppid: string,
): Promise<Member> {
  const { scope } = shop;
  const appids = [...new Set([callersAppid, ...appidsOf(shop)])];
  const named = await Promise.all(
    appids.map((appid) => room.members.memberNamed(within(scope, nameOf.account({ appid, openid })))),
  );
  const at = named.findIndex((id) => id !== undefined);
  const account = { appid: appids[at] ?? callersAppid, openid };
  return memberOf(room, shop, await withKnown(room, { account }));
}

/** The shop's own apps. */
const appidsOf = ({ config }: Scope): readonly string[] =>
  [config?.appids.miniProgram, config?.appids.officialAccount].filter((one) => one !== undefined);

/** @throws PayError MEMBER_NOT_FOUND */
export async function memberNumbered(room: MembersRoom, scope: string, number: string): Promise<Member> {
  const id = await room.members.memberNamed(within(scope, nameOf.number(number)));
  if (id !== undefined) return memberBehind(room, id);
  throw new PayError('MEMBER_NOT_FOUND', 'no member has this membership_number');
}

/** The member of a person, with all that is known of them joined and written down. */
export async function memberOf(room: MembersRoom, shop: Scope, person: Person): Promise<Member> {
  const { scope } = shop;
  const { account, unionid, phone } = person;
  // A person becomes a member under the name that says most about who they are.
  const first = within(scope, unionid === undefined ? nameOf.account(account) : nameOf.unionid(unionid));
  const guessed = await guessedNames(room, shop, account);
  const names = [...new Set([first, within(scope, nameOf.account(account)), ...guessed])];
  const member = await memberNamed(room, { names, first, person });
  return phone === undefined ? member : withImported(room, scope, member, { account, phone });
}

/**
 * An operator writes an openid down without its app, and was taken to mean the calling one. No two apps have the same openid, so
 * who is known by it under another app of the shop is this person.
 */
async function guessedNames(
  room: MembersRoom,
  shop: Scope,
  { appid, openid }: Account,
): Promise<readonly string[]> {
  const others = appidsOf(shop).filter((one) => one !== appid);
  const names = others.map((one) => within(shop.scope, nameOf.account({ appid: one, openid })));
  const known = await Promise.all(names.map((name) => room.members.memberNamed(name)));
  return names.filter((_, at) => known[at] !== undefined);
}

/**
 * The member with what was imported for their phone number. Only what nobody has claimed: numbers are handed on from one
 * person to the next, and nobody may get another's points with one.
 */
async function withImported(
  room: MembersRoom,
  scope: string,
  member: Member,
  { account, phone }: Required<Pick<Person, 'account' | 'phone'>>,
): Promise<Member> {
  const id = await room.members.memberNamed(within(scope, nameOf.phone(phone)));
  const imported = id === undefined ? undefined : await memberBehind(room, id);
  if (!imported || imported.id === member.id) return member;
  const { document } = await change(room.members.members, imported, (newest) =>
    newest.joinedTo === undefined && newest.accounts.length === 0
      ? { ...newest, accounts: [account] }
      : undefined,
  );
  const isOurs = document.accounts.some((one) => nameOf.account(one) === nameOf.account(account));
  return isOurs ? standingAmong(room, [member.id, imported.id]) : member;
}

interface Sought {
  readonly names: readonly string[];
  /** The id of the member who is made where none of the names is known. */
  readonly first: string;
  readonly person?: Person;
}

/** The one member that all names stand for, once they do. */
export async function memberNamed(room: MembersRoom, { names, first, person }: Sought): Promise<Member> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const ids = await Promise.all(names.map((name) => room.members.memberNamed(name)));
    const known = [...new Set(ids.filter((id) => id !== undefined))];
    if (known.length === 0) {
      await room.members.giveName(first, first);
      continue;
    }
    const standing = await standingAmong(room, known);
    const nameless = names.filter((_, at) => ids[at] === undefined);
    const given = await Promise.all(nameless.map((name) => room.members.giveName(name, standing.id)));
    if (given.includes(false)) continue;
    const member = person ? await noted(room, standing, person) : standing;
    if (member) return member;
  }
  throw new PayError('BUSY', 'this person is becoming a member at this moment. Try again');
}

/** The oldest of the members behind these ids, with the others joined into it. */
async function standingAmong(room: MembersRoom, ids: readonly string[]): Promise<Member> {
  const found = await Promise.all(ids.map((id) => memberBehind(room, id)));
  const members = [...new Map(found.map((one) => [one.id, one])).values()].sort(olderFirst);
  const [oldest, ...younger] = members;
  if (!oldest) throw new PayError('INTERNAL', 'a name stands for nobody');
  for (const one of younger) await join(room, one, oldest);
  return younger.length === 0 ? oldest : memberBehind(room, oldest.id);
}

/** Writes down who the person is; undefined where the member has been joined into another meanwhile. */
async function noted(room: MembersRoom, member: Member, person: Person): Promise<Member | undefined> {
  const { members } = room.members;
  const { document } = await change(members, member, (newest) =>
    newest.joinedTo === undefined ? withPerson(newest, person) : undefined,
  );
  return document.joinedTo === undefined ? document : undefined;
}

function withPerson(member: Member, { account, unionid }: Person): Member | undefined {
  const isKnown = member.accounts.some((one) => nameOf.account(one) === nameOf.account(account));
  if (isKnown && (member.unionid ?? unionid) === member.unionid) return undefined;
  const accounts = isKnown ? member.accounts : [...member.accounts, account].slice(-MOST_ACCOUNTS);
  return { ...member, accounts, unionid: member.unionid ?? unionid };
}
