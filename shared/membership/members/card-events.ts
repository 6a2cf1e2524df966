/**
 * What WeChat pushes about members' cards (WeChat documentation, "card events", read 2026-11). Events come more than once and in
 * any order, so each says no more than that something happened to a card: what its state is, the timer reads at WeChat.
 */
import type { CardEvent } from '../card-event';
import type { WechatConfig } from '../../wechat/wechat-config';
import { earnUnder } from './earn';
import { memberOf } from './find-member';
import { nameOf, within, type CardState, type Member, type MemberCard } from './member';
import type { MembersRoom } from './ports';
import { changeStanding, memberBehind } from './standing-member';
import { withCard } from './telling';

/** An event about the members' card, and whose members it is about. */
interface Happening {
  readonly room: MembersRoom;
  readonly config: WechatConfig;
  readonly event: CardEvent;
  readonly cardId: string;
  readonly code: string;
  /** Milliseconds. */
  readonly at: number;
}

type Handler = (happening: Happening) => Promise<void>;

const handlers: Readonly<Record<string, Handler>> = {
  user_get_card: gotCard,
  user_gifting_card: (happening) =>
    cardIs(happening, happening.event.field('IsReturnBack') === '1' ? 'got' : 'gifting'),
  user_del_card: (happening) => cardIs(happening, 'gone'),
  submit_membercard_user_info: (happening) => cardIs(happening, 'got'),
  update_member_card: (happening) => cardIs(happening, 'unchanged'),
  user_view_card: cardSeen,
  user_pay_from_pay_cell: paidAtCell,
};

/**
 * Takes an event about the card of members; others, and those about other cards, are left alone.
 * @throws PayError CONFIG_INVALID, BUSY: WeChat pushes it again then
 */
export async function onCardEvent(room: MembersRoom, event: CardEvent): Promise<void> {
  const name = event.event ?? '';
  if (!Object.hasOwn(handlers, name)) return;
  const happening = await happeningIn(room, event);
  if (happening) await handlers[name]?.(happening);
}

/** Undefined where it is not about the card of members, or names nobody. */
async function happeningIn(room: MembersRoom, event: CardEvent): Promise<Happening | undefined> {
  const config = await configOf(room, event.appid);
  if (config?.hasMembers !== true) return undefined;
  const cardId = event.field('CardId') ?? '';
  const code = event.field('UserCardCode') ?? '';
  const isNamed = /^[0-9A-Za-z_-]{1,64}$/.test(event.fromUser) && /^[\w-]{1,64}$/.test(code);
  if (!isNamed || cardId !== config.need('member').member.cardId) return undefined;
  return { room, config, event, cardId, code, at: event.createTime * 1000 };
}

/** The configuration whose official account it is. */
async function configOf({ wechat }: MembersRoom, appid: string): Promise<WechatConfig | undefined> {
  const isIts = (config: WechatConfig | undefined): boolean => config?.appids.officialAccount === appid;
  const common = await wechat.configs.find(undefined);
  if (isIts(common)) return common;
  const own = await wechat.configs.find(appid);
  return isIts(own) ? own : undefined;
}

/** The member of the event, who is one from now on. */
async function memberIn({ room, config, event }: Happening): Promise<Member> {
  const unionid = event.field('UnionId');
  const account = { appid: event.appid, openid: event.fromUser };
  return memberOf(
    room,
    { scope: config.id, config },
    { account, ...(unionid === undefined ? {} : { unionid }) },
  );
}

/** A card came into the wallet: for the first time, again, or from a friend who then has it no more. */
async function gotCard(happening: Happening): Promise<void> {
  const { room, event } = happening;
  await cardIs(happening, 'got');
  const giver = event.field('FriendUserName');
  const given = event.field('OldUserCardCode');
  if (event.field('IsGiveByFriend') !== '1' || giver === undefined || given === undefined) return;
  const id = await room.members.memberNamed(
    within(happening.config.id, nameOf.account({ appid: event.appid, openid: giver })),
  );
  if (id === undefined) return;
  const theirs = { ...happening, code: given };
  await changeStanding(room, await memberBehind(room, id), (newest) => withState(newest, theirs, 'gone'));
}

async function cardIs(happening: Happening, news: News): Promise<void> {
  const member = await memberIn(happening);
  await changeStanding(happening.room, member, (newest) => withState(newest, happening, news));
}

type News = CardState | 'unchanged';

/** The member's card after an event, to be looked at at WeChat; undefined where the event says nothing about it. */
function withState(member: Member, happening: Happening, news: News): Member | undefined {
  const { card } = member;
  const isSame = card?.code === happening.code && card.cardId === happening.cardId;
  return isSame ? withNews(member, card, happening, news) : withOther(member, happening, news);
}

/** The state goes by the newest event; that something happened is worth a look whenever it comes. */
function withNews(member: Member, card: MemberCard, happening: Happening, news: News): Member | undefined {
  const { room, at } = happening;
  const now = room.wechat.clock.now();
  // What is active stays so until the look says otherwise, or its points would wait for it.
  const isNews = news !== 'unchanged' && at > card.since && !(news === 'got' && card.state === 'active');
  const willLook = member.mustLook && member.dueAt !== undefined && member.dueAt <= now;
  if (!isNews && willLook) return undefined;
  const next = isNews ? { ...card, state: news, since: at } : card;
  return { ...member, card: next, mustLook: true, dueAt: now };
}

/** Another card takes the place of one that is gone, or that came earlier. */
function withOther(member: Member, { room, cardId, code, at }: Happening, news: News): Member | undefined {
  const { card } = member;
  const isLater = news === 'got' && card !== undefined && card.since < at;
  if (news === 'gone' || !(card === undefined || card.state === 'gone' || isLater)) return undefined;
  const state = news === 'gifting' ? news : 'got';
  return withCard(member, { cardId, code, state, since: at }, room.wechat.clock.now());
}

/** Whoever looks at the card should see the newest points soon: what waits after a failure is tried now. */
async function cardSeen(happening: Happening): Promise<void> {
  const { room, code } = happening;
  const now = room.wechat.clock.now();
  await changeStanding(room, await memberIn(happening), (newest) => {
    if (newest.card?.code !== code) return withState(newest, happening, 'unchanged');
    return newest.dueAt === undefined || newest.dueAt <= now ? undefined : { ...newest, dueAt: now };
  });
}

/** A payment by the card itself, at the merchant's counter, in yuan; it is no order of ours. */
async function paidAtCell(happening: Happening): Promise<void> {
  const { room, config, event } = happening;
  const transaction = event.field('TransId');
  const fee = event.field('Fee') ?? '';
  await cardIs(happening, 'unchanged');
  if (transaction === undefined || !/^\w{1,64}$/.test(transaction) || !/^\d{1,12}$/.test(fee)) return;
  const buyer = { appid: event.appid, openid: event.fromUser };
  const sums = { total: Number(fee), refunded: 0, feeType: 'CNY' };
  await earnUnder(room, config, { outTradeNo: `cell:${transaction}`, ...buyer, ...sums });
}
