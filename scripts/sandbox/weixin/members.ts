/**
 * Members: activation, form, points and balance. Sources: WeChat documentation, "member card activation", "update member
 * information", "query member information", read 2026-11.
 */
import * as v from 'valibot';
import { filled } from '../reading';
import { cardId, cardRefusal, type Cards, type HeldCard } from './cards';
import { type Call, ok, type Route, type Routes, takes } from './door';
import { levelField } from './member-card';
import { formBody } from './member-form';
import { openidOf } from './people';
import { Refusal } from './refusal';
import { sealCode } from './sealed-code';
import type { MemberTickets } from './member-tickets';
import type { Holding, Wallet } from './wallet';

const most = 2_000_000_000;
/** How addresses name the official account. */
export const accountBiz = 'MzAwMDAwMDAwMg==';
const upTo = (bytes: number) => v.pipe(v.string(), v.maxBytes(bytes, `45021 at most ${bytes} bytes`));
/** A float is answered by -1, as the real service was seen to do. */
const whole = (code: number, least: number) =>
  v.exactOptional(
    v.pipe(
      v.number(),
      v.integer('-1 not an integer'),
      v.minValue(least, `${code} at least ${least}`),
      v.maxValue(most, `${code} at most ${most}`),
    ),
  );
const values = {
  custom_field_value1: v.exactOptional(upTo(12)),
  custom_field_value2: v.exactOptional(upTo(12)),
  custom_field_value3: v.exactOptional(upTo(12)),
};
const who = { code: filled, card_id: v.exactOptional(v.string()) };

const activateBody = v.object({
  membership_number: v.pipe(filled, v.maxLength(20, '45021 at most 20 characters')),
  ...who,
  init_bonus: whole(45022, 0),
  init_bonus_record: v.exactOptional(upTo(96)),
  init_balance: whole(45023, 0),
  init_custom_field_value1: v.exactOptional(upTo(12)),
  init_custom_field_value2: v.exactOptional(upTo(12)),
  init_custom_field_value3: v.exactOptional(upTo(12)),
  activate_begin_time: v.exactOptional(v.number()),
  activate_end_time: v.exactOptional(v.number()),
});
const flag = v.exactOptional(v.boolean());
const updateBody = v.object({
  ...who,
  bonus: whole(45022, 0),
  add_bonus: whole(45022, -most),
  record_bonus: v.exactOptional(upTo(42)),
  balance: whole(45023, 0),
  add_balance: whole(45023, -most),
  record_balance: v.exactOptional(upTo(42)),
  ...values,
  background_pic_url: v.exactOptional(upTo(128)),
  notify_optional: v.exactOptional(
    v.object({
      is_notify_bonus: flag,
      is_notify_balance: flag,
      is_notify_custom_field1: flag,
      is_notify_custom_field2: flag,
      is_notify_custom_field3: flag,
    }),
  ),
});
type Update = v.InferOutput<typeof updateBody>;

const post = <T>(schema: v.GenericSchema<unknown, T>, run: (body: T, call: Call) => object): Route =>
  takes('official_account', schema, cardRefusal, run);

interface MemberParts {
  readonly cards: Cards;
  readonly wallet: Wallet;
  readonly tickets: MemberTickets;
}

export class Members {
  readonly routes: Routes = {
    '/card/membercard/activate': post(activateBody, (body) => this.activate(body)),
    '/card/membercard/activateuserform/set': post(formBody, ({ card_id, ...form }) =>
      this.setForm(card_id, form),
    ),
    '/card/membercard/activate/geturl': post(
      v.object({ card_id: cardId, outer_str: v.exactOptional(v.string(), '') }),
      ({ card_id, outer_str }) => this.address(card_id, outer_str),
    ),
    '/card/membercard/activatetempinfo/get': post(
      v.object({ activate_ticket: filled }),
      ({ activate_ticket }) => ok({ info: infoWords(this.parts.tickets.open(activate_ticket).form) }),
    ),
    '/card/membercard/userinfo/get': post(v.object({ code: filled, card_id: cardId }), (body) =>
      this.info(body),
    ),
    '/card/membercard/updateuser': post(updateBody, (body) => this.update(body)),
  };

  constructor(private readonly parts: MemberParts) {}

  /** The members as the summary shows them. */
  summary(): object[] {
    return this.parts.wallet.all().map((each) => {
      const card = this.parts.cards.named(each.cardId);
      const { code, bonus, balance, isActive } = each;
      return {
        ...{
          card_id: each.cardId,
          card_type: card.type,
          code,
          openid: openidOf(each.person, 'official_account'),
        },
        status: this.parts.wallet.statusOf(each),
        ...(card.type === 'MEMBER_CARD' && {
          membership_number: each.membershipNumber,
          has_active: isActive,
          ...{ bonus, balance },
          level: each.values[levelField(card.detail)] ?? '',
        }),
      };
    });
  }

  /** The card behind a one-click form that was filled in. */
  formCard(id: string): HeldCard {
    const card = this.memberCard(id);
    if (card.detail.wx_activate !== true || card.form === undefined) throw new Refusal(72026);
    return card;
  }

  private activate(body: v.InferOutput<typeof activateBody>): object {
    const { found, card } = this.member(body.code, body.card_id);
    this.checkMoney(card, body.init_bonus, body.init_balance);
    const number = body.membership_number;
    if (found.isActive) {
      if (found.membershipNumber !== number) throw new Refusal(73214);
      return ok();
    }
    const taken = this.parts.wallet
      .all()
      .some((each) => each.cardId === card.cardId && each.membershipNumber === number);
    if (taken) throw new Refusal(40097, 'membership_number belongs to another member');
    this.parts.wallet.change(found, {
      isActive: true,
      membershipNumber: number,
      bonus: body.init_bonus ?? 0,
      balance: body.init_balance ?? 0,
      values: [
        body.init_custom_field_value1,
        body.init_custom_field_value2,
        body.init_custom_field_value3,
      ].map((each) => each ?? ''),
      ...(body.activate_begin_time !== undefined && { beginsAt: body.activate_begin_time }),
      ...(body.activate_end_time !== undefined && { endsAt: body.activate_end_time }),
    });
    return ok();
  }

  private setForm(id: string, form: Readonly<Record<string, unknown>>): object {
    const card = this.memberCard(id);
    if (card.detail.wx_activate !== true) throw new Refusal(72026);
    this.parts.cards.change(card, { form });
    return ok();
  }

  /** The address that opens the form; what the phone needs of it is in its query. */
  private address(id: string, outerStr: string): object {
    const card = this.memberCard(id);
    if (card.detail.wx_activate !== true) throw new Refusal(72026);
    const query = [
      'action=preshow',
      `encrypt_card_id=${encodeURIComponent(sealCode(id))}`,
      `outer_str=${encodeURIComponent(outerStr)}`,
      `biz=${encodeURIComponent(accountBiz)}`,
    ];
    return ok({
      url: `https://mp.weixin.qq.com/bizmall/activatemembercard?${query.join('&')}#wechat_redirect`,
    });
  }

  private info({ code, card_id }: { code: string; card_id: string }): object {
    const { found } = this.member(code, card_id, { anyState: true });
    return ok({
      openid: openidOf(found.person, 'official_account'),
      nickname: found.person,
      membership_number: found.membershipNumber,
      bonus: found.bonus,
      balance: found.balance,
      sex: 'UNKNOWN',
      user_info: infoWords(found.form),
      user_card_status: this.parts.wallet.statusOf(found),
      has_active: found.isActive,
    });
  }

  private update(body: Update): object {
    const { found, card } = this.member(body.code, body.card_id);
    if (!found.isActive) throw new Refusal(40078, 'the member is not activated');
    this.checkMoney(card, body.bonus ?? body.add_bonus, body.balance ?? body.add_balance);
    const bonus = moved(found.bonus, body.bonus, body.add_bonus, 45022);
    const balance = moved(found.balance, body.balance, body.add_balance, 45023);
    const given = [body.custom_field_value1, body.custom_field_value2, body.custom_field_value3];
    const next = given.map((each, at) => each ?? found.values[at] ?? '');
    this.parts.wallet.change(found, { bonus, balance, values: next });
    const [ModifyBonus, ModifyBalance] = [bonus - found.bonus, balance - found.balance];
    if (ModifyBonus !== 0 || ModifyBalance !== 0)
      this.parts.wallet.tell(found, { Event: 'update_member_card', ModifyBonus, ModifyBalance });
    return ok({
      result_bonus: bonus,
      result_balance: balance,
      openid: openidOf(found.person, 'official_account'),
    });
  }

  private checkMoney(card: HeldCard, bonus: number | undefined, balance: number | undefined): void {
    if (bonus !== undefined && card.detail.supply_bonus !== true)
      throw new Refusal(43011, 'supply_bonus is off');
    if (balance !== undefined && card.detail.supply_balance !== true)
      throw new Refusal(43010, 'supply_balance is off');
  }

  private member(
    code: string,
    id: string | undefined,
    { anyState = false } = {},
  ): { found: Holding; card: HeldCard } {
    const found = this.parts.wallet.find(code, id === '' ? undefined : id);
    const card = this.memberCard(found.cardId);
    const status = this.parts.wallet.statusOf(found);
    if (!anyState && status !== 'NORMAL') throw new Refusal(40127, status);
    return { found, card };
  }

  private memberCard(id: string): HeldCard {
    const card = this.parts.cards.named(id);
    if (card.type !== 'MEMBER_CARD') throw new Refusal(72003);
    return card;
  }
}

/** The absolute value wins over the change. */
function moved(now: number, absolute: number | undefined, change = 0, code = 0): number {
  const next = absolute ?? now + change;
  if (next < 0 || next > most) throw new Refusal(code);
  return next;
}

const infoWords = (form: Readonly<Record<string, string>>): object => ({
  common_field_list: Object.entries(form).map(([name, value]) => ({ name, value })),
  custom_field_list: [],
});
