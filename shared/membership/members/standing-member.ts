/**
 * Two members that turn out to be one person are joined: the younger one's ledger is closed by an entry that takes everything
 * out, and what was in it is entered in the older one's, once. No entry moves and none changes, so both ledgers still add up.
 */
import { PayError } from '../../kernel/errors';
import { change } from '../../kernel/versioned';
import { append } from './ledger';
import { isNothing, lessOf, type Entry } from './entry';
import { nameOf, newMember, numberFor, scopeOf, within, type Member, type MemberCard } from './member';
import type { MembersRoom } from './ports';
import { doubtOf, latest } from './telling';

/** Each hop is a joining of two members, and leads to an older one. */
const MOST_HOPS = 16;
const MOST_NUMBERS = 8;

/** The member that stands for an id, with everything carried over that belongs to it. Makes it where it does not exist yet. */
export async function memberBehind(room: MembersRoom, id: string): Promise<Member> {
  let at = id;
  for (let hops = 0; hops < MOST_HOPS; hops += 1) {
    const member = (await room.members.members.get(at)) ?? (await makeMember(room, at));
    if (member.joinedTo === undefined) return member;
    // Before anything is entered where it leads, the old ledger has to be closed to those who do not know yet.
    if (!member.isCarried) await carryOver(room, member);
    at = member.joinedTo;
  }
  throw new PayError('INTERNAL', 'a member was joined into another too many times');
}

/** Joins a member into an older one of the same person. Repeating it does no harm. */
export async function join(room: MembersRoom, younger: Member, older: Member): Promise<void> {
  const { members } = room.members;
  const dueAt = room.wechat.clock.now();
  const { document } = await change(members, younger, (newest) =>
    newest.joinedTo === undefined ? { ...newest, joinedTo: older.id, dueAt } : undefined,
  );
  if (!document.isCarried) await carryOver(room, document);
}

/** Completes a joining; each step is done once, whoever does it and however often. */
export async function carryOver(room: MembersRoom, joined: Member): Promise<void> {
  const { members } = room.members;
  const closing = await close(room, joined.id);
  const standing = await enterAt(room, joined, closing);
  await takeFacts(room, joined, standing);
  await change(members, joined, (newest) =>
    newest.isCarried ? undefined : { ...newest, isCarried: true, dueAt: undefined },
  );
}

async function makeMember({ members, wechat }: MembersRoom, id: string): Promise<Member> {
  const { scope } = scopeOf(id);
  for (let again = 0; again < MOST_NUMBERS; again += 1) {
    const number = numberFor(id, again);
    const name = within(scope, nameOf.number(number));
    // A name that leads here already was given by somebody who made this very member and did not get further.
    if (!(await members.giveName(name, id)) && (await members.memberNamed(name)) !== id) continue;
    const made = newMember(id, number, wechat.clock.now());
    if (await members.members.insert(made)) return made;
    return (await members.members.get(id)) ?? made;
  }
  throw new PayError('INTERNAL', 'no membership number is free');
}

async function close(room: MembersRoom, id: string): Promise<Entry> {
  const appended = await append(room, id, `close:${id}`, async (totals) => ({
    kind: 'close',
    change: lessOf(totals),
    reason: 'joined',
  }));
  const closing = appended.is === 'there' ? appended.entry : await room.members.entryOfRecord(`close:${id}`);
  if (closing) return closing;
  throw new PayError('INTERNAL', 'a ledger was closed without an entry');
}

/** Enters what the closing took out where the person's ledger now is; answers the member that has it. */
async function enterAt(room: MembersRoom, joined: Member, closing: Entry): Promise<Member> {
  for (let hops = 0; hops < MOST_HOPS; hops += 1) {
    const standing = await memberBehind(room, joined.joinedTo ?? joined.id);
    if (isNothing(closing.change)) return standing;
    const amounts = lessOf(closing.change);
    const draft = { kind: 'join', change: amounts, reason: 'joined' } as const;
    const appended = await append(room, standing.id, `join:${joined.id}`, async () => draft);
    if (appended.is === 'there') return standing;
  }
  throw new PayError('BUSY', 'this member is being joined with others at this moment. Try again');
}

/** What the joined member knew of the person, and the card that it had, are the standing one's too. */
async function takeFacts(room: MembersRoom, joined: Member, standing: Member): Promise<void> {
  const now = room.wechat.clock.now();
  await changeStanding(room, standing, (newest) => withFacts(newest, joined, now));
}

/** Writes what `decide` makes of a member, or of the one that it was joined into meanwhile; answers that one. */
export async function changeStanding(
  room: MembersRoom,
  member: Member,
  decide: (newest: Member) => Member | undefined,
): Promise<Member> {
  let at = member;
  for (let hops = 0; hops < MOST_HOPS; hops += 1) {
    const { document } = await change(room.members.members, at, (newest) =>
      newest.joinedTo === undefined ? decide(newest) : undefined,
    );
    if (document.joinedTo === undefined) return document;
    at = await memberBehind(room, document.joinedTo);
  }
  throw new PayError('BUSY', 'this member is being joined with others at this moment. Try again');
}

function withFacts(member: Member, joined: Member, now: number): Member {
  const known = new Set(member.accounts.map(nameOf.account));
  const card = betterCard(member.card, joined.card);
  // Whoever was telling WeChat about the joined member may still do so a while.
  return {
    ...member,
    accounts: [...member.accounts, ...joined.accounts.filter((one) => !known.has(nameOf.account(one)))],
    unionid: member.unionid ?? joined.unionid,
    card,
    told: card?.code === member.card?.code ? member.told : {},
    doubtUntil: latest(member.doubtUntil, joined.doubtUntil, doubtOf(joined, now)),
    dueAt: card === undefined ? member.dueAt : now,
  };
}

function betterCard(own: MemberCard | undefined, other: MemberCard | undefined): MemberCard | undefined {
  if (!own || !other) return own ?? other;
  const uses = ['gone', 'gifting', 'got', 'active'];
  const better = uses.indexOf(own.state) - uses.indexOf(other.state) || own.since - other.since;
  return better >= 0 ? own : other;
}
