/**
 * The cards in people's wallets: how they get one, and what becomes of it. Sources: WeChat documentation, "claim cards", "card
 * events", read 2026-11.
 */
import * as v from 'valibot';
import { randomDigits } from '../numbers';
import { officialAccount } from './apps';
import type { Cards, HeldCard } from './cards';
import { validityOf } from './card-dates';
import { hourMs, secondsOf, type WeixinKit } from './kit';
import { openidOf, systemOpenid, unionidOf } from './people';
import type { Pushes } from './pushes';
import type { Quota } from './quota';
import { Refusal } from './refusal';
import type { Table } from './table';

export const holding = v.object({
  code: v.string(),
  cardId: v.string(),
  person: v.string(),
  status: v.picklist(['NORMAL', 'CONSUMED', 'GIFTING', 'GIFT_SUCC', 'DELETE', 'UNAVAILABLE']),
  outerStr: v.string(),
  /** Seconds. */
  beginsAt: v.number(),
  endsAt: v.exactOptional(v.number()),
  /** Members: activated, with number, points and balance (fen). */
  isActive: v.boolean(),
  membershipNumber: v.string(),
  bonus: v.number(),
  balance: v.number(),
  /** The three custom fields. */
  values: v.array(v.string()),
  /** What the member entered into the activation form. */
  form: v.record(v.string(), v.string()),
});
export type Holding = v.InferOutput<typeof holding>;

/** How a card comes to a person. */
export interface Offer {
  /** For cards whose codes the merchant makes. */
  readonly code?: string | undefined;
  readonly outerStr?: string | undefined;
}

export class Wallet {
  private readonly held: Table<Holding>;
  private readonly testers: Table<{ openid: string }>;

  constructor(
    private readonly kit: WeixinKit,
    private readonly cards: Cards,
    private readonly parts: { readonly pushes: Pushes; readonly quota: Quota },
  ) {
    this.held = kit.tables.open('holdings', holding, keyOf);
    this.testers = kit.tables.open('testers', v.object({ openid: v.string() }), ({ openid }) => openid);
  }

  all(): Holding[] {
    return this.held.all();
  }

  /** People who may claim a card before its audit. */
  setTesters(openids: readonly string[]): void {
    this.testers.clear();
    for (const openid of openids) this.testers.put({ openid });
  }

  card(cardId: string): HeldCard {
    return this.cards.named(cardId);
  }

  /** The holding behind a code; cards whose codes the merchant makes must be named. */
  find(code: string, cardId: string | undefined): Holding {
    const found = this.held
      .all()
      .findLast((each) => each.code === code && (cardId ?? each.cardId) === each.cardId);
    if (!found) throw new Refusal(40056);
    const isCustom = this.cards.named(found.cardId).base.use_custom_code === true;
    if (isCustom && cardId === undefined) throw new Refusal(40056, 'card_id is needed for codes of your own');
    return found;
  }

  change(found: Holding, change: Partial<Omit<Holding, 'code' | 'cardId'>>): Holding {
    return this.held.put({ ...found, ...change });
  }

  /** A code that was replaced is nobody's any more. */
  recode(found: Holding, code: string): void {
    this.held.remove(keyOf(found));
    this.held.put({ ...found, code });
  }

  /** NORMAL only while its time runs. */
  statusOf({ status, endsAt }: Holding): Holding['status'] | 'EXPIRE' {
    const isOver = endsAt !== undefined && secondsOf(this.kit.clock.now()) > endsAt;
    return status === 'NORMAL' && isOver ? 'EXPIRE' : status;
  }

  /** The person takes the card; refuses where WeChat would. A member who deleted the card gets the old one back. */
  claim(person: string, cardId: string, offer: Offer): Holding {
    const card = this.cards.named(cardId);
    this.checkClaim(card, person);
    const deleted = this.of(person, cardId).findLast(({ status }) => status === 'DELETE');
    if (card.type === 'MEMBER_CARD' && deleted) {
      const restored = this.change(deleted, { status: 'NORMAL' });
      this.tellClaim(restored, { IsRestoreMemberCard: 1 });
      return restored;
    }
    const made = this.issue(card, person, offer);
    this.tellClaim(made, {});
    return made;
  }

  delete(found: Holding): void {
    this.change(found, { status: 'DELETE' });
    this.tell(found, { Event: 'user_del_card' });
  }

  /** Given to a friend, who has a new code from then on. */
  give(found: Holding, friend: string): Holding {
    const FriendUserName = openidOf(friend, 'official_account');
    this.tell(found, { Event: 'user_gifting_card', IsReturnBack: 0, FriendUserName, IsChatRoom: 0 });
    this.change(found, { status: 'GIFT_SUCC' });
    const card = this.cards.named(found.cardId);
    const code = card.base.use_custom_code ? found.code : this.newCode();
    if (code === found.code) this.held.remove(keyOf(found));
    const given = this.held.put({ ...found, code, person: friend, status: 'NORMAL' });
    this.tellClaim(given, {
      IsGiveByFriend: 1,
      FriendUserName: openidOf(found.person, 'official_account'),
      OldUserCardCode: found.code,
    });
    return given;
  }

  /** An event about a holding; the sender is its person. */
  tell(found: Holding, fields: Readonly<Record<string, unknown>> & { Event: string }): void {
    void this.parts.pushes.send(officialAccount, {
      FromUserName: openidOf(found.person, 'official_account'),
      CardId: found.cardId,
      UserCardCode: found.code,
      ...fields,
    });
  }

  private checkClaim(card: HeldCard, person: string): void {
    const isTester = this.testers.get(openidOf(person, 'official_account')) !== undefined;
    if (card.status !== 'VERIFY_OK' && !(card.status === 'NOT_VERIFY' && isTester)) throw new Refusal(40078);
    const { endsAt } = validityOf(card.base.date_info, this.kit.clock.now());
    if (endsAt !== undefined && endsAt <= secondsOf(this.kit.clock.now())) throw new Refusal(40079);
    const has = this.of(person, card.cardId).filter(({ status }) => status !== 'DELETE').length;
    if (has >= (card.base.get_limit ?? 50)) throw new Refusal(45033);
    this.remind(card);
    if (card.quantity < 1) throw new Refusal(45031);
  }

  /** Of a card that began with more than 200 and has 100 or less: at a claim, every 12 hours. */
  private remind({ cardId, quantity, base }: HeldCard): void {
    const isMuch = base.sku.quantity <= 200 || quantity > 100;
    if (isMuch || !this.parts.quota.take(`sku ${cardId}`, 12 * hourMs, 1)) return;
    void this.parts.pushes.send(officialAccount, {
      FromUserName: systemOpenid,
      Event: 'card_sku_remind',
      CardId: cardId,
      Detail: `the stock of the card is down to ${quantity}`,
    });
  }

  private issue(card: HeldCard, person: string, { code: asked, outerStr = '' }: Offer): Holding {
    const code = this.codeFor(card, asked);
    const now = this.kit.clock.now();
    this.cards.change(card, {
      quantity: card.quantity - 1,
      codes: card.codes.filter((each) => each !== code),
    });
    return this.held.put({
      ...{ code, cardId: card.cardId, person, status: 'NORMAL', outerStr },
      ...validityOf(card.base.date_info, now),
      isActive: card.detail.auto_activate === true,
      membershipNumber: card.detail.auto_activate === true ? code : '',
      bonus: 0,
      balance: 0,
      values: ['', '', ''],
      form: {},
    });
  }

  private codeFor(card: HeldCard, asked: string | undefined): string {
    const { use_custom_code: isCustom, get_custom_code_mode: mode } = card.base;
    if (!isCustom) {
      if (asked) throw new Refusal(40080, 'this card makes its codes itself');
      return this.newCode();
    }
    if (mode !== undefined) {
      const [next] = card.codes;
      if (next === undefined) throw new Refusal(45031, 'no imported code is left');
      return next;
    }
    if (!asked) throw new Refusal(40080, 'this card needs a code of the merchant’s');
    if (this.held.get(`${card.cardId}/${asked}`)) throw new Refusal(40080, 'the code was claimed before');
    return asked;
  }

  private newCode(): string {
    return randomDigits(this.kit.dice, 12);
  }

  private of(person: string, cardId: string): Holding[] {
    return this.held.all().filter((each) => each.person === person && each.cardId === cardId);
  }

  private tellClaim(found: Holding, more: Readonly<Record<string, unknown>>): void {
    this.tell(found, {
      Event: 'user_get_card',
      IsGiveByFriend: 0,
      FriendUserName: '',
      OuterId: 0,
      OldUserCardCode: '',
      OuterStr: found.outerStr,
      IsRestoreMemberCard: 0,
      IsRecommendByFriend: 0,
      SourceScene: 'SOURCE_SCENE_UNKNOWN',
      UnionId: unionidOf(found.person),
      ...more,
    });
  }
}

const keyOf = ({ cardId, code }: Pick<Holding, 'cardId' | 'code'>): string => `${cardId}/${code}`;
