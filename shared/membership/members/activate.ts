/**
 * A member card is activated with the ticket that WeChat hands out when the member has filled in its form (WeChat documentation,
 * "member card activation", read 2026-11). Whoever asks must be the holder of the card.
 */
import { PayError } from '../../kernel/errors';
import type { JsonObject } from '../../kernel/json';
import { answerOf, callWechat, failed } from '../../wechat/open-api/call';
import type { WechatConfig } from '../../wechat/wechat-config';
import {
  accountUser,
  activateCard,
  isNoCard,
  MEMBER_ALREADY,
  NO_BALANCE,
  ticketInfo,
  TICKET_CODES,
  userInfo,
  type CardInfo,
} from './card-calls';
import { faceOf } from './card-face';
import { memberOf } from './find-member';
import { NOTHING } from './entry';
import { nameOf, within, type Account, type Member, type MemberCard } from './member';
import type { MembersRoom } from './ports';
import { changeStanding, memberBehind } from './standing-member';
import { latest, SETTLE_MS, withCard } from './telling';

export interface Activation {
  readonly ticket: string;
  readonly code: string;
  readonly cardId: string;
}

/** Longer than a call of the function lives: then the timer looks whether WeChat has activated the card. */
const LOOK_AFTER_MS = 60_000;

/**
 * Activates the caller's card with our membership number and what the ledger says. Repeating it does no harm.
 * @throws PayError CARD_NOT_FOUND, CARD_NOT_USABLE, CODE_REJECTED, CONFIG_INVALID, WECHAT_*
 */
export async function activate(
  room: MembersRoom,
  config: WechatConfig,
  caller: Member,
  activation: Activation,
): Promise<Member> {
  const { wechat } = room;
  const { officialAccount, member: rules } = config.need('officialAccount', 'member');
  if (activation.cardId !== rules.cardId) throw noCard();
  // The ticket may have ended with the answer that got lost.
  if (caller.card?.code === activation.code && caller.card.state === 'active') return caller;
  const ticket = { activate_ticket: activation.ticket };
  const opened = await callWechat(wechat, officialAccount, ticketInfo, { body: ticket });
  if (opened.is === 'refused' && TICKET_CODES.includes(opened.code ?? 0)) {
    throw new PayError('CODE_REJECTED', 'the activate_ticket has expired or belongs to another account');
  }
  answerOf(opened, 'the activate_ticket');
  const info = await infoOf(room, config, activation);
  const member = await provenHolder(room, config, caller, info);
  if (info.status !== 'NORMAL') throw new PayError('CARD_NOT_USABLE', `its status is ${info.status}`);
  const { code, cardId } = activation;
  const card: MemberCard = { cardId, code, state: 'got', since: wechat.clock.now() };
  // Written first: what is sent now may be done although no answer comes.
  const begun = await changeStanding(room, member, (newest) => ({
    ...withCard(newest, card, wechat.clock.now() + LOOK_AFTER_MS),
    doubtUntil: latest(newest.doubtUntil, wechat.clock.now() + SETTLE_MS),
  }));
  if (!info.isActive) await send(room, config, begun, activation);
  return changeStanding(room, begun, (newest) => ({
    ...newest,
    card: newest.card?.code === code ? { ...newest.card, state: 'active' } : newest.card,
    dueAt: wechat.clock.now(),
  }));
}

const noCard = (): PayError => new PayError('CARD_NOT_FOUND', 'you hold no such card');

async function infoOf(
  room: MembersRoom,
  config: WechatConfig,
  { code, cardId }: Activation,
): Promise<CardInfo> {
  const { officialAccount } = config.need('officialAccount');
  const body = { code, card_id: cardId };
  const outcome = await callWechat(room.wechat, officialAccount, userInfo, { body });
  if (outcome.is === 'refused' && isNoCard(outcome.code)) throw noCard();
  return answerOf(outcome, 'the card');
}

/** The caller's member, when WeChat's holder of the card is the caller in the official account. */
async function provenHolder(
  room: MembersRoom,
  config: WechatConfig,
  caller: Member,
  { openid }: CardInfo,
): Promise<Member> {
  const { officialAccount: app } = config.need('officialAccount');
  const holder = { appid: app.appid, openid };
  const own = caller.accounts.filter(({ appid }) => appid === app.appid).map(nameOf.account);
  if (own.includes(nameOf.account(holder))) return caller;
  // Whom the official account has shown us under another openid is not the holder.
  if (own.length > 0 || caller.unionid === undefined) throw noCard();
  const outcome = await callWechat(room.wechat, app, accountUser, { query: { openid } });
  // Whatever WeChat says that is no unionid proves nothing; what it did not say may be asked for again.
  const isSilent = outcome.is === 'unsent' || (outcome.is === 'unknown' && outcome.why !== 'undocumented');
  if (isSilent) throw failed(outcome, 'the holder of the card');
  const unionid = outcome.is === 'ok' ? outcome.value.unionid : '';
  if (unionid === caller.unionid) {
    return memberOf(room, { scope: config.id, config }, { account: holder, unionid: caller.unionid });
  }
  if (unionid !== '') throw noCard();
  return holderToldByEvent(room, config, caller, holder);
}

async function send(
  room: MembersRoom,
  config: WechatConfig,
  member: Member,
  { code, cardId }: Activation,
): Promise<void> {
  const { officialAccount, member: rules } = config.need('officialAccount', 'member');
  const totals = (await room.members.lastEntry(member.id))?.after ?? NOTHING;
  const { points, balance, level } = faceOf(rules, totals, {});
  const basic: JsonObject = {
    membership_number: member.number,
    code,
    card_id: cardId,
    init_bonus: points,
    ...(level === undefined ? {} : { [`init_custom_field_value${rules.levelField}`]: level }),
  };
  const whole = balance === undefined ? basic : { ...basic, init_balance: balance };
  const call = (body: JsonObject) => callWechat(room.wechat, officialAccount, activateCard, { body });
  const first = await call(whole);
  const isWithoutBalance = first.is === 'refused' && first.code === NO_BALANCE && balance !== undefined;
  const outcome = isWithoutBalance ? await call(basic) : first;
  if (outcome.is === 'refused' && outcome.code === MEMBER_ALREADY) return;
  answerOf(outcome, 'the activation');
}

const WAITS = 3;
const WAIT_MS = 700;

/** Of whom does not follow the account WeChat tells the unionid only in the event of the card, which may still be on its way. */
async function holderToldByEvent(
  room: MembersRoom,
  config: WechatConfig,
  caller: Member,
  holder: Account,
): Promise<Member> {
  const { clock, deadline } = room.wechat;
  const name = within(config.id, nameOf.account(holder));
  for (let waits = 0; waits <= WAITS; waits += 1) {
    const id = await room.members.memberNamed(name);
    if (id !== undefined) {
      const [told, asking] = await Promise.all([memberBehind(room, id), memberBehind(room, caller.id)]);
      if (told.id === asking.id) return told;
      throw noCard();
    }
    if (waits === WAITS || clock.now() + WAIT_MS * 3 > deadline) break;
    await clock.sleep(WAIT_MS);
  }
  throw new PayError('BUSY', 'WeChat has not told yet whose card this is. Try again in a few seconds');
}
