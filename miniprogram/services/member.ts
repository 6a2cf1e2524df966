// The customer's actions of cloud function `cardSync`: their membership, and their card. Field names are the back end's.
import { ApiError } from './api-error';
import { call, read } from './cloud';

/** The member card in the customer's wallet; it works from `active` on. */
export interface MemberCard {
  readonly card_id: string;
  readonly code: string;
  readonly state?: 'got' | 'active' | 'gifting';
}

/** Where an entry comes from: the shop, an old card, an order, or another membership of the same person. */
export type EntryKind = 'entry' | 'import' | 'earn' | 'join' | 'close';

/** A line of the ledger: what came or went, and when (ms since the epoch). The balance is in fen, as WeChat counts it. */
export interface LedgerEntry {
  /** 1, 2, 3 … within the membership. */
  readonly seq: number;
  readonly kind: EntryKind;
  readonly points: number;
  readonly balance: number;
  /** In the shop's words. */
  readonly reason: string;
  readonly at: number;
  /** The order that earned the points. */
  readonly out_trade_no?: string;
}

/** What a member has, and a page of the ledger, the newest entry first. */
export interface Membership {
  readonly card?: MemberCard;
  readonly level?: string;
  readonly points: number;
  readonly balance: number;
  readonly entries: readonly LedgerEntry[];
}

/** What wx.addCard needs; where the card has a form, also what WeChat's member card component needs. */
export interface CardOffer {
  readonly cardList: readonly { readonly cardId: string; readonly cardExt: string }[];
  readonly activation?: {
    readonly encrypt_card_id: string;
    readonly outer_str: string;
    readonly biz: string;
  };
}

/** What the member card component gives back for a form that was sent. */
export interface Activation {
  readonly activate_ticket: string;
  readonly card_id: string;
  readonly code: string;
}

const nothing: Membership = { points: 0, balance: 0, entries: [] };

/** The customer's membership, with the entries before number `before`; who is no member yet has nothing. */
export function myMembership(before?: number): Promise<Membership> {
  const asked = { action: 'mycard', ...(before === undefined ? {} : { before }) };
  return read<Membership>('cardSync', asked).catch((failure: unknown) => {
    if (failure instanceof ApiError && failure.code === 'MEMBER_NOT_FOUND') return nothing;
    throw failure;
  });
}

/** The shop's member card, signed anew for each time that it is added. */
export const cardOffer = () => read<CardOffer>('cardSync', { action: 'cardext' });

/** Makes a card work whose form was sent. */
export const activateCard = ({ activate_ticket, card_id, code }: Activation) =>
  call<object>('cardSync', { action: 'activate', activate_ticket, card_id, code });
