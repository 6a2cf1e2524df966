/**
 * Cards on the phone: `wx.addCard`, `wx.openCard` and the component that activates a member card. Source: WeChat documentation,
 * mini-program API "card", and "member card component", read 2026-11.
 */
import * as v from 'valibot';
import { ControlError } from '../sandbox';
import type { CardExts } from './card-ext';
import { clientRoute, type ClientRoutes, openid } from './client';
import { requiredFields } from './member-form';
import type { MemberTickets } from './member-tickets';
import { accountBiz, type Members } from './members';
import { personBehind } from './people';
import { Refusal } from './refusal';
import { openCode, sealCode } from './sealed-code';
import type { Holding, Wallet } from './wallet';
import type { Cards } from './cards';

export interface CardParts {
  readonly cards: Cards;
  readonly wallet: Wallet;
  readonly exts: CardExts;
  readonly members: Members;
  readonly tickets: MemberTickets;
}

const addBody = v.strictObject({
  openid,
  cardList: v.pipe(v.array(v.object({ cardId: v.string(), cardExt: v.string() })), v.minLength(1)),
});
const openBody = v.strictObject({ openid, cardId: v.string(), code: v.string() });
const formBody = v.strictObject({
  openid,
  card_id: v.exactOptional(v.string()),
  code: v.exactOptional(v.string()),
  /** As the mini-program handed it to the component. */
  extra_data: v.exactOptional(
    v.object({ encrypt_card_id: v.string(), outer_str: v.string(), biz: v.string() }),
  ),
  form: v.exactOptional(v.record(v.string(), v.string()), {}),
});

const personOf = (who: string): string => personBehind(who) ?? '';

export const cardRoutes = (parts: CardParts): ClientRoutes => ({
  'card/add': clientRoute(addBody, (body) => add(parts, body)),
  'card/open': clientRoute(openBody, (body) => open(parts, body)),
  'card/activate-form': clientRoute(formBody, (body) => activate(parts, body)),
});

function add({ wallet, exts }: CardParts, { openid: who, cardList }: v.InferOutput<typeof addBody>): object {
  const refusals: string[] = [];
  const added = cardList.map(({ cardId, cardExt }) => {
    try {
      const { code, openid: bound, outer_str } = exts.open(cardId, cardExt);
      checkBound(wallet, { cardId, bound, who });
      const { code: given } = wallet.claim(personOf(who), cardId, { code, outerStr: outer_str });
      return { cardId, cardExt, code: sealCode(given), isSuccess: true };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refusals.push(`${error.errcode} ${error.message}`);
      return { cardId, cardExt, code: '', isSuccess: false };
    }
  });
  const isOk = added.some(({ isSuccess }) => isSuccess);
  return { errMsg: isOk ? 'addCard:ok' : `addCard:fail ${refusals.join('; ')}`, cardList: added };
}

/** A card that is bound to a person names the person; every other card must not. */
function checkBound(
  wallet: Wallet,
  { cardId, bound, who }: { cardId: string; bound: string; who: string },
): void {
  const isBound = wallet.card(cardId).base.bind_openid === true;
  if (isBound && bound === '') throw new Refusal(40112, 'this card needs an openid');
  if (!isBound && bound !== '') throw new Refusal(40112, 'openid is for cards with bind_openid');
  if (bound !== '' && personBehind(bound) !== personBehind(who)) throw new Refusal(40146);
}

/** Shows a card; the mini-program has to know the real code. */
function open({ wallet }: CardParts, { openid: who, cardId, code }: v.InferOutput<typeof openBody>): object {
  const found = wallet.all().find((each) => each.cardId === cardId && each.code === code);
  if (found?.person !== personOf(who))
    return { errMsg: 'openCard:fail no such card, or its code is still encrypted' };
  if (wallet.card(cardId).base.need_push_on_view)
    wallet.tell(found, { Event: 'user_view_card', OuterStr: found.outerStr });
  return { errMsg: 'openCard:ok' };
}

/** The member fills in the form; answers what the component hands back to the mini-program. */
function activate(parts: CardParts, body: v.InferOutput<typeof formBody>): object {
  const { wallet, members, tickets, cards } = parts;
  const { id, outerStr } = cardOf(body);
  const card = members.formCard(id);
  const missing = requiredFields(card.form).filter((name) => !body.form[name]);
  if (missing.length > 0)
    throw new ControlError(400, `form: the member has to fill in ${missing.join(', ')}`);
  const found = holdingOf(wallet, { id, outerStr, person: personOf(body.openid), code: body.code });
  if (found.isActive) throw new ControlError(409, `the card ${found.code} is active already`);
  wallet.change(found, { form: body.form });
  const said = { card_id: id, code: found.code };
  if (cards.named(id).detail.wx_activate_after_submit !== true) {
    wallet.change(found, { form: body.form, isActive: true, membershipNumber: found.code });
    wallet.tell(found, { Event: 'submit_membercard_user_info' });
    return said;
  }
  const url = card.detail.wx_activate_after_submit_url;
  return { ...said, activate_ticket: tickets.make(body.form), wx_activate_after_submit_url: url };
}

function cardOf({ card_id, extra_data }: v.InferOutput<typeof formBody>): { id: string; outerStr: string } {
  if (!extra_data) {
    if (card_id === undefined) throw new ControlError(400, 'card_id or extra_data is needed');
    return { id: card_id, outerStr: '' };
  }
  const id = openCode(extra_data.encrypt_card_id);
  if (id === undefined || extra_data.biz !== accountBiz)
    throw new ControlError(
      400,
      'extra_data: encrypt_card_id and biz must be decoded once from the address of geturl',
    );
  return { id, outerStr: extra_data.outer_str };
}

/** The card of the person; whoever has none gets one with the form. */
function holdingOf(
  wallet: Wallet,
  { id, outerStr, person, code }: { id: string; outerStr: string; person: string; code: string | undefined },
): Holding {
  const mine = wallet.all().filter((each) => each.person === person && each.cardId === id);
  const found = mine.find((each) => (code ?? each.code) === each.code && wallet.statusOf(each) === 'NORMAL');
  if (found) return found;
  if (code !== undefined) throw new ControlError(404, `code: ${person} has no card ${code} in force`);
  return wallet.claim(person, id, { outerStr });
}
