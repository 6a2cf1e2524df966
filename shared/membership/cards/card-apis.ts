/**
 * WeChat's calls about cards (WeChat documentation, "create a card", "manage cards", "create a QR code", "member card
 * activation form", "upload a picture", read 2026-11). `codes` are those of the card pages that can be meant here.
 */
import { nothing, type Api } from '../../wechat/open-api/exchange-with-wechat';
import type { JsonObject } from '../../kernel/json';
import { toldCard, type ToldCard } from './card-kinds';
import { tellOf, toldFlag, toldText, toldWhole } from './terms';

const aboutCards = [40053, 40071, 40073, 40078, 40150, 40151, 45030];
const aboutContents = [
  ...aboutCards,
  40070,
  40072,
  40076,
  40079,
  40100,
  40107,
  40112,
  40122,
  40124,
  40135,
  40136,
  40139,
  40140,
  40145,
  40149,
  43017,
  43018,
  45022,
  45023,
  45041,
  45042,
  45046,
  45160,
  72016,
  72021,
  73205,
  73206,
  73207,
  73208,
  73209,
  73211,
  73215,
];

/** A second picture is no harm, but nobody needs it; what was uploaded is found by its contents. */
export const uploadPicture: Api<{ readonly url: string }> = {
  path: 'cgi-bin/media/uploadimg',
  isRepeatable: false,
  codes: [40005, 40006, 40009, 40137, 45001],
  read: ({ url }) => (typeof url === 'string' && /^https?:\/\/\S{1,500}$/.test(url) ? { url } : undefined),
};

/** Twice makes two cards. */
export const createCard: Api<{ readonly card_id: string }> = {
  path: 'card/create',
  isRepeatable: false,
  codes: aboutContents,
  read: ({ card_id: id }) => (typeof id === 'string' && id !== '' ? { card_id: id } : undefined),
};

export const getCard: Api<ToldCard> = {
  path: 'card/get',
  isRepeatable: true,
  codes: aboutCards,
  read: ({ card }) => toldCard(card),
};

/** One page of the cards of an account; `total` counts all of them. */
export interface ListedCards {
  readonly ids: readonly string[];
  readonly total: number;
}

export const listCards: Api<ListedCards> = {
  path: 'card/batchget',
  isRepeatable: true,
  codes: aboutCards,
  read({ card_id_list: ids = [], total_num: total }) {
    if (!Array.isArray(ids) || typeof total !== 'number') return undefined;
    return { ids: ids.filter((id) => typeof id === 'string'), total };
  },
};

/** A change may start an audit, and while that runs another change may be refused. */
export const updateCard: Api<JsonObject> = {
  path: 'card/update',
  isRepeatable: false,
  codes: aboutContents,
  read: (answer) => tellOf({ send_check: toldFlag }, answer, 'send_check'),
};

export const deleteCard: Api<true> = {
  path: 'card/delete',
  isRepeatable: true,
  codes: aboutCards,
  read: nothing,
};

/** Adds or takes away: twice is twice. */
export const modifyCardStock: Api<true> = {
  path: 'card/modifystock',
  isRepeatable: false,
  codes: [...aboutCards, 40070, 40122, 40136, 45031, 45041],
  read: nothing,
};

/** Each call makes another code and counts against the quota. */
export const createQrCode: Api<JsonObject> = {
  path: 'card/qrcode/create',
  isRepeatable: false,
  codes: [...aboutCards, 40056, 40079, 40107, 40112, 40116, 43017, 45029, 45031],
  read: (answer) =>
    tellOf(
      { ticket: toldText, url: toldText, show_qrcode_url: toldText, expire_seconds: toldWhole },
      answer,
      'ticket',
      'url',
    ),
};

export const setPayCell: Api<true> = {
  path: 'card/paycell/set',
  isRepeatable: true,
  codes: [...aboutCards, 40107, 40145, 43017, 43018, 45046],
  read: nothing,
};

export const setSelfConsumeCell: Api<true> = {
  path: 'card/selfconsumecell/set',
  isRepeatable: true,
  codes: [...aboutCards, 40107, 40145, 43017, 43018, 45046, 45053, 45054, 45055, 45154, 45155, 45156],
  read: nothing,
};

export const setActivationForm: Api<true> = {
  path: 'card/membercard/activateuserform/set',
  isRepeatable: true,
  codes: [...aboutCards, 40124, 72003, 72026],
  read: nothing,
};
