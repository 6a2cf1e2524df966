/**
 * Tells WeChat what a member has, as absolute values, until WeChat shows them. One process at a time tells of one member; what
 * it found out is written only if nobody knew better meanwhile.
 */
import { PayError } from '../../kernel/errors';
import type { Outcome } from '../../kernel/exchange';
import { change } from '../../kernel/versioned';
import { callWechat } from '../../wechat/open-api/call';
import { classOf } from '../../wechat/open-api/codes';
import type { App, Membership } from '../../wechat/wechat-config';
import { isNoCard, NO_BALANCE, updateUser, userInfo, type CardInfo } from './card-calls';
import { faceOf, isShown, isTold, updateOf, type Face } from './card-face';
import { NOTHING, type Entry } from './entry';
import {
  appOfScope,
  nameOf,
  scopeOf,
  type CardState,
  type Member,
  type MemberCard,
  type Told,
} from './member';
import type { MembersRoom } from './ports';
import { carryOver } from './standing-member';
import { claimed, confirmed, failedTo, type Finding } from './telling';

/** `idle`: it is not due, or another process is at it. `quota`: nothing can be told for a while, of nobody. */
export type Telt = 'done' | 'failed' | 'quota' | 'idle';

/** Why nothing was confirmed. `mayArrive`: what was sent may still arrive. `told`: what is known all the same. */
interface Failure {
  readonly why: string;
  readonly mayArrive: boolean;
  readonly isQuota: boolean;
  readonly told?: Told;
}

type Attempt = { readonly found: Finding } | { readonly failure: Failure };

/** Looks at one member and tells WeChat what is due. Rejects when the database does. */
export async function tellWechat(room: MembersRoom, id: string): Promise<Telt> {
  const { members } = room.members;
  const { clock } = room.wechat;
  const member = await members.get(id);
  if (member?.joinedTo !== undefined && !member.isCarried) {
    await carryOver(room, member);
    return 'done';
  }
  if (!member) return 'idle';
  const now = clock.now();
  const { document: own, wrote } = await change(members, member, (newest) => claimed(newest, now));
  if (!wrote) return 'idle';
  const attempt = await attemptFor(room, own);
  if ('found' in attempt) {
    await change(members, own, (newest) => confirmed(newest, own, attempt.found, clock.now()));
    return 'done';
  }
  const { failure } = attempt;
  await change(members, own, (newest) => failedTo(newest, own, failure, clock.now()));
  // Not of whom: a membership number may be a phone number.
  room.wechat.log('member_not_told', { why: failure.why, tries: own.tries + 1 });
  return failure.isQuota ? 'quota' : 'failed';
}

async function attemptFor(room: MembersRoom, own: Member): Promise<Attempt> {
  try {
    return await attempt(room, own);
  } catch (error) {
    // No configuration, no token: nothing was sent.
    if (error instanceof PayError) return failed(error.code);
    throw error;
  }
}

const failed = (why: string, more: Partial<Failure> = {}): { readonly failure: Failure } => ({
  failure: { why, mayArrive: false, isQuota: false, ...more },
});

async function attempt(room: MembersRoom, own: Member): Promise<Attempt> {
  if (!own.card) return { found: { told: {}, isOutdated: false } };
  const config = await room.wechat.configs.forApp(appOfScope(scopeOf(own.id).scope));
  const { officialAccount, member: rules } = config.need('officialAccount', 'member');
  const told: Telling = { room, own, card: own.card, told: own.told, app: officialAccount, rules };
  return own.mustLook ? lookFirst(told) : tell(told);
}

interface Telling {
  readonly room: MembersRoom;
  readonly own: Member;
  readonly card: MemberCard;
  readonly told: Told;
  readonly app: App;
  readonly rules: Membership;
}

/** Reads the card at WeChat before anything is told. */
async function lookFirst(telling: Telling): Promise<Attempt> {
  const { room, own, card, app } = telling;
  const body = { code: card.code, card_id: card.cardId };
  const outcome = await callWechat(room.wechat, app, userInfo, { body });
  if (outcome.is === 'refused' && isNoCard(outcome.code)) {
    return { found: { told: {}, card: { ...card, state: 'gone' }, isOutdated: false } };
  }
  if (outcome.is !== 'ok') return failed(whyOf(outcome), { isQuota: isQuota(outcome) });
  const state = stateOf(outcome.value, own, app);
  if (state === undefined) return failed(`status ${outcome.value.status}`);
  const { points, balance } = outcome.value;
  const told = { ...own.told, points, ...(balance === undefined ? {} : { balance }) };
  return tell({ ...telling, card: { ...card, state }, told });
}

const states: Readonly<Record<string, CardState>> = {
  GIFTING: 'gifting',
  EXPIRE: 'gone',
  GIFT_SUCC: 'gone',
  DELETE: 'gone',
  UNAVAILABLE: 'gone',
};

/** What WeChat's words mean for the member; undefined for a word that it does not document. */
function stateOf(info: CardInfo, { accounts }: Member, { appid }: App): CardState | undefined {
  const own = accounts.filter((one) => one.appid === appid).map(nameOf.account);
  // Points of one person are never shown on the card of another.
  if (own.length > 0 && !own.includes(nameOf.account({ appid, openid: info.openid }))) return 'gone';
  if (info.status === 'NORMAL' || info.status === 'GIFT_TIMEOUT') return info.isActive ? 'active' : 'got';
  return Object.hasOwn(states, info.status) ? states[info.status] : undefined;
}

async function tell(telling: Telling): Promise<Attempt> {
  const { room, own, card, told, rules } = telling;
  if (card.state !== 'active') return { found: { told, card, isOutdated: false } };
  const last = await room.members.lastEntry(own.id);
  const face = faceOf(rules, last?.after ?? NOTHING, told);
  if (isTold(told, face) && own.doubtUntil === undefined) return { found: { told, card, isOutdated: false } };
  const sentAt = room.wechat.clock.now();
  const sent = await send(telling, face, last);
  if ('failure' in sent) return sent;
  const isOutdated = (await room.members.lastEntry(own.id))?.seq !== last?.seq;
  return { found: { told: sent.told, card, sentAt, isOutdated } };
}

type Sent = { readonly told: Told } | { readonly failure: Failure };

async function send(telling: Telling, face: Face, last: Entry | undefined): Promise<Sent> {
  const { room, app, card, rules, told } = telling;
  const body = updateOf(card, face, rules, last);
  const outcome = await callWechat(room.wechat, app, updateUser, { body });
  if (outcome.is === 'refused' && outcome.code === NO_BALANCE && face.balance !== undefined) {
    const { balance: _refused, ...rest } = face;
    const sent = await send(telling, rest, last);
    // The points are told all the same; that the balance is not has to be seen.
    return 'failure' in sent
      ? sent
      : failed('the card takes no balance: member.balance', { told: sent.told });
  }
  if (outcome.is !== 'ok')
    return failed(whyOf(outcome), { mayArrive: outcome.is === 'unknown', isQuota: isQuota(outcome) });
  if (isShown(outcome.value, face)) return { told: { ...told, ...face } };
  return failed('WeChat shows other numbers', { told: { ...told, points: outcome.value.points } });
}

type Lost = Exclude<Outcome<unknown>, { is: 'ok' }>;

const whyOf = (outcome: Lost): string => (outcome.is === 'refused' ? outcome.theirs : outcome.why);

function isQuota(outcome: Lost): boolean {
  if (outcome.is !== 'refused' || outcome.code === undefined) return false;
  const known = classOf(outcome.code);
  return known === 'minute quota' || known === 'day quota';
}
