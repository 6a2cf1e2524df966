/**
 * The codes of cards: imported, looked up, consumed, made unusable, decrypted. Sources: WeChat documentation, "consume cards",
 * "import codes", read 2026-11.
 */
import * as v from 'valibot';
import { filled } from '../reading';
import { cardId, cardRefusal, type Cards, type HeldCard } from './cards';
import { type Call, ok, type Route, type Routes, takes } from './door';
import { secondsOf, type WeixinKit } from './kit';
import { openidOf, personIn } from './people';
import { openCode } from './sealed-code';
import { Refusal } from './refusal';
import type { Holding, Wallet } from './wallet';

const code = v.pipe(filled, v.maxLength(20, '40056 at most 20 characters'));
const codeList = v.pipe(
  v.array(v.string()),
  v.minLength(1, '40110 empty'),
  v.maxLength(100, '40109 at most 100'),
);
const oneBody = v.object({ code, card_id: v.exactOptional(v.string()) });
const optionalCard = (id: string | undefined): string | undefined => (id === '' ? undefined : id);
const listBody = v.object({ card_id: cardId, code: codeList });
const getBody = v.object({ ...oneBody.entries, check_consume: v.exactOptional(v.boolean(), true) });
const updateBody = v.object({ code, card_id: cardId, new_code: code });
const userBody = v.object({ openid: filled, card_id: v.exactOptional(v.string()) });

const post = <T>(schema: v.GenericSchema<unknown, T>, run: (body: T, call: Call) => object): Route =>
  takes('official_account', schema, cardRefusal, run);

export class CardCodes {
  readonly routes: Routes = {
    '/card/code/deposit': post(listBody, (body) => this.deposit(body)),
    '/card/code/getdepositcount': post(v.object({ card_id: cardId }), ({ card_id }) =>
      ok({ count: this.deposited(card_id).codes.length }),
    ),
    '/card/code/checkcode': post(listBody, (body) => this.check(body)),
    '/card/code/get': post(getBody, (body) => this.get(body)),
    '/card/code/consume': post(oneBody, (body) => this.consume(body)),
    '/card/code/decrypt': post(v.object({ encrypt_code: filled }), ({ encrypt_code }) =>
      decrypted(encrypt_code),
    ),
    '/card/code/unavailable': post(oneBody, (body) => this.disable(body)),
    '/card/code/update': post(updateBody, (body) => this.recode(body)),
    '/card/user/getcardlist': post(userBody, (body) => this.cardsOf(body)),
  };

  constructor(
    private readonly kit: WeixinKit,
    private readonly cards: Cards,
    private readonly wallet: Wallet,
  ) {}

  /** The merchant's staff, or its system, takes the card. */
  used(found: Holding, source: 'FROM_API' | 'FROM_MP' | 'FROM_MOBILE_HELPER'): void {
    this.checkUsable(found);
    if (this.cards.named(found.cardId).type === 'MEMBER_CARD')
      throw new Refusal(45030, 'a member card is not used up');
    this.wallet.change(found, { status: 'CONSUMED' });
    this.wallet.tell(found, {
      Event: 'user_consume_card',
      ConsumeSource: source,
      LocationName: '',
      StaffOpenId: '',
      VerifyCode: '',
      RemarkAmount: '',
      OuterStr: found.outerStr,
    });
  }

  private deposit({ card_id, code: given }: v.InferOutput<typeof listBody>): object {
    const card = this.deposited(card_id);
    if (new Set(given).size !== given.length) throw new Refusal(40111);
    const isKnown = (each: string): boolean => card.codes.includes(each) || this.isClaimed(card_id, each);
    const duplicate = given.filter(isKnown);
    const bad = given.filter((each) => each === '' || each.length > 20);
    const good = given.filter((each) => !duplicate.includes(each) && !bad.includes(each));
    const codes = [...card.codes, ...good];
    this.cards.change(card, { codes });
    return ok({ succ_code: good, duplicate_code: duplicate, fail_code: bad });
  }

  private check({ card_id, code: given }: v.InferOutput<typeof listBody>): object {
    const card = this.deposited(card_id);
    const exists = (each: string): boolean => card.codes.includes(each) || this.isClaimed(card_id, each);
    return ok({ exist_code: given.filter(exists), not_exist_code: given.filter((each) => !exists(each)) });
  }

  private get({ code: asked, card_id, check_consume }: v.InferOutput<typeof getBody>): object {
    const found = this.wallet.find(asked, optionalCard(card_id));
    if (check_consume) this.checkUsable(found);
    const status = this.wallet.statusOf(found);
    return ok({
      openid: openidOf(found.person, 'official_account'),
      card: {
        card_id: found.cardId,
        begin_time: found.beginsAt,
        ...(found.endsAt !== undefined && { end_time: found.endsAt }),
      },
      can_consume: status === 'NORMAL' && this.hasBegun(found),
      user_card_status: status,
      outer_str: found.outerStr,
    });
  }

  private consume({ code: asked, card_id }: v.InferOutput<typeof oneBody>): object {
    const found = this.wallet.find(asked, optionalCard(card_id));
    this.used(found, 'FROM_API');
    return ok({ card: { card_id: found.cardId }, openid: openidOf(found.person, 'official_account') });
  }

  private disable({ code: asked, card_id }: v.InferOutput<typeof oneBody>): object {
    this.wallet.change(this.wallet.find(asked, optionalCard(card_id)), { status: 'UNAVAILABLE' });
    return ok();
  }

  private recode({ code: old, card_id, new_code }: v.InferOutput<typeof updateBody>): object {
    const found = this.wallet.find(old, card_id);
    if (!this.cards.named(card_id).base.use_custom_code)
      throw new Refusal(45030, 'only codes of your own can change');
    if (this.isClaimed(card_id, new_code)) throw new Refusal(40056, 'new_code is taken');
    this.wallet.recode(found, new_code);
    return ok();
  }

  private cardsOf({ openid, card_id }: v.InferOutput<typeof userBody>): object {
    const person = personIn(openid, 'official_account');
    if (person === undefined) throw new Refusal(40003);
    const id = optionalCard(card_id);
    const list = this.wallet
      .all()
      .filter((each) => each.person === person && (id ?? each.cardId) === each.cardId)
      .filter((each) => this.wallet.statusOf(each) === 'NORMAL');
    return ok({
      card_list: list.map((each) => ({ code: each.code, card_id: each.cardId })),
      has_share_card: false,
    });
  }

  private deposited(id: string): HeldCard {
    const card = this.cards.named(id);
    if (card.base.get_custom_code_mode === undefined)
      throw new Refusal(40136, 'not a card with imported codes');
    return card;
  }

  private checkUsable(found: Holding): void {
    const status = this.wallet.statusOf(found);
    if (status === 'CONSUMED') throw new Refusal(40099);
    if (status !== 'NORMAL') throw new Refusal(40127, status);
    if (!this.hasBegun(found)) throw new Refusal(40079);
  }

  private hasBegun({ beginsAt }: Holding): boolean {
    return beginsAt <= secondsOf(this.kit.clock.now());
  }

  private isClaimed(id: string, asked: string): boolean {
    return this.wallet.all().some((each) => each.cardId === id && each.code === asked);
  }
}

function decrypted(encrypted: string): object {
  const opened = openCode(encrypted);
  if (opened === undefined) throw new Refusal(40075);
  return ok({ code: opened });
}
