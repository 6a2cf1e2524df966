/** The parts of this sandbox, each made with what it needs of the others. */
import type { WechatPayment } from '../sandbox';
import { cardRoutes } from './card-client';
import { CardCodes } from './card-codes';
import { cardEvents } from './card-controls';
import { CardExts } from './card-ext';
import { CardPublishing } from './card-publishing';
import { Cards } from './cards';
import { faceRoutes, loginRoutes, subscribeRoute } from './client';
import { Codes } from './codes';
import { Contacts } from './contacts';
import { faceEvents, tokenEvents } from './control';
import { demoCardId, demoCoupon, demoCouponId, demoForm, demoMemberCard } from './demo';
import { Face } from './face';
import { FaceV1 } from './face-v1';
import type { WeixinKit } from './kit';
import { Login } from './login';
import { MemberTickets } from './member-tickets';
import { Members } from './members';
import { Menus } from './menus';
import { Messages } from './messages';
import { Oauth } from './oauth';
import type { Part } from './part';
import { PayGifts } from './pay-gifts';
import type { Pushes } from './pushes';
import type { Quota } from './quota';
import { Shipping } from './shipping';
import { SubMerchants } from './sub-merchants';
import type { Tokens } from './tokens';
import { Trade } from './trade';
import { confirmRoutes, tradeEvents } from './trade-controls';
import { TradeReminders } from './trade-reminders';
import { Wallet } from './wallet';

export interface Common {
  readonly kit: WeixinKit;
  readonly quota: Quota;
  readonly tokens: Tokens;
  readonly pushes: Pushes;
}

/** Who somebody is: tokens of apps, logins, phones, faces. */
export function peoplePart({ kit, quota, tokens, pushes }: Common): Part {
  const codes = new Codes(kit);
  const login = new Login(kit, codes, quota);
  const oauth = new Oauth(kit, codes);
  const face = new Face(kit);
  const faceV1 = new FaceV1(kit, pushes);
  return {
    routes: { ...tokens.routes, ...login.routes, ...oauth.routes, ...face.routes, ...faceV1.routes },
    client: { ...loginRoutes(codes), ...faceRoutes(face, faceV1) },
    events: { ...tokenEvents(tokens), ...faceEvents(face, faceV1) },
    shows: { apps: () => tokens.summary(), faces: () => [...face.summary(), ...faceV1.summary()] },
  };
}

/** Cards, wallets, members. */
export function cardsPart({ kit, quota, tokens, pushes }: Common): Part {
  const merchants = new SubMerchants(kit, pushes);
  const cards = new Cards(kit, pushes, merchants);
  const gifts = new PayGifts(kit, cards);
  const wallet = new Wallet(kit, cards, { pushes, quota });
  const codes = new CardCodes(kit, cards, wallet);
  const tickets = new MemberTickets(kit);
  const members = new Members({ cards, wallet, tickets });
  const publishing = new CardPublishing(kit, cards, wallet);
  const exts = new CardExts(kit, tokens);
  return {
    routes: {
      ...{ ...cards.routes, ...codes.routes, ...members.routes, ...publishing.routes },
      ...merchants.routes,
      ...gifts.routes,
    },
    client: cardRoutes({ cards, wallet, exts, members, tickets }),
    events: { ...cardEvents(cards, wallet, codes), ...merchants.events },
    shows: { members: () => members.summary() },
    begin: () => {
      // Cards that were changed before a restart stay as they are.
      if (cards.all().length > 0) return;
      cards.change(cards.put(demoCardId, demoMemberCard(kit.origin())), { form: demoForm });
      cards.put(demoCouponId, demoCoupon);
    },
  };
}

/** Menus and messages; `heard` is told of everything that a person sends. */
export function talkPart({ kit }: Common): Part & { readonly contacts: Contacts } {
  const contacts = new Contacts(kit);
  const messages = new Messages(kit, contacts);
  const menus = new Menus(kit);
  return {
    contacts,
    routes: { ...messages.routes, ...menus.routes },
    client: { subscribe: subscribeRoute(contacts) },
    shows: { messages: () => messages.summary() },
  };
}

/** Shipping, and what follows from it. */
export function tradePart({ kit, pushes }: Common, paid: () => readonly WechatPayment[]): Part {
  const trade = new Trade(kit, pushes, paid);
  const shipping = new Shipping(kit, trade);
  const reminders = new TradeReminders(kit, trade, pushes);
  return {
    routes: shipping.routes,
    client: confirmRoutes(trade),
    events: tradeEvents(trade, pushes, kit),
    shows: { shipping: () => shipping.summary() },
    begin: () => {
      trade.isManaged = true;
      reminders.begin();
    },
  };
}
